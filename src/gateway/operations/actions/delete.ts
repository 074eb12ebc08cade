import { z } from 'zod';
import { scopeNamed } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import { seenRevision, seenRevisionHeaders } from '../../../kernel/seen-revision.ts';
import { actionView } from '../../../kernel/views.ts';
import { actionScope } from '../../../kernel/views-actions.ts';
import get from './get.ts';

export default defineOperation({
  summary: 'Archive an action that was saved',
  description: 'It is out of sight and cannot be run until it is restored; its key is free meanwhile.',
  http: 'DELETE /actions/{id}',
  scope: 'actions:write',
  headers: seenRevisionHeaders,
  input: z.object({ id: get.input.shape.id, ...actionScope, ...seenRevision }),
  output: actionView,
  cli: {
    command: 'action delete',
    positional: ['id'],
    columns: ['id', 'key', 'name', 'archivedAt'],
    examples: ['porin action delete ACTION_ID'],
    next: 'porin action restore {id}',
  },
  run: (ctx, { id, ...names }) => ctx.actions.archive(ctx.caller, id, scopeNamed(names)),
});
