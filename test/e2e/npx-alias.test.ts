import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../support/sources.ts';
import { temporaryHome } from './program.ts';

const hasNpm = spawnSync('npm', ['--version']).status === 0;
if (!hasNpm) process.stderr.write('\n*** SKIPPED: there is no npm, the npx spelling is not tested ***\n\n');

test.skipIf(!hasNpm)(
  'npx @membranehq/cli starts this program without a registry, once npx is told',
  () => {
    const place = temporaryHome();
    // Nothing answers there: whatever asks the registry fails.
    const registry = { npm_config_registry: 'http://127.0.0.1:9', npm_config_fetch_retries: '0' };
    const quiet = { npm_config_update_notifier: 'false', npm_config_audit: 'false', npm_config_fund: 'false' };
    const prefix = join(place.home, 'prefix');
    const env = {
      ...{ ...place.env, ...registry, ...quiet },
      npm_config_prefix: prefix,
      npm_config_cache: join(place.home, 'cache'),
    };
    const run = (cwd: string, command: string, ...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
      return { status, stdout, stderr };
    };
    const packed = run(thinCopy(place.home), 'npm', 'pack', '--silent', '--pack-destination', place.home);
    const tarball = join(place.home, packed.stdout.trim());
    const elsewhere = join(place.home, 'projects/empty');
    mkdirSync(elsewhere, { recursive: true });
    expect(run(elsewhere, 'npm', 'install', '-g', tarball)).toMatchObject({ status: 0 });
    expect(run(elsewhere, 'npx', '@membranehq/cli', '--version').status).not.toBe(0);
    const folder = join(prefix, 'lib/node_modules/porin/npx');
    expect(run(elsewhere, 'npm', 'install', '--prefix', place.home, folder)).toMatchObject({ status: 0 });
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(run(elsewhere, 'npx', '@membranehq/cli', '--version')).toMatchObject({ status: 0, stdout: `${version}\n` });
    const login = run(elsewhere, 'npx', '@membranehq/cli', 'login', 'status', '--json');
    expect(JSON.parse(login.stdout).error.code).toBe('not_authenticated');
    place.remove();
  },
  60_000,
);

/** The package without its dependencies, which the CLI does not load: a test must not fetch them. */
function thinCopy(home: string): string {
  const copy = join(home, 'package');
  mkdirSync(join(copy, 'dist'), { recursive: true });
  for (const file of ['dist/main.js', 'dist/login.js', 'dist/package.json', 'npx']) {
    cpSync(join(root, file), join(copy, file), { recursive: true });
  }
  const {
    dependencies: _,
    devDependencies: __,
    scripts: ___,
    ...manifest
  } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(copy, 'package.json'), JSON.stringify(manifest));
  return copy;
}
