import { actionAside } from '../../../kernel/action-aside.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import { actionEdit } from '../../../kernel/views-actions.ts';
import put from '../actions/put.ts';
import get from './get.ts';

export default defineOperation({
  summary: 'Replace an action of a connection; one from a layer below is customised there',
  http: 'PUT /connections/{id}/actions/{action}',
  scope: put.scope,
  input: get.input.omit({ layer: true }).extend(actionEdit),
  aside: actionAside,
  output: put.output,
  run: (ctx, { id, action, ...edit }) => put.run(ctx, { ...edit, id: action, connectionId: id }),
});
