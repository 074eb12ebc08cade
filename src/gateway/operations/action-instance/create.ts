import { z } from 'zod';
import { instanceNamed } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import { actionEdit } from '../../../kernel/views-actions.ts';
import patch from '../actions/patch.ts';
import get from './get.ts';

export default defineOperation({
  summary: 'Make a copy of an action on a connection, with what the body changes, named in the query',
  http: 'POST /action-instance',
  scope: patch.scope,
  input: get.input.extend({ edit: z.object(actionEdit).describe('The body') }),
  bodyAs: 'edit',
  output: patch.output,
  run: async (ctx, { edit, ...names }) => patch.run(ctx, { ...edit, ...(await instanceNamed(ctx, names)) }),
});
