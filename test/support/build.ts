import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { readSources, root } from './sources.ts';

/** Builds dist once before the tests that run the real program, unless it is newer than everything it is made from. */
export default function buildOnce(): void {
  if (isFresh()) return;
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function isFresh(): boolean {
  const built = changedAt('dist/main.js');
  const made = [...readSources('src').map(({ file }) => file), 'package.json', 'scripts/build.ts'];
  return built !== undefined && made.every((file) => (changedAt(file) ?? 0) < built);
}

function changedAt(file: string): number | undefined {
  return statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs;
}
