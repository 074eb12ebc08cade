import { defineOperation } from '../../../kernel/operation.ts';
import { actionScope } from '../../../kernel/views-actions.ts';
import get from '../actions/get.ts';
import list from './list.ts';

export default defineOperation({
  summary: 'Show an action of a connection',
  http: 'GET /connections/{id}/actions/{action}',
  scope: 'actions:read',
  input: list.input
    .pick({ id: true })
    .extend({ action: get.input.shape.id, layer: actionScope.layer, instanceKey: actionScope.instanceKey }),
  output: get.output,
  run: (ctx, { id, action, ...scope }) => get.run(ctx, { ...scope, id: action, connectionId: id }),
});
