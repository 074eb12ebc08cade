import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { integrationSelector, integrationView } from '../../../kernel/views-integrations.ts';

export default defineOperation({
  summary: 'Restore an archived integration; by its id',
  http: 'POST /integrations/{id}/restore',
  scope: 'manager',
  input: z.object({ id: integrationSelector }),
  output: integrationView,
  cli: { command: 'integration restore', positional: ['id'], columns: ['id', 'key', 'name'] },
  run: (ctx, { id }) => ctx.integrations.restore(ctx.caller, id),
});
