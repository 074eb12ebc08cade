import { defineOperation } from '../../../kernel/operation.ts';
import archive from '../actions/delete.ts';
import get from './get.ts';

export default defineOperation({
  summary: 'Archive an action that was saved on a connection',
  http: 'DELETE /connections/{id}/actions/{action}',
  scope: archive.scope,
  input: get.input.omit({ layer: true }),
  output: archive.output,
  run: (ctx, { id, action, instanceKey }) => archive.run(ctx, { id: action, connectionId: id, instanceKey }),
});
