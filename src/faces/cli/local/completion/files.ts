import { readdir } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import type { Candidate } from './complete.ts';

/** Files and folders that go on what is typed; a folder ends in `/`, so that typing goes on in it. */
export async function filesFor(typed: string, cwd: string): Promise<readonly Candidate[]> {
  const folder =
    typed === '' || typed.endsWith('/')
      ? typed
      : dirname(typed) === '.' && !typed.startsWith('./')
        ? ''
        : `${dirname(typed)}/`;
  const shown = folder === '//' ? '/' : folder;
  const entries = await readdir(resolve(cwd, shown === '' ? '.' : shown.replaceAll('/', sep)), { withFileTypes: true });
  const isHidden = /(^|\/)\.[^/]*$/.test(typed);
  return entries
    .filter(({ name }) => isHidden || !name.startsWith('.'))
    .map((entry) => ({ value: `${shown}${entry.name}${entry.isDirectory() ? '/' : ''}` }));
}
