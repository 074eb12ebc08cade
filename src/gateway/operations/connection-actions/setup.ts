import { defineOperation } from '../../../kernel/operation.ts';
import refresh from '../actions/refresh.ts';
import get from './get.ts';

export default defineOperation({
  summary: 'Look again at an action of a connection',
  http: 'POST /connections/{id}/actions/{action}/setup',
  scope: refresh.scope,
  input: get.input.omit({ layer: true }),
  output: refresh.output,
  run: (ctx, { id, action, instanceKey }) => refresh.run(ctx, { id: action, connectionId: id, instanceKey }),
});
