import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { connectionRequestView } from '../../../kernel/views-integrations.ts';

export default defineOperation({
  summary: 'Cancel a connection request; nothing happens to one that is over',
  http: 'DELETE /connection-requests/{requestId}',
  scope: 'connections:manage',
  input: z.object({ requestId: z.string().min(1).max(200).describe('crq_…') }),
  output: connectionRequestView,
  cli: { command: 'connection-request cancel', positional: ['requestId'], columns: ['requestId', 'status'] },
  run: (ctx, { requestId }) => ctx.connectionRequests.cancel(ctx.caller, requestId),
});
