import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { connectionRequestView } from '../../../kernel/views-integrations.ts';

export default defineOperation({
  summary: 'Show a connection request, or wait until it is answered',
  http: 'GET /connection-requests/{requestId}',
  scope: 'connections:manage',
  input: z.object({
    requestId: z.string().min(1).max(200).describe('crq_…'),
    wait: z.boolean().default(false).describe('Answer when the status is no longer pending'),
    timeout: z
      .int()
      .min(1)
      .max(60)
      .default(30)
      .describe('How long to wait, in seconds; then the request is answered as it is'),
  }),
  output: connectionRequestView,
  cli: {
    command: 'connection-request get',
    positional: ['requestId'],
    columns: ['requestId', 'status', 'url', 'resultConnectionId', 'resultError.message', 'expiresAt'],
  },
  run: (ctx, { requestId, wait, timeout }) =>
    wait
      ? ctx.connectionRequests.wait(ctx.caller, requestId, timeout * 1000, ctx.departure)
      : ctx.connectionRequests.get(ctx.caller, requestId),
});
