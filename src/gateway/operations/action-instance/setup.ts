import { instanceNamed } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import refresh from '../actions/refresh.ts';
import get from './get.ts';

export default defineOperation({
  summary: 'Look again at an action of a connection, named in the query',
  http: 'POST /action-instance/setup',
  scope: refresh.scope,
  input: get.input,
  output: refresh.output,
  run: async (ctx, names) => refresh.run(ctx, await instanceNamed(ctx, names)),
});
