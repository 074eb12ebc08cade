import { defineOperation } from '../../../kernel/operation.ts';
import get from '../actions/get.ts';
import list from './list.ts';

export default defineOperation({
  summary: 'Show an action of a connection',
  http: 'GET /connections/{id}/actions/{action}',
  scope: 'actions:read',
  input: list.input.pick({ id: true }).extend({ action: get.input.shape.id }),
  output: get.output,
  run: (ctx, { id, action }) => get.run(ctx, { id: action, connectionId: id }),
});
