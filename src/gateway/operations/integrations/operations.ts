import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { operationsOf, operationView } from '../connections/operations.ts';
import get from './get.ts';

export default defineOperation({
  summary: "List operations of an integration: its connector's own actions",
  http: 'GET /integrations/{id}/operations',
  scope: 'actions:read',
  input: get.input,
  output: z.array(operationView),
  async run(ctx, { id }) {
    const { externalAppId } = await ctx.integrations.get(ctx.caller, id);
    return operationsOf(ctx, externalAppId);
  },
});
