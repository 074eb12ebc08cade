import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import list from '../actions/list.ts';

export default defineOperation({
  summary: 'List the actions of a connection',
  http: 'GET /connections/{id}/actions',
  scope: 'actions:read',
  input: list.input
    .omit({
      connectionId: true,
      connectionKey: true,
      integrationId: true,
      integrationKey: true,
      app: true,
      externalAppId: true,
    })
    .extend({ id: z.string().min(1).describe('Connection id or key') }),
  output: list.output,
  run: (ctx, { id, ...query }) => list.run(ctx, { ...query, connectionId: id }),
});
