import { defineOperation } from '../../../kernel/operation.ts';
import { actionEdit, actionScope } from '../../../kernel/views-actions.ts';
import patch from '../actions/patch.ts';
import get from './get.ts';

export default defineOperation({
  summary: 'Change an action of an integration; one from a layer below is customised there',
  http: 'PATCH /integrations/{id}/actions/{action}',
  scope: patch.scope,
  input: get.input.extend({ ...actionEdit, instanceKey: actionScope.instanceKey }),
  output: patch.output,
  run: (ctx, { id, action, ...edit }) => patch.run(ctx, { ...edit, id: action, integrationId: id }),
});
