import { defineOperation } from '../../../kernel/operation.ts';
import reset from '../actions/reset.ts';
import get from './get.ts';

export default defineOperation({
  summary: 'Take an action back to its parent on a connection',
  http: 'POST /connections/{id}/actions/{action}/reset',
  scope: reset.scope,
  input: get.input.omit({ layer: true }),
  output: reset.output,
  run: (ctx, { id, action, instanceKey }) => reset.run(ctx, { id: action, connectionId: id, instanceKey }),
});
