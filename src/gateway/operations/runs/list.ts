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
    app: z.string().optional().describe('Only runs on this app'),
    integrationId: z.string().optional().describe('The same as app'),
    status: z.enum(runStatuses).optional().describe('Only runs with this status'),
    from: instant.optional().describe('Begun at or after (ISO 8601)'),
    to: instant.optional().describe('Begun before (ISO 8601)'),
    ...paging,
  }),
  output: pageOf(runView),
  cli: {
    command: 'action-run-log list',
    columns: ['id', 'name', 'status', 'externalAppId', 'duration', 'createdAt'],
    examples: ['porin action-run-log list --status error --limit 20'],
  },
  run: (ctx, { limit, cursor, integrationId, app, from, to, ...filter }) =>
    ctx.runs.list(
      ctx.caller,
      {
        ...filter,
        app: app ?? integrationId,
        from: from === undefined ? undefined : Date.parse(from),
        to: to === undefined ? undefined : Date.parse(to),
      },
      { limit, cursor },
    ),
});
