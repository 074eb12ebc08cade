import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { connectionRequestInput, connectionRequestView } from '../../../kernel/views-integrations.ts';

export default defineOperation({
  summary: 'Ask a person to connect something: answers with the page to show',
  http: 'POST /connection-requests',
  scope: 'connections:manage',
  input: z.object(connectionRequestInput),
  output: connectionRequestView,
  cli: {
    command: 'connection-request create',
    data: '*',
    columns: ['requestId', 'status', 'url', 'expiresAt'],
    examples: ['porin connection-request create --connectorId=APP --json'],
    next: 'porin connection-request get {requestId} --wait',
  },
  run: (ctx, payload) => ctx.connectionRequests.create(ctx.caller, payload),
});
