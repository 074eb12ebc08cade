import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { pageOf, paging } from '../../../kernel/views.ts';
import { connectionRequestView } from '../../../kernel/views-integrations.ts';

export default defineOperation({
  summary: 'List connection requests, newest first; forgotten a week after they ended',
  http: 'GET /connection-requests',
  scope: 'connections:manage',
  input: z.object(paging),
  output: pageOf(connectionRequestView),
  cli: {
    command: 'connection-request list',
    columns: ['requestId', 'status', 'name', 'resultConnectionId', 'createdAt'],
  },
  run: (ctx, page) => ctx.connectionRequests.list(ctx.caller, page),
});
