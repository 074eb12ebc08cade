import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { tenantSelector, tenantView } from '../../../kernel/views-identity.ts';

export default defineOperation({
  summary: 'Show a tenant; a tenant may look at itself',
  http: 'GET /customers/{id}',
  scope: 'actions:read',
  input: z.object({ id: tenantSelector }),
  output: tenantView,
  cli: { command: 'tenant get', positional: ['id'] },
  run: (ctx, { id }) => ctx.tenants.get(ctx.caller, id),
});
