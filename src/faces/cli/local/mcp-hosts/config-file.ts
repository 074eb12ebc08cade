import { existsSync } from 'node:fs';
import { PorinError } from '../../../../kernel/errors.ts';
import { readIfThere, replaceFile } from '../../replace-file.ts';
import type { Entry, McpHost } from './host.ts';
import { putIntoJson, takeFromJson } from './json-file.ts';
import { putIntoToml, takeFromToml } from './toml-file.ts';

/** What becomes of a host's file. */
export interface Change {
  readonly path: string;
  /** Undefined where there is none yet. */
  readonly before: string | undefined;
  readonly after: string;
}

/** The file with this entry. Errors: `bad_request` naming file, line and column of what cannot be read. */
export function withEntry(host: McpHost, path: string, name: string, entry: Entry): Change {
  const before = readIfThere(path);
  const put = host.format === 'json' ? putIntoJson : putIntoToml;
  return { path, before, after: inFile(path, () => put(before ?? '', host.servers, name, entry)) };
}

/** The file without it; undefined when it has none. */
export function withoutEntry(host: McpHost, path: string, name: string): Change | undefined {
  const before = readIfThere(path);
  if (before === undefined) return undefined;
  const take = host.format === 'json' ? takeFromJson : takeFromToml;
  const after = inFile(path, () => take(before, host.servers, name));
  return after === undefined ? undefined : { path, before, after };
}

/** Writes the change, with a copy of what was there beside it. Gives the copy's path. */
export function write(
  { path, before, after }: Change,
  { isSecret, now }: { isSecret: boolean; now: number },
): string | undefined {
  const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  const backup = before === undefined ? undefined : freeName(`${path}.${stamp}`);
  // A copy may hold somebody's keys.
  if (backup !== undefined && before !== undefined) replaceFile(backup, before, 0o600);
  replaceFile(path, after, isSecret ? 0o600 : undefined);
  return backup;
}

/** Two changes within one second have a copy each. */
function freeName(start: string): string {
  for (let turn = 1; ; turn++) {
    const name = `${start}${turn === 1 ? '' : `-${turn}`}.backup`;
    if (!existsSync(name)) return name;
  }
}

function inFile<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof PorinError)) throw cause;
    throw new PorinError(cause.code, `${path}, ${cause.message}`, { cause, hint: cause.hint });
  }
}
