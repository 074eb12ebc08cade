import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { tenantSelector, tenantView } from '../../../kernel/views-identity.ts';

export default defineOperation({
  summary: 'Archive a tenant: its tokens are refused until it is restored',
  http: 'DELETE /customers/{id}',
  scope: 'manager',
  input: z.object({ id: tenantSelector }),
  output: tenantView,
  cli: { command: 'tenant delete', positional: ['id'], columns: ['id', 'internalId', 'name', 'archivedAt'] },
  run: (ctx, { id }) => ctx.tenants.archive(ctx.caller, id),
});
