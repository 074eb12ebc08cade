import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { revisionSeen, seenRevision, seenRevisionHeaders } from '../../../kernel/seen-revision.ts';
import { integrationSelector, integrationView } from '../../../kernel/views-integrations.ts';

export default defineOperation({
  summary: 'Archive an integration; its connections go on working',
  http: 'DELETE /integrations/{id}',
  scope: 'manager',
  headers: seenRevisionHeaders,
  input: z.object({ id: integrationSelector, ...seenRevision }),
  output: integrationView,
  cli: { command: 'integration delete', positional: ['id'], columns: ['id', 'name', 'archivedAt'] },
  run: (ctx, { id, ifMatch }) => ctx.integrations.archive(ctx.caller, id, { revision: revisionSeen(ifMatch) }),
});
