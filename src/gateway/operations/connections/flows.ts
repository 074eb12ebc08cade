import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';

export default defineOperation({
  summary: 'List flows of a connection: there are none',
  http: 'GET /connections/{id}/flows',
  scope: 'actions:read',
  input: z.object({ id: z.string().min(1).describe('Connection id or key') }),
  output: z.object({ items: z.array(z.object({ id: z.string() })) }),
  async run(ctx, { id }) {
    await ctx.connections.get(ctx.caller, id);
    return { items: [] };
  },
});
