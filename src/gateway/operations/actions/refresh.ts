import { z } from 'zod';
import { scopeNamed } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import { actionView } from '../../../kernel/views.ts';
import { actionScope } from '../../../kernel/views-actions.ts';
import get from './get.ts';

export default defineOperation({
  summary: 'Look again at what an action is made of',
  description: 'Nothing is kept of it that could be old: it answers with the action as it is, its state and errors.',
  http: 'POST /actions/{id}/refresh',
  scope: 'actions:write',
  input: z.object({ id: get.input.shape.id, ...actionScope }),
  output: actionView,
  run: (ctx, { id, ...names }) => ctx.actions.get(ctx.caller, id, scopeNamed(names)),
});
