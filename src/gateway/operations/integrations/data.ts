import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import get from './get.ts';

/** A connector has actions in place of the contract's data collections. */
export default defineOperation({
  summary: 'List data collections of an integration: there are none, it has actions',
  http: 'GET /integrations/{id}/data',
  scope: 'actions:read',
  input: get.input,
  output: z.array(z.object({ key: z.string() })),
  async run(ctx, { id }) {
    await ctx.integrations.get(ctx.caller, id);
    return [];
  },
});
