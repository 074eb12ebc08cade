import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { apiLogView } from '../../../kernel/views-actions.ts';

export default defineOperation({
  summary: 'Show a request that was made to an app, with the request and its answer',
  http: 'GET /external-api-logs/{id}/details',
  scope: 'actions:read',
  input: z.object({ id: z.string().min(1).describe('log_…') }),
  output: apiLogView,
  run: (ctx, { id }) => ctx.apiLogs.get(ctx.caller, id, { details: true }),
});
