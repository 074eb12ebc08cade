import { z } from 'zod';
import { scopeNamed } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import { actionView } from '../../../kernel/views.ts';
import { actionScope } from '../../../kernel/views-actions.ts';
import get from './get.ts';

export default defineOperation({
  summary: 'Take an action back to the one that it was made from',
  description:
    'A customised copy goes away, and what it stood in place of counts again; a clone gets the content of its parent.',
  http: 'POST /actions/{id}/reset',
  scope: 'actions:write',
  input: z.object({ id: get.input.shape.id, ...actionScope }),
  output: actionView,
  cli: {
    command: 'action reset',
    positional: ['id'],
    columns: ['id', 'key', 'name', 'layer', 'isCustomized'],
    examples: ['porin action reset create-conference --connectionId CONNECTION_ID'],
  },
  run: (ctx, { id, ...names }) => ctx.actions.reset(ctx.caller, id, scopeNamed(names)),
});
