import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { pageOf, paging } from '../../../kernel/views.ts';
import { tokenView } from '../../../kernel/views-identity.ts';

export default defineOperation({
  summary: 'List tokens, newest first; never the tokens themselves',
  http: 'GET /tokens',
  scope: 'manager',
  input: z.object(paging),
  output: pageOf(tokenView),
  cli: { command: 'token list', columns: ['id', 'name', 'tenantKey', 'scopes', 'isManager', 'expiresAt', 'revokedAt'] },
  run: (ctx, page) => ctx.tokens.list(page),
});
