import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { connectionTestView } from '../../../kernel/views.ts';

export default defineOperation({
  summary: 'Ask the app whether it accepts the credentials',
  description: 'A refusal turns the connection CLIENT_ACTION_REQUIRED; its error says why.',
  http: 'POST /connections/{id}/test',
  scope: 'connections:manage',
  input: z.object({ id: z.string().min(1).describe('Connection id or key, or its app') }),
  output: connectionTestView,
  cli: {
    command: 'connection test',
    positional: ['id'],
    columns: ['success', 'error.message'],
    examples: ['porin connection test CONNECTION_ID'],
  },
  run: (ctx, { id }) => ctx.connections.test(ctx.caller, id),
});
