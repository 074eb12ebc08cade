import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { pageOf, paging } from '../../../kernel/views.ts';
import { loginView } from '../../../kernel/views-logins.ts';

export default defineOperation({
  summary: 'List the programs that are logged in, newest first',
  description: "Those of the token's tenant; for a manager those of every tenant.",
  http: 'GET /logins',
  scope: 'actions:read',
  input: z.object(paging),
  output: pageOf(loginView),
  cli: {
    command: 'login list',
    columns: ['id', 'clientName', 'label', 'tenantKey', 'scopes', 'createdAt'],
    examples: ['porin login list'],
  },
  run: (ctx, page) => ctx.logins.list(ctx.caller, page),
});
