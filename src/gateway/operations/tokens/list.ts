import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { pageOf, paging, tokenView } from '../../../kernel/views.ts';

export default defineOperation({
  summary: 'List tokens, newest first; never the tokens themselves',
  http: 'GET /tokens',
  scope: 'owner',
  input: z.object(paging),
  output: pageOf(tokenView),
  cli: { command: 'token list', columns: ['id', 'name', 'tenantKey', 'scopes', 'expiresAt', 'revokedAt'] },
  run: (ctx, page) => ctx.tokens.list(page),
});
