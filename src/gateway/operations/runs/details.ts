import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { runView } from '../../../kernel/views.ts';

export default defineOperation({
  summary: 'Show a run with its upstream requests and answers',
  http: 'GET /action-run-logs/{id}/details',
  scope: 'actions:read',
  input: z.object({ id: z.string().min(1).describe('run_…') }),
  output: runView,
  run: (ctx, { id }) => ctx.runs.get(ctx.caller, id, { details: true }),
});
