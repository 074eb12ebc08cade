import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import get from './get.ts';

export default defineOperation({
  summary: 'List flows of an integration: there are none',
  http: 'GET /integrations/{id}/flows',
  scope: 'actions:read',
  input: get.input,
  output: z.object({ items: z.array(z.object({ id: z.string() })) }),
  async run(ctx, { id }) {
    await ctx.integrations.get(ctx.caller, id);
    return { items: [] };
  },
});
