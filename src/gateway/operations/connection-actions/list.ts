import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import list from '../actions/list.ts';

const { intent, search, limit, cursor } = list.input.shape;

export default defineOperation({
  summary: 'List the actions of a connection',
  http: 'GET /connections/{id}/actions',
  scope: 'actions:read',
  input: z.object({ id: z.string().min(1).describe('Connection id or key'), intent, search, limit, cursor }),
  output: list.output,
  run: (ctx, { id, ...query }) => list.run(ctx, { ...query, connectionId: id }),
});
