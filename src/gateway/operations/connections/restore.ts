import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { connectionView } from '../../../kernel/views.ts';

export default defineOperation({
  summary: 'Bring an archived connection back',
  description: 'Its credentials were erased, so it has to be connected again, unless it is one to a sandbox.',
  http: 'POST /connections/{id}/restore',
  scope: 'connections:manage',
  input: z.object({ id: z.string().min(1).describe('Connection id or key, or its app') }),
  output: connectionView,
  cli: {
    command: 'connection restore',
    positional: ['id'],
    columns: ['id', 'name', 'state', 'error.message', 'clientAction.uiUrl'],
    examples: ['porin connection restore CONNECTION_ID'],
  },
  run: (ctx, { id }) => ctx.connections.restore(ctx.caller, id),
});
