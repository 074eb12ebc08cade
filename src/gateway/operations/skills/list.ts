import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { pageOf, paging } from '../../../kernel/views.ts';
import { skillView } from '../../../kernel/views-skills.ts';

export default defineOperation({
  summary: 'List the skills: one for each app, for agents that use the command line',
  http: 'GET /skills',
  scope: 'actions:read',
  input: z.object({
    search: z.string().max(200).optional().describe('Part of the name'),
    ...paging,
  }),
  output: pageOf(skillView),
  cli: {
    command: 'skill list',
    columns: ['name', 'title', 'version', 'description'],
    next: 'porin skill export {items.0.name}',
  },
  run: (ctx, { limit, cursor, ...filter }) => ctx.skills.list(ctx.caller, filter, { limit, cursor }),
});
