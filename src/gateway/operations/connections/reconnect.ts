import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { connectionView } from '../../../kernel/views.ts';

export default defineOperation({
  summary: 'Ask for new credentials',
  description:
    'The connection turns CLIENT_ACTION_REQUIRED; the old credentials stay until they are replaced, and are not used meanwhile.',
  http: 'POST /connections/{id}/reconnect',
  scope: 'connections:manage',
  input: z.object({ id: z.string().min(1).describe('Connection id or key, or its app') }),
  output: connectionView,
  cli: {
    command: 'connection reconnect',
    positional: ['id'],
    columns: ['id', 'name', 'state', 'error.message', 'clientAction.uiUrl'],
    examples: ['porin connection reconnect CONNECTION_ID'],
  },
  run: (ctx, { id }) => ctx.connections.reconnect(ctx.caller, id),
});
