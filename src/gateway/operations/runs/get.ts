import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { runView } from '../../../kernel/views.ts';

export default defineOperation({
  summary: 'Show a run, with the upstream requests and answers if asked',
  http: 'GET /action-run-logs/{id}',
  scope: 'actions:read',
  input: z.object({
    id: z.string().min(1).describe('run_…'),
    details: z.boolean().default(false).describe('With the upstream requests and answers, redacted'),
  }),
  output: runView,
  cli: {
    command: 'action-run-log get',
    positional: ['id'],
    columns: [
      ...[
        'id',
        'name',
        'status',
        'actionId',
        'connectionId',
        'externalAppId',
        'tenantId',
        'action.code',
        'input',
        'output',
      ],
      ...[
        'error.code',
        'error.message',
        'error.hint',
        'error.data',
        'meta',
        'details',
        'createdAt',
        'completedAt',
        'duration',
      ],
    ],
    examples: ['porin action-run-log get RUN_ID --details --json'],
  },
  run: (ctx, { id, details }) => ctx.runs.get(ctx.caller, id, { details }),
});
