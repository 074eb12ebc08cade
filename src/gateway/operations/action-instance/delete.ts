import { instanceNamed } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import archive from '../actions/delete.ts';
import get from './get.ts';

export default defineOperation({
  summary: 'Archive an action that was saved on a connection, named in the query',
  http: 'DELETE /action-instance',
  scope: archive.scope,
  input: get.input,
  output: archive.output,
  run: async (ctx, names) => archive.run(ctx, await instanceNamed(ctx, names)),
});
