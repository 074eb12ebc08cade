import type { ActionView } from './ports/gateway.ts';

/** How much of an action is told to whoever looks for one. */
export const actionDetails = ['names', 'summary', 'schema'] as const;

export type ActionDetail = (typeof actionDetails)[number];

/** As much of an action as was asked for. */
export type DetailedAction = Partial<ActionView> & Pick<ActionView, 'id' | 'uuid' | 'key' | 'name'>;

/** `names`; `summary`, with what it does, its required inputs and its connection; `schema`, everything. */
export function detailed(action: ActionView, detail: ActionDetail): DetailedAction {
  if (detail === 'schema') return action;
  const { id, uuid, key, name, score, why } = action;
  const names = {
    id,
    uuid,
    key,
    name,
    ...(score === undefined ? {} : { score }),
    ...(why === undefined ? {} : { why }),
  };
  if (detail === 'names') return names;
  const { description, effect, isCharged, externalAppId, connectionId, required, toolName } = action;
  const { connection, connections } = action;
  return {
    ...names,
    description,
    effect,
    isCharged,
    externalAppId,
    connectionId,
    required,
    connection,
    connections,
    toolName,
  };
}
