import { actionAside } from '../../../kernel/action-aside.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import { actionEdit } from '../../../kernel/views-actions.ts';
import patch from '../actions/patch.ts';
import get from './get.ts';

export default defineOperation({
  summary: 'Change an action of a connection; one from a layer below is customised there',
  http: 'PATCH /connections/{id}/actions/{action}',
  scope: patch.scope,
  input: get.input.omit({ layer: true }).extend(actionEdit),
  aside: actionAside,
  output: patch.output,
  run: (ctx, { id, action, ...edit }) => patch.run(ctx, { ...edit, id: action, connectionId: id }),
});
