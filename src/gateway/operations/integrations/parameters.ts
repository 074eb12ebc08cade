import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import get from './get.ts';

export default defineOperation({
  summary: "Show an integration's parameters, without secrets",
  http: 'GET /integrations/{id}/parameters',
  scope: 'manager',
  input: get.input,
  output: z.record(z.string(), z.string()),
  run: async (ctx, { id }) => (await ctx.integrations.get(ctx.caller, id)).parameters ?? {},
});
