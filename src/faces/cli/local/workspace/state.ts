import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordOf } from '../../flags.ts';
import { isRecord } from '../../term/record.ts';
import { hashOf, type Spec } from './element.ts';
import { writeFile } from './files.ts';

/** What an element was on both sides when they were last made one. */
export interface Known {
  readonly local: string;
  readonly remote: string;
}

/** The state of one project with one workspace of one gateway; another one begins anew. */
export interface State {
  readonly of: string;
  readonly elements: Readonly<Record<string, Known>>;
}

const stateFile = '.membrane/workspace-state.json';

/** The state of a project; an empty one when there is none, or one of another workspace. */
export function readState(root: string, of: string): State {
  try {
    const value = recordOf(JSON.parse(readFileSync(join(root, stateFile), 'utf8')));
    if (value['of'] !== of) return { of, elements: {} };
    const elements = Object.entries(recordOf(value['elements'])).flatMap(([folder, known]) => {
      const { local, remote } = isRecord(known) ? known : {};
      return typeof local === 'string' && typeof remote === 'string' ? [[folder, { local, remote }] as const] : [];
    });
    return { of, elements: Object.fromEntries(elements) };
  } catch {
    // There is none, or it is damaged: without it everything that differs counts as changed on both sides, so nothing is lost.
    return { of, elements: {} };
  }
}

/** Writes the state with what has become one, and without what is gone. */
export function saveState(
  root: string,
  of: string,
  changes: ReadonlyMap<string, { readonly local: Spec; readonly remote: Spec } | undefined>,
): void {
  // Read anew: another command may have written it meanwhile.
  const elements: Record<string, Known> = { ...readState(root, of).elements };
  for (const [folder, specs] of changes) {
    if (specs) elements[folder] = { local: hashOf(specs.local), remote: hashOf(specs.remote) };
    else delete elements[folder];
  }
  const sorted = Object.fromEntries(Object.entries(elements).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFile(root, stateFile, `${JSON.stringify({ of, elements: sorted }, null, 2)}\n`);
}
