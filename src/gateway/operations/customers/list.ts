import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { pageOf, paging } from '../../../kernel/views.ts';
import { tenantView } from '../../../kernel/views-identity.ts';

export default defineOperation({
  summary: 'List tenants, newest first',
  http: 'GET /customers',
  scope: 'manager',
  input: z.object({
    search: z.string().max(200).optional().describe('Part of the name or key'),
    includeArchived: z.boolean().optional().describe('Archived ones too'),
    ...paging,
  }),
  output: pageOf(tenantView),
  cli: { command: 'tenant list', columns: ['id', 'internalId', 'name', 'createdAt', 'archivedAt'] },
  run: (ctx, { limit, cursor, ...filter }) => ctx.tenants.list(filter, { limit, cursor }),
});
