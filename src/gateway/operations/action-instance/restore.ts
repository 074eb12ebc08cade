import { instanceNamed } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import restore from '../actions/restore.ts';
import get from './get.ts';

export default defineOperation({
  summary: 'Bring an archived action of a connection back, named in the query',
  http: 'POST /action-instance/restore',
  scope: restore.scope,
  input: get.input,
  output: restore.output,
  run: async (ctx, names) => restore.run(ctx, await instanceNamed(ctx, names)),
});
