import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { apiLogView } from '../../../kernel/views-actions.ts';

export default defineOperation({
  summary: 'Show a request that was made to an app, with the request and its answer if asked',
  http: 'GET /external-api-logs/{id}',
  scope: 'actions:read',
  input: z.object({
    id: z.string().min(1).describe('log_…'),
    details: z.boolean().default(false).describe('With request and answer, redacted; kept for those of runs'),
  }),
  output: apiLogView,
  cli: {
    command: 'external-api-log get',
    positional: ['id'],
    columns: [
      ...['id', 'method', 'requestUrl', 'statusCode', 'isSuccess', 'duration', 'createdAt'],
      ...['actionRunId', 'connectionId', 'externalAppId', 'tenantId', 'details'],
    ],
    next: 'porin action-run-log get {actionRunId} --details',
    examples: ['porin external-api-log get LOG_ID --details --json'],
  },
  run: (ctx, { id, details }) => ctx.apiLogs.get(ctx.caller, id, { details }),
});
