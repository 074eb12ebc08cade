import { repeatableHeaders } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import run from '../actions/run.ts';
import get from './get.ts';

const { input, dryRun, approval, idempotencyKey } = run.input.shape;

export default defineOperation({
  summary: 'Run an action of a connection; the body is the input itself',
  http: 'POST /connections/{id}/actions/{action}/run',
  scope: 'actions:read',
  headers: repeatableHeaders,
  input: get.input.extend({ input, dryRun, approval, idempotencyKey }),
  bodyAs: 'input',
  output: run.output,
  run: (ctx, { id, action, ...rest }) => run.run(ctx, { id: action, connectionId: id, ...rest }),
});
