import { z } from 'zod';
import { scopeNamed } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import { actionView } from '../../../kernel/views.ts';
import { actionScope } from '../../../kernel/views-actions.ts';
import get from './get.ts';

export default defineOperation({
  summary: 'Bring an archived action back',
  http: 'POST /actions/{id}/restore',
  scope: 'actions:write',
  input: z.object({ id: get.input.shape.id, ...actionScope }),
  output: actionView,
  cli: {
    command: 'action restore',
    positional: ['id'],
    columns: ['id', 'key', 'name', 'layer'],
    examples: ['porin action restore ACTION_ID'],
  },
  run: (ctx, { id, ...names }) => ctx.actions.restore(ctx.caller, id, scopeNamed(names)),
});
