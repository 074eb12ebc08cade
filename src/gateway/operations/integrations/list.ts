import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { pageOf, paging } from '../../../kernel/views.ts';
import { integrationItemView } from '../../../kernel/views-integrations.ts';

export default defineOperation({
  summary: "List integrations: the connectors' own and those of the workspace",
  http: 'GET /integrations',
  scope: 'actions:read',
  input: z.object({
    search: z.string().max(200).optional().describe('Part of the name, key or app'),
    connectors: z.boolean().optional().describe('false leaves out those of connectors that nobody changed'),
    externalApps: z.boolean().optional().describe('Apps that no connector knows too; those items have no id'),
    websearch: z.boolean().optional().describe('Accepted for compatibility'),
    includeArchived: z.boolean().optional().describe('Archived ones too'),
    ...paging,
  }),
  output: pageOf(integrationItemView),
  cli: {
    command: 'integration list',
    columns: ['id', 'key', 'name', 'externalAppId', 'hasMissingParameters', 'connection.id'],
    examples: ['porin integration list --search crm'],
  },
  run: (ctx, { limit, cursor, websearch: _, ...filter }) =>
    ctx.integrations.list(ctx.caller, filter, { limit, cursor }),
});
