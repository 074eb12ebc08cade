import { instanceNamed, repeatableHeaders } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import run from '../actions/run.ts';
import get from './get.ts';

const { input, dryRun, approval, idempotencyKey } = run.input.shape;

export default defineOperation({
  summary: 'Run an action of a connection, named in the query; the body is the input itself',
  http: 'POST /action-instance/run',
  scope: 'actions:read',
  headers: repeatableHeaders,
  input: get.input.extend({ input, dryRun, approval, idempotencyKey }),
  bodyAs: 'input',
  output: run.output,
  run: async (ctx, { input: given, dryRun: isDry, approval: approved, idempotencyKey: repeated, ...names }) =>
    run.run(ctx, {
      ...(await instanceNamed(ctx, names)),
      input: given,
      dryRun: isDry,
      approval: approved,
      idempotencyKey: repeated,
    }),
});
