import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { tenantInput, tenantKey, tenantName, tenantView } from '../../../kernel/views-identity.ts';

export default defineOperation({
  summary: 'Add a tenant before its first token is seen',
  http: 'POST /customers',
  scope: 'manager',
  input: z.object({
    ...tenantInput,
    name: tenantName,
    internalId: tenantKey.optional().describe('Your key for the tenant; one is made when absent'),
  }),
  output: tenantView,
  cli: {
    command: 'tenant create',
    columns: ['id', 'internalId', 'name', 'createdAt'],
    data: '*',
    examples: ['porin tenant create --name "Acme Ltd" --internalId acme'],
    next: 'porin token create --tenant {internalId}',
  },
  run: (ctx, request) => ctx.tenants.create(request),
});
