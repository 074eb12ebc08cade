import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';

export default defineOperation({
  summary: 'Disconnect: revoke and erase the credentials, keep the connection',
  http: 'POST /connections/{id}/disconnect',
  scope: 'connections:manage',
  status: 204,
  input: z.object({ id: z.string().min(1).describe('Connection id or key, or its app') }),
  output: z.null(),
  cli: {
    command: 'connection disconnect',
    positional: ['id'],
    examples: ['porin connection disconnect CONNECTION_ID'],
  },
  async run(ctx, { id }) {
    await ctx.connections.disconnect(ctx.caller, id);
    return null;
  },
});
