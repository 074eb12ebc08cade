import { defineOperation } from '../../../kernel/operation.ts';
import patch from './patch.ts';

const { cli: _, ...likePatch } = patch;

export default defineOperation({
  ...likePatch,
  summary: 'Replace meta and fields of a tenant, and its name and key when given',
  http: 'PUT /customers/{id}',
  run: (ctx, { id, meta = null, fields = null, ...rest }) => ctx.tenants.patch(id, { ...rest, meta, fields }),
});
