import { PorinError } from '../../kernel/errors.ts';
import type { ActionsPort, ActionView } from '../../kernel/ports/gateway.ts';
import type { NewAction } from '../../kernel/ports/gateway-actions.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { SavedActionRow } from '../../kernel/ports/storage-actions.ts';
import { clone } from './clone.ts';
import { dependenciesOf } from './dependencies.ts';
import { findAction } from './find.ts';
import { archive, reset, restore } from './lifecycle.ts';
import { type ListParts, list } from './list.ts';
import { createPresenter } from './view.ts';
import { formulaWarnings, shadowWarnings } from './warnings.ts';
import { change, create, type WriteParts } from './write.ts';

export type ActionsParts = ListParts & WriteParts;

const matchesTold = 5;

/** Lists, shows and changes actions: connectors' own and those that callers saved. */
export function createActions(parts: ActionsParts): ActionsPort {
  const present = (caller: Caller) => createPresenter(parts, caller);
  const changed = async (caller: Caller, row: SavedActionRow) =>
    warned(await present(caller)(row), formulaWarnings(row));
  return {
    list: (caller, query, page) => list(parts, caller, query, page),
    async get(caller, selector, scope) {
      const found = await findAction(parts, caller, { selector, scope });
      if (!found.row && scope.layer !== undefined && scope.layer !== 'integration') {
        throw new PorinError('not_found', `No action '${selector}' on the layer ${scope.layer}`, {
          hint: `porin action list --layer ${scope.layer} shows those that are`,
        });
      }
      return present(caller)(found);
    },
    async create(caller, action) {
      if (action.type === undefined && action.parentId === undefined && action.intent !== undefined)
        throw await nobodyWrites(parts, caller, action);
      const row = await create(parts, caller, action);
      return warned(await present(caller)(row), [
        ...(await shadowWarnings(parts, caller, row)),
        ...formulaWarnings(row),
      ]);
    },
    patch: async (caller, selector, scope, edit) =>
      changed(caller, await change(parts, caller, { selector, scope, edit, whole: false })),
    put: async (caller, selector, scope, edit) =>
      changed(caller, await change(parts, caller, { selector, scope, edit, whole: true })),
    archive: async (caller, selector, scope) => present(caller)(await archive(parts, caller, { selector, scope })),
    restore: async (caller, selector, scope) => present(caller)(await restore(parts, caller, { selector, scope })),
    clone: async (caller, selector, scope, to) => present(caller)(await clone(parts, caller, { selector, scope, to })),
    async reset(caller, selector, scope) {
      const { row, isGone } = await reset(parts, caller, { selector, scope });
      if (!isGone || row.parentId === null) return present(caller)(row);
      const { connectionId, integrationId } = row;
      const there = { connectionId: connectionId ?? undefined, integrationId: integrationId ?? undefined };
      return present(caller)(await findAction(parts, caller, { selector: row.parentId, scope: there }));
    },
    async dependencies(caller, selector, scope) {
      return dependenciesOf(parts, caller, await findAction(parts, caller, { selector, scope }));
    },
  };
}

function warned(view: ActionView, warnings: readonly string[]): ActionView {
  return warnings.length === 0 ? view : { ...view, warnings: [...warnings] };
}

/** Nothing here writes an action by itself: what there is may do, else the caller writes it. */
async function nobodyWrites(parts: ActionsParts, caller: Caller, action: NewAction): Promise<PorinError> {
  const { intent, connectionId, integrationId, app } = action;
  const { items } = await list(parts, caller, { intent, connectionId, integrationId, app }, { limit: matchesTold });
  const matches = items.map(({ id, key, name, description }) => ({ id, key, name, description }));
  const [best] = matches;
  const known = best
    ? `the best that there is: ${matches.map(({ key, name }) => `${key} (${name})`).join(', ')}`
    : 'none that there is fits it';
  return new PorinError('bad_request', `type: required, because no action is written from an intent alone; ${known}`, {
    hint: `${best ? `porin action run ${best.key} runs the first. ` : ''}To write one: {"name": "…", "type": "api-request-to-external-app", "config": {"request": {"method": "GET", "path": "/…"}}}`,
    details: { matches },
  });
}
