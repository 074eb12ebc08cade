import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { connectionView } from '../../../kernel/views.ts';

export default defineOperation({
  summary: 'Show a connection, or wait until it is built',
  http: 'GET /connections/{id}',
  scope: 'actions:read',
  input: z.object({
    id: z.string().min(1).describe('Connection id or key, or its app when there is only one'),
    wait: z.boolean().default(false).describe('Answer when the state is no longer BUILDING'),
    timeout: z
      .int()
      .min(1)
      .max(60)
      .default(30)
      .describe('How long to wait, in seconds; then the connection is answered as it is'),
    includeSecrets: z.boolean().optional().describe('Show the credentials; needs the scope secrets:read'),
  }),
  output: connectionView,
  cli: {
    command: 'connection get',
    positional: ['id'],
    columns: [
      'id',
      'key',
      'name',
      'externalAppId',
      'state',
      'sandbox',
      'input',
      'error.message',
      'clientAction.description',
      'clientAction.uiUrl',
      'createdAt',
      'updatedAt',
    ],
    examples: ['porin connection get CONNECTION_ID --wait --json'],
  },
  async run(ctx, { id, wait, timeout, includeSecrets }) {
    // Who may not see secrets is told so before the wait.
    if (!wait || includeSecrets) {
      const shown = await ctx.connections.get(ctx.caller, id, { includeSecrets });
      if (!wait || shown.state !== 'BUILDING') return shown;
    }
    const waited = await ctx.connections.wait(ctx.caller, id, timeout * 1000, ctx.departure);
    return includeSecrets ? ctx.connections.get(ctx.caller, id, { includeSecrets }) : waited;
  },
});
