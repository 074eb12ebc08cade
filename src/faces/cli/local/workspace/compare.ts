import { hashOf, type LocalElement, type RemoteElement } from './element.ts';
import type { Known } from './state.ts';

/**
 * How an element's files and the gateway stand to each other since both were one.
 * `here`: changed in the files; `there`: changed on the gateway; `both`: so that one would undo the other.
 */
export type Standing =
  | 'same'
  | 'here'
  | 'there'
  | 'both'
  | 'new-here'
  | 'new-there'
  | 'gone-here'
  | 'gone-there'
  | 'gone';

export interface Compared {
  /** `integrations/crm/actions/find-lead`. */
  readonly folder: string;
  readonly standing: Standing;
  readonly local: LocalElement | undefined;
  readonly remote: RemoteElement | undefined;
}

export function compare(
  local: ReadonlyMap<string, LocalElement>,
  remote: ReadonlyMap<string, RemoteElement>,
  known: Readonly<Record<string, Known>>,
): Compared[] {
  const folders = new Set([...local.keys(), ...remote.keys(), ...Object.keys(known)]);
  return [...folders].sort(integrationsFirst).map((folder) => {
    const pair = { local: local.get(folder), remote: remote.get(folder) };
    return { folder, ...pair, standing: standingOf(pair, Object.hasOwn(known, folder) ? known[folder] : undefined) };
  });
}

/** An integration is made before its actions. */
function integrationsFirst(a: string, b: string): number {
  const depth = a.split('/').length - b.split('/').length;
  return depth === 0 ? Number(b.startsWith('i')) - Number(a.startsWith('i')) || (a < b ? -1 : 1) : depth;
}

function standingOf({ local, remote }: Pick<Compared, 'local' | 'remote'>, known: Known | undefined): Standing {
  if (!local && !remote) return 'gone';
  const here = local && hashOf(local.spec);
  const there = remote && hashOf(remote.spec);
  if (here === there) return 'same';
  if (!known) return !local ? 'new-there' : !remote ? 'new-here' : 'both';
  const isChangedHere = here !== known.local;
  const isChangedThere = there !== known.remote;
  if (!local) return isChangedThere ? 'both' : 'gone-here';
  if (!remote) return isChangedHere ? 'both' : 'gone-there';
  if (isChangedHere && isChangedThere) return 'both';
  return isChangedHere ? 'here' : isChangedThere ? 'there' : 'same';
}
