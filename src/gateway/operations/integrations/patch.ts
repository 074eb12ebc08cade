import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { integrationInput, integrationSelector, integrationView } from '../../../kernel/views-integrations.ts';

export default defineOperation({
  summary: 'Change an integration; parameters are changed one by one',
  http: 'PATCH /integrations/{id}',
  scope: 'manager',
  input: z.object({ id: integrationSelector, ...integrationInput }),
  output: integrationView,
  cli: {
    command: 'integration patch',
    positional: ['id'],
    data: '*',
    columns: ['id', 'key', 'name', 'externalAppId', 'hasMissingParameters'],
    examples: ['porin integration patch APP --data - < settings.json'],
  },
  run: (ctx, { id, ...edit }) => ctx.integrations.patch(ctx.caller, id, edit),
});
