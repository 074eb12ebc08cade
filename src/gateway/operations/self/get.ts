import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { selfView } from '../../../kernel/views-identity.ts';

export default defineOperation({
  summary: 'Show whose token this is',
  http: 'GET /self',
  scope: 'actions:read',
  input: z.object({}),
  output: selfView,
  run: (ctx) => ctx.tenants.self(ctx.caller),
});
