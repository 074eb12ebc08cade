import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { selfView, tenantInput } from '../../../kernel/views-identity.ts';

export default defineOperation({
  summary: 'Change name, meta or fields of your own tenant',
  http: 'PATCH /self',
  scope: 'connections:manage',
  input: z.object({
    ...tenantInput,
    credentials: z.unknown().optional().describe('Accepted and not kept: credentials belong to connections'),
  }),
  output: selfView,
  run: (ctx, { name, meta, fields }) => ctx.tenants.patchSelf(ctx.caller, { name, meta, fields }),
});
