import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { integrationSelector } from '../../../kernel/views-integrations.ts';
import get from '../actions/get.ts';

export default defineOperation({
  summary: 'Show an action of an integration',
  http: 'GET /integrations/{id}/actions/{action}',
  scope: 'actions:read',
  input: z.object({ id: integrationSelector, action: get.input.shape.id }),
  output: get.output,
  run: (ctx, { id, action }) => get.run(ctx, { id: action, integrationId: id }),
});
