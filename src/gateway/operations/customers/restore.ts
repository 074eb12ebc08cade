import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { tenantSelector, tenantView } from '../../../kernel/views-identity.ts';

export default defineOperation({
  summary: 'Restore an archived tenant',
  http: 'POST /customers/{id}/restore',
  scope: 'manager',
  input: z.object({ id: tenantSelector }),
  output: tenantView,
  cli: { command: 'tenant restore', positional: ['id'], columns: ['id', 'internalId', 'name'] },
  run: (ctx, { id }) => ctx.tenants.restore(id),
});
