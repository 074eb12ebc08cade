import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';

export default defineOperation({
  summary: 'Say whether the gateway and its database answer',
  http: 'GET /health',
  scope: 'public',
  input: z.object({}),
  output: z.object({ status: z.literal('ok'), version: z.string() }),
  async run(ctx) {
    await ctx.system.ping();
    return { status: 'ok' as const, version: ctx.system.info().version };
  },
});
