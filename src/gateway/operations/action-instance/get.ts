import { z } from 'zod';
import { instanceNamed, instanceNames } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import operation from '../actions/get.ts';

/** The contract's action on one connection: a copy that stands there, or the action itself. */
export default defineOperation({
  summary: 'Show an action of a connection, named in the query',
  http: 'GET /action-instance',
  scope: 'actions:read',
  input: z.object(instanceNames),
  output: operation.output,
  run: async (ctx, names) => operation.run(ctx, await instanceNamed(ctx, names)),
});
