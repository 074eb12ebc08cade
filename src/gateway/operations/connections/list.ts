import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { connectionStates, connectionView, pageOf, paging } from '../../../kernel/views.ts';

export default defineOperation({
  summary: 'List connections, newest first',
  http: 'GET /connections',
  scope: 'actions:read',
  input: z.object({
    search: z.string().max(200).optional().describe('Part of the name, key or app'),
    app: z.string().optional().describe('Only connections of this app'),
    integrationKey: z.string().optional().describe('The same as app, under its older name'),
    state: z.enum(connectionStates).optional().describe('Only connections in this state'),
    includeArchived: z.boolean().optional().describe('Archived ones too'),
    ...paging,
  }),
  output: pageOf(connectionView),
  cli: {
    command: 'connection list',
    columns: ['id', 'name', 'externalAppId', 'state', 'sandbox', 'createdAt'],
    examples: ['porin connection list --json'],
  },
  run: (ctx, { limit, cursor, integrationKey, app, ...filter }) =>
    ctx.connections.list(ctx.caller, { ...filter, app: app ?? integrationKey }, { limit, cursor }),
});
