import { z } from 'zod';
import { PorinError } from '../../../kernel/errors.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import { connectorNames, integrationInput, integrationView } from '../../../kernel/views-integrations.ts';

export default defineOperation({
  summary: 'Add an integration: settings of your own for a connector',
  description:
    'For an OAuth client of your own: register oAuthCallbackUri at the app, then give its clientId and clientSecret.',
  http: 'POST /integrations',
  scope: 'manager',
  input: z.object({
    ...connectorNames,
    connectorUuid: z.string().max(200).optional().describe('The same as connectorId'),
    externalAppId: z.string().max(200).optional().describe('App, whose connector is used'),
    ...integrationInput,
  }),
  output: integrationView,
  cli: {
    command: 'integration create',
    data: '*',
    columns: ['id', 'key', 'name', 'externalAppId', 'hasMissingParameters', 'oAuthCallbackUri'],
    examples: ['porin integration create --connectorId=APP --name "Sales" --data - < settings.json'],
  },
  run(ctx, { connectorId, connectorKey, connectorUuid, externalAppId, ...edit }) {
    const connector = connectorId ?? connectorKey ?? connectorUuid ?? externalAppId;
    if (connector !== undefined) return ctx.integrations.create(ctx.caller, { connector, ...edit });
    throw new PorinError('bad_request', 'connectorId: required, expected the id of a connector', {
      hint: 'porin external-app list shows the apps that have one',
    });
  },
});
