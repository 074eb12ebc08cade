import { z } from 'zod';
import { instanceNamed } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import { actionEdit } from '../../../kernel/views-actions.ts';
import put from '../actions/put.ts';
import get from './get.ts';

export default defineOperation({
  summary: 'Replace an action on a connection, named in the query',
  http: 'PUT /action-instance',
  scope: put.scope,
  input: get.input.extend({ edit: z.object(actionEdit).describe('The body') }),
  bodyAs: 'edit',
  output: put.output,
  run: async (ctx, { edit, ...names }) => put.run(ctx, { ...edit, ...(await instanceNamed(ctx, names)) }),
});
