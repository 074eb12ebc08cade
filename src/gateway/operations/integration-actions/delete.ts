import { defineOperation } from '../../../kernel/operation.ts';
import { actionScope } from '../../../kernel/views-actions.ts';
import archive from '../actions/delete.ts';
import get from './get.ts';

export default defineOperation({
  summary: 'Archive an action that was saved on an integration',
  http: 'DELETE /integrations/{id}/actions/{action}',
  scope: archive.scope,
  input: get.input.extend({ instanceKey: actionScope.instanceKey }),
  output: archive.output,
  run: (ctx, { id, action, instanceKey }) => archive.run(ctx, { id: action, integrationId: id, instanceKey }),
});
