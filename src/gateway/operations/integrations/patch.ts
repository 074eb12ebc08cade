import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { revisionSeen, seenRevision, seenRevisionHeaders } from '../../../kernel/seen-revision.ts';
import { integrationInput, integrationSelector, integrationView } from '../../../kernel/views-integrations.ts';

export default defineOperation({
  summary: 'Change an integration; parameters are changed one by one',
  http: 'PATCH /integrations/{id}',
  scope: 'manager',
  headers: seenRevisionHeaders,
  input: z.object({ id: integrationSelector, ...integrationInput, ...seenRevision }),
  output: integrationView,
  cli: {
    command: 'integration patch',
    positional: ['id'],
    data: '*',
    columns: ['id', 'key', 'name', 'externalAppId', 'hasMissingParameters'],
    examples: ['porin integration patch APP --data - < settings.json'],
  },
  run: (ctx, { id, ifMatch, ...edit }) =>
    ctx.integrations.patch(ctx.caller, id, { ...edit, revision: revisionSeen(ifMatch) }),
});
