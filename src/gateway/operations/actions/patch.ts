import { z } from 'zod';
import { actionAside } from '../../../kernel/action-aside.ts';
import { scopeNamed } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import { seenRevision, seenRevisionHeaders } from '../../../kernel/seen-revision.ts';
import { actionView } from '../../../kernel/views.ts';
import { actionEdit, actionScope } from '../../../kernel/views-actions.ts';
import get from './get.ts';

export default defineOperation({
  summary: 'Change an action that was saved, or customise one on a connection or integration',
  description:
    'A connector’s own action is not changed: with a connection, an integration or the layer named, a copy there stands in its place from then on.',
  http: 'PATCH /actions/{id}',
  scope: 'actions:write',
  headers: seenRevisionHeaders,
  input: z.object({ id: get.input.shape.id, ...actionScope, ...actionEdit, ...seenRevision }),
  aside: actionAside,
  output: actionView,
  cli: {
    command: 'action update',
    positional: ['id'],
    data: '*',
    columns: ['id', 'key', 'name', 'type', 'layer', 'effect', 'isCustomized'],
    examples: [
      'porin action update ACTION_ID --description "Says whether the app answers"',
      'porin action update create-conference --connectionId CONNECTION_ID --name "Our webinar"',
    ],
  },
  run: (
    ctx,
    { id, layer, connectionId, connectionKey, integrationId, integrationKey, instanceKey, ifMatch, ...edit },
  ) => {
    const names = { layer, connectionId, connectionKey, integrationId, integrationKey, instanceKey, ifMatch };
    return ctx.actions.patch(ctx.caller, id, scopeNamed(names), edit);
  },
});
