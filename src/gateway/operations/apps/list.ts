import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { appView } from '../../../kernel/views.ts';

export default defineOperation({
  summary: 'List the apps that have a connector',
  http: 'GET /external-apps',
  scope: 'actions:read',
  input: z.object({ search: z.string().max(200).optional().describe('Part of the name, key or domain') }),
  output: z.object({ items: z.array(appView) }),
  cli: {
    command: 'external-app list',
    columns: ['key', 'name', 'appUri', 'sandbox.url'],
    examples: ['porin external-app list --search meeting'],
  },
  run: async (ctx, { search }) => ({ items: await ctx.apps.list(search) }),
});
