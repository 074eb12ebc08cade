import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { pageOf, paging } from '../../../kernel/views.ts';
import { apiLogView } from '../../../kernel/views-actions.ts';

const instant = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

export default defineOperation({
  summary: 'List requests that were made to apps',
  description:
    'Those of runs; raw requests too when the workspace setting enableApiLogs is true. They are kept as long as runs are.',
  http: 'GET /external-api-logs',
  scope: 'actions:read',
  input: z.object({
    connectionId: z.string().optional().describe('Only requests on this connection (id or key)'),
    integrationId: z.string().optional().describe('Only requests with this integration (id or key), or to this app'),
    externalAppId: z.string().optional().describe('Only requests to this app'),
    tenantId: z
      .string()
      .optional()
      .describe('Only requests of this tenant (id or your key); others’ for managers alone'),
    userId: z.string().optional().describe('The same as tenantId'),
    isSuccess: z.boolean().optional().describe('Only those that were answered with less than 400, or only the others'),
    from: instant.optional().describe('Sent at or after (ISO 8601)'),
    to: instant.optional().describe('Sent before (ISO 8601)'),
    sortOrder: z.enum(['asc', 'desc']).default('desc').describe('Oldest or newest first'),
    ...paging,
  }),
  output: pageOf(apiLogView),
  cli: {
    command: 'external-api-log list',
    columns: ['id', 'method', 'requestUrl', 'statusCode', 'duration', 'createdAt'],
    examples: ['porin external-api-log list --isSuccess false --limit 20'],
  },
  run: (ctx, { limit, cursor, externalAppId, tenantId, userId, sortOrder, from, to, ...filter }) =>
    ctx.apiLogs.list(
      ctx.caller,
      {
        ...filter,
        app: externalAppId,
        tenant: tenantId ?? userId,
        order: sortOrder,
        from: from === undefined ? undefined : Date.parse(from),
        to: to === undefined ? undefined : Date.parse(to),
      },
      { limit, cursor },
    ),
});
