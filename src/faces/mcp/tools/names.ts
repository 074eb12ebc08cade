import { hash } from 'node:crypto';
import { toolNameOf } from '../../../kernel/action.ts';
import type { ActionView } from '../../../kernel/ports/gateway.ts';

/** What model APIs take; the protocol itself allows twice as much. */
const maxNameChars = 64;

/** Tool names by action id: unique, and the same whatever else there is unless two actions want the same name. */
export function toolNamesOf(actions: readonly ActionView[], taken: ReadonlySet<string>): ReadonlyMap<string, string> {
  const used = new Set(taken);
  const names = new Map<string, string>();
  // A connector's own names are published, so that saved ones step aside.
  const inOrder = [...actions].sort((a, b) => Number(b.isPublic) - Number(a.isPublic));
  for (const action of inOrder) {
    const wanted = wantedName(action);
    const name = used.has(wanted) ? withMark(wanted, action.id) : wanted;
    used.add(name);
    names.set(action.id, name);
  }
  return names;
}

function wantedName({ id, key, toolName, externalAppId = 'porin' }: ActionView): string {
  const name = (toolName ?? toolNameOf(externalAppId, key, {})).replace(/[^A-Za-z0-9_-]/g, '_');
  return name.length <= maxNameChars ? name : withMark(name, id);
}

/** Cut, with what tells it from all others. */
function withMark(name: string, id: string): string {
  return `${name.slice(0, maxNameChars - 7)}_${hash('sha256', id).slice(0, 6)}`;
}
