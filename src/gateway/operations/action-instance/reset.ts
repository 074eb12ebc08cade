import { instanceNamed } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import reset from '../actions/reset.ts';
import get from './get.ts';

export default defineOperation({
  summary: 'Take an action of a connection back to its parent, named in the query',
  http: 'POST /action-instance/reset',
  scope: reset.scope,
  input: get.input,
  output: reset.output,
  run: async (ctx, names) => reset.run(ctx, await instanceNamed(ctx, names)),
});
