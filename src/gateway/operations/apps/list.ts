import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { appView, pageOf, paging } from '../../../kernel/views.ts';

export default defineOperation({
  summary: 'List the apps that have a connector, and those that were added here',
  http: 'GET /external-apps',
  scope: 'actions:read',
  input: z.object({
    search: z.string().max(200).optional().describe('Part of the name, key or domain'),
    isConnected: z
      .boolean()
      .optional()
      .describe('true: only apps that you have a working connection to; false: only the others'),
    category: z.string().max(200).optional().describe('Apps here have no categories, so that one finds none'),
    includeArchived: z.boolean().optional().describe('Accepted for compatibility; apps are not archived'),
    ...paging,
  }),
  output: pageOf(appView),
  cli: {
    command: 'external-app list',
    columns: ['key', 'name', 'appUri', 'sandbox.url'],
    examples: ['porin external-app list --search meeting'],
  },
  run: (ctx, { limit, cursor, ...filter }) => ctx.apps.list(ctx.caller, filter, { limit, cursor }),
});
