import { defineOperation } from '../../../kernel/operation.ts';
import { actionEdit, actionScope } from '../../../kernel/views-actions.ts';
import put from '../actions/put.ts';
import get from './get.ts';

export default defineOperation({
  summary: 'Replace an action of an integration; one from a layer below is customised there',
  http: 'PUT /integrations/{id}/actions/{action}',
  scope: put.scope,
  input: get.input.extend({ ...actionEdit, instanceKey: actionScope.instanceKey }),
  output: put.output,
  run: (ctx, { id, action, ...edit }) => put.run(ctx, { ...edit, id: action, integrationId: id }),
});
