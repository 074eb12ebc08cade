import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/** What has to hold before a change is merged, cheapest first. `npm run check -- types lint` runs only those. */
const steps: Readonly<Record<string, readonly string[]>> = {
  gen: ['tsx', 'scripts/gen.ts', '--check'],
  lint: ['biome', 'check', '--error-on-warnings'],
  types: ['tsc', '--noEmit', '-p', '.'],
  // Code for browsers knows a document where the rest knows Node; `types` runs it too.
  'types-browser': ['tsc', '--noEmit', '-p', 'tsconfig.browser.json'],
  'dead-code': ['knip'],
  tests: ['vitest', 'run'],
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in steps));
if (unknown.length > 0) {
  console.error(`check: no step ${unknown.join(', ')}; there are ${Object.keys(steps).join(', ')}`);
  process.exit(2);
}

for (const [name, [program = '', ...args]] of Object.entries(steps)) {
  const isWanted = wanted.some((step) => name === step || name.startsWith(`${step}-`));
  if (wanted.length > 0 && !isWanted) continue;
  const startedAt = performance.now();
  const result = spawnSync(resolve(root, 'node_modules/.bin', program), args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const isFine = result.status === 0;
  console.log(`${isFine ? 'ok  ' : 'FAIL'}  ${name.padEnd(13)} ${seconds.padStart(6)} s`);
  if (isFine) continue;
  process.stdout.write(result.stdout ?? '');
  process.stderr.write(result.stderr ?? '');
  if (result.error) console.error(`check: ${program} could not be run: ${result.error.message}`);
  process.exit(1);
}
