import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { appView, pageOf, paging } from '../../../kernel/views.ts';

export default defineOperation({
  summary: 'List the apps that have a connector, and those that were added here',
  http: 'GET /external-apps',
  scope: 'actions:read',
  input: z.object({
    search: z.string().max(200).optional().describe('Part of the name, key or domain'),
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
