import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { pageOf, paging } from '../../../kernel/views.ts';
import { connectorView } from '../../../kernel/views-integrations.ts';

export default defineOperation({
  summary: 'List connectors: how to talk to which app',
  http: 'GET /connectors',
  scope: 'actions:read',
  input: z.object({
    search: z.string().max(200).optional().describe('Part of the name, id or description'),
    ...paging,
  }),
  output: pageOf(connectorView),
  cli: { command: 'connector list', columns: ['id', 'name', 'baseUri', 'actionsCount'] },
  run: (ctx, { limit, cursor, ...filter }) => ctx.connectors.list(ctx.caller, filter, { limit, cursor }),
});
