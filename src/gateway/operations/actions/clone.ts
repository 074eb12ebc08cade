import { z } from 'zod';
import { scopeNamed } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import { actionView } from '../../../kernel/views.ts';
import { actionEdit, actionScope } from '../../../kernel/views-actions.ts';
import get from './get.ts';

export default defineOperation({
  summary: 'Copy an action, beside it or to another connection or integration',
  description: 'With a key of its own, unless one is given or its key is not seen there.',
  http: 'POST /actions/{id}/clone',
  scope: 'actions:write',
  input: z.object({
    id: get.input.shape.id,
    ...actionScope,
    externalAppId: get.input.shape.app.describe('App of a copy that is on neither'),
    ...actionEdit,
  }),
  output: actionView,
  cli: {
    command: 'action clone',
    positional: ['id'],
    data: '*',
    columns: ['id', 'key', 'name', 'type', 'layer', 'parentId'],
    examples: ['porin action clone create-conference --connectionId CONNECTION_ID --key our-webinar'],
    next: 'porin action update {id} --name "…"',
  },
  run: (
    ctx,
    { id, externalAppId, layer, connectionId, connectionKey, integrationId, integrationKey, instanceKey, ...edit },
  ) => {
    const scope = scopeNamed({ layer, connectionId, connectionKey, integrationId, integrationKey, instanceKey });
    return ctx.actions.clone(ctx.caller, id, scope, {
      ...edit,
      connectionId: scope.connectionId,
      integrationId: scope.integrationId,
      app: externalAppId,
      instanceKey,
    });
  },
});
