import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { integrationSelector, integrationView } from '../../../kernel/views-integrations.ts';

export default defineOperation({
  summary: 'Show an integration',
  http: 'GET /integrations/{id}',
  scope: 'actions:read',
  input: z.object({ id: integrationSelector }),
  output: integrationView,
  cli: {
    command: 'integration get',
    positional: ['id'],
    columns: [
      'id',
      'key',
      'name',
      'externalAppId',
      'hasMissingParameters',
      'oAuthCallbackUri',
      'parameters',
      'connection.id',
    ],
  },
  run: (ctx, { id }) => ctx.integrations.get(ctx.caller, id),
});
