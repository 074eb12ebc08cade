import { defineOperation } from '../../../kernel/operation.ts';
import list from '../actions/list.ts';

export default defineOperation({
  summary: 'List the actions that were saved on connections',
  http: 'GET /action-instances',
  scope: 'actions:read',
  input: list.input.omit({ layer: true }),
  output: list.output,
  run: (ctx, query) => list.run(ctx, { ...query, layer: 'connection' }),
});
