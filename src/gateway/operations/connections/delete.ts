import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { connectionView } from '../../../kernel/views.ts';

export default defineOperation({
  summary: 'Archive a connection and erase its credentials',
  http: 'DELETE /connections/{id}',
  scope: 'connections:manage',
  input: z.object({ id: z.string().min(1).describe('Connection id or key, or its app') }),
  output: connectionView,
  cli: {
    command: 'connection delete',
    positional: ['id'],
    columns: ['id', 'name', 'archivedAt'],
    examples: ['porin connection delete CONNECTION_ID'],
  },
  run: (ctx, { id }) => ctx.connections.archive(ctx.caller, id),
});
