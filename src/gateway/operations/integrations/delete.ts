import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { integrationSelector, integrationView } from '../../../kernel/views-integrations.ts';

export default defineOperation({
  summary: 'Archive an integration; its connections go on working',
  http: 'DELETE /integrations/{id}',
  scope: 'manager',
  input: z.object({ id: integrationSelector }),
  output: integrationView,
  cli: { command: 'integration delete', positional: ['id'], columns: ['id', 'name', 'archivedAt'] },
  run: (ctx, { id }) => ctx.integrations.archive(ctx.caller, id),
});
