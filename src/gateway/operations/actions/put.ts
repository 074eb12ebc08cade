import { scopeNamed } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import patch from './patch.ts';

export default defineOperation({
  ...patch,
  summary: 'Replace an action that was saved, or customise one on a connection or integration',
  description:
    'What is not given is cleared, but for key, name, type and configuration, without which there is no action. An empty body changes nothing.',
  http: 'PUT /actions/{id}',
  cli: {
    command: 'action replace',
    positional: ['id'],
    data: '*',
    columns: ['id', 'key', 'name', 'type', 'layer', 'effect', 'isCustomized'],
    examples: ['porin action replace ACTION_ID --data - < action.json'],
  },
  run: (
    ctx,
    { id, layer, connectionId, connectionKey, integrationId, integrationKey, instanceKey, ifMatch, ...edit },
  ) => {
    const names = { layer, connectionId, connectionKey, integrationId, integrationKey, instanceKey, ifMatch };
    return ctx.actions.put(ctx.caller, id, scopeNamed(names), edit);
  },
});
