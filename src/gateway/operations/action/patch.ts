import { z } from 'zod';
import { actionAside } from '../../../kernel/action-aside.ts';
import { actionNamed, actionNames } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import { actionEdit, actionScope } from '../../../kernel/views-actions.ts';
import operation from '../actions/patch.ts';

/** The body is the edit as a whole, because its key is another than that of the query. */
export default defineOperation({
  summary: `${operation.summary}; it is named in the query`,
  http: 'PATCH /action',
  scope: operation.scope,
  input: z.object({ ...actionNames, ...actionScope, edit: z.object({ ...actionEdit }).describe('The body') }),
  bodyAs: 'edit',
  aside: actionAside,
  output: operation.output,
  run: (ctx, { id, key, edit, ...names }) => operation.run(ctx, { ...names, ...edit, id: actionNamed({ id, key }) }),
});
