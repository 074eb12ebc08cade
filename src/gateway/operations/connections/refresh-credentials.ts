import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { connectionView } from '../../../kernel/views.ts';

export default defineOperation({
  summary: 'Renew credentials that end',
  http: 'POST /connections/{id}/refresh-credentials',
  scope: 'connections:manage',
  input: z.object({ id: z.string().min(1).describe('Connection id or key, or its app') }),
  output: connectionView,
  cli: {
    command: 'connection refresh',
    positional: ['id'],
    columns: ['id', 'name', 'state', 'error.message', 'clientAction.uiUrl'],
    examples: ['porin connection refresh CONNECTION_ID'],
  },
  run: (ctx, { id }) => ctx.connections.refresh(ctx.caller, id),
});
