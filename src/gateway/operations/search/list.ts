import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { pageOf, paging } from '../../../kernel/views.ts';
import { foundView, searchInput } from '../../../kernel/views-integrations.ts';

export default defineOperation({
  summary: 'Search connectors, apps, integrations, actions and connections, best first',
  description:
    'By name, key, domain or purpose. Asked for a connector of an app that nothing here knows, it answers with one whose id begins with `new:`; connecting that one asks how to talk to the app.',
  http: 'GET /search',
  scope: 'actions:read',
  input: z.object({
    ...searchInput,
    limit: z.int().min(1).max(100).default(20).describe('Page size'),
    cursor: paging.cursor,
  }),
  output: pageOf(foundView).extend({
    hint: z.string().optional().describe('What to do where only an action was wanted, and none fits'),
  }),
  cli: {
    command: 'search',
    positional: ['q'],
    columns: ['elementType', 'element.id', 'element.name', 'element.description'],
    examples: ['porin search "example" --elementType=connector --json', 'porin search "send a message"'],
  },
  run: (ctx, { limit, cursor, ...query }) => ctx.search.find(ctx.caller, query, { limit, cursor }),
});
