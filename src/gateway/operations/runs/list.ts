import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { pageOf, paging, runStatuses, runView } from '../../../kernel/views.ts';

const instant = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

export default defineOperation({
  summary: 'List runs, newest first',
  http: 'GET /action-run-logs',
  scope: 'actions:read',
  input: z.object({
    connectionId: z.string().optional().describe('Only runs of this connection'),
    actionId: z.string().optional().describe('Only runs of this action (id or key)'),
    universalActionId: z.string().optional().describe('Only runs of this action, if it is on the universal layer'),
    integrationActionId: z
      .string()
      .optional()
      .describe('Only runs of this action, if it is an integration’s or connector’s'),
    connectionActionId: z.string().optional().describe('Only runs of this action, if it is a connection’s'),
    app: z.string().optional().describe('Only runs on this app'),
    externalAppId: z.string().optional().describe('The same as app'),
    integrationId: z.string().optional().describe('Only runs with this integration (id or key), or on this app'),
    tenantId: z.string().optional().describe('Only runs of this tenant (id or your key); others’ for managers alone'),
    userId: z.string().optional().describe('The same as tenantId'),
    status: z.enum(runStatuses).optional().describe('Only runs with this status'),
    from: instant.optional().describe('Begun at or after (ISO 8601)'),
    to: instant.optional().describe('Begun before (ISO 8601)'),
    ...paging,
  }),
  output: pageOf(runView),
  cli: {
    command: 'action-run-log list',
    columns: ['id', 'name', 'status', 'duration', 'createdAt', 'externalAppId'],
    examples: ['porin action-run-log list --status error --limit 20'],
  },
  run: (ctx, { limit, cursor, app, externalAppId, tenantId, userId, from, to, ...filter }) =>
    ctx.runs.list(
      ctx.caller,
      {
        ...filter,
        app: app ?? externalAppId,
        tenant: tenantId ?? userId,
        from: from === undefined ? undefined : Date.parse(from),
        to: to === undefined ? undefined : Date.parse(to),
      },
      { limit, cursor },
    ),
});
