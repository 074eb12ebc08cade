import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { tenantInput, tenantKey, tenantSelector, tenantView } from '../../../kernel/views-identity.ts';

export default defineOperation({
  summary: 'Change name, key, meta or fields of a tenant',
  http: 'PATCH /customers/{id}',
  scope: 'manager',
  input: z.object({ id: tenantSelector, ...tenantInput, internalId: tenantKey.optional() }),
  output: tenantView,
  cli: {
    command: 'tenant patch',
    positional: ['id'],
    data: '*',
    examples: ['porin tenant patch acme --name "Acme Ltd"', `porin tenant patch acme --data '{"meta":{"plan":"pro"}}'`],
  },
  run: (ctx, { id, ...edit }) => ctx.tenants.patch(id, edit),
});
