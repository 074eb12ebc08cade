import { execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../support/sources.ts';
import type { Ended } from '../login.fixture.ts';
import { temporaryHome } from '../program.ts';

export interface Ran extends Ended {
  /** What stdout holds, read as JSON; undefined when it is none. */
  readonly json: any;
}

/** script(1), which gives a command a terminal; undefined after saying loudly that there is none. */
export function findScript(): string | undefined {
  const path =
    process.platform === 'linux' ? ['/usr/bin/script', '/bin/script'].find((one) => existsSync(one)) : undefined;
  if (path === undefined)
    process.stderr.write('\n*** SKIPPED: no script(1), logins at a terminal are not tested ***\n\n');
  return path;
}

/**
 * A user's machine on which nothing runs yet: a home, the program installed globally as `membrane` and `porin`, npx told of it,
 * and a project folder in which the agent works. `settings` are environment variables of the gateway that gets started.
 */
export function bareMachine(settings: Readonly<Record<string, string>> = {}) {
  const { home, env: base, remove } = temporaryHome();
  const prefix = install(home, base);
  const bin = join(home, 'bin');
  const cwd = join(home, 'projects/agent');
  for (const folder of [bin, cwd]) mkdirSync(folder, { recursive: true });
  const env: Readonly<Record<string, string>> = {
    ...base,
    ...{ XDG_DATA_HOME: join(home, 'share'), PATH: `${bin}:${join(prefix, 'bin')}:${base.PATH}` },
    // Free ports in place of 4710 and 4711, which other tests or a person may be using.
    ...{ PORIN_PORT: '0', PORIN_SANDBOX_PORT_BASE: '0' },
    ...{ npm_config_update_notifier: 'false', npm_config_cache: join(home, 'cache') },
    ...settings,
  };
  const run = (line: string): Promise<Ran> =>
    new Promise((resolve) => {
      const child = execFile('/bin/sh', ['-c', line], { cwd, env: { ...env } }, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr, json: parsed(stdout) });
      });
      child.stdin?.end();
    });
  return {
    run,
    /** Runs a line that has to succeed and gives its JSON. */
    async ask(line: string): Promise<any> {
      const { code, stdout, stderr, json } = await run(line);
      if (code !== 0 || json === undefined) throw new Error(`${line}\n→ ${code}\n${stdout}${stderr}`);
      return json;
    },
    atTerminal: (script: string, line: string, opener: 'works' | 'fails') =>
      atTerminal({
        script,
        line,
        cwd,
        env: { ...env, CI: '', DISPLAY: ':99' },
        bin,
        openerExit: opener === 'works' ? 0 : 1,
      }),
    async remove() {
      await run('membrane down');
      remove();
    },
  };
}

export type Machine = ReturnType<typeof bareMachine>;

/** Installs the built program as `npm install -g <folder>` does, by links, and tells npx of it. Gives the prefix. */
function install(home: string, env: Readonly<Record<string, string>>): string {
  const prefix = join(home, 'prefix');
  const modules = join(prefix, 'lib/node_modules');
  for (const folder of [modules, join(prefix, 'bin')]) mkdirSync(folder, { recursive: true });
  symlinkSync(root, join(modules, 'porin'));
  for (const name of ['porin', 'membrane'])
    symlinkSync('../lib/node_modules/porin/dist/main.js', join(prefix, 'bin', name));
  const npm = spawnSync('npm', ['install', '--offline', '--prefix', home, join(modules, 'porin/npx')], {
    ...{ cwd: home, env: { ...env, npm_config_cache: join(home, 'cache') }, encoding: 'utf8' },
  });
  if (npm.status !== 0) throw new Error(`npm install: ${npm.stderr}`);
  return prefix;
}

/** A line that runs at a terminal, as a person would have it, with a browser opener that only notes the address. */
async function atTerminal(job: {
  readonly script: string;
  readonly line: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly bin: string;
  readonly openerExit: number;
}) {
  const opened = join(job.bin, 'opened');
  const opener = `#!/bin/sh\nprintf %s "$1" > ${opened}\nexit ${job.openerExit}\n`;
  writeFileSync(join(job.bin, 'xdg-open'), opener, { mode: 0o755 });
  const child = spawn(job.script, ['-qec', job.line, '/dev/null'], { cwd: job.cwd, env: { ...job.env } });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  const ended = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? -1)));
  return {
    ended,
    said: () => said,
    /** The address that the opener was given. */
    opened: () => readFileSync(opened, 'utf8'),
    type: (text: string) => child.stdin.write(text),
    /** Waits until the terminal shows something, and gives everything it has shown. */
    async shows(what: string | RegExp): Promise<string> {
      for (let waited = 0; waited < 15_000; waited += 20) {
        if (typeof what === 'string' ? said.includes(what) : what.test(said)) return said;
        if (child.exitCode !== null) break;
        await sleep(20);
      }
      throw new Error(`The terminal does not show ${what}: ${said}`);
    },
    end: () => child.kill('SIGKILL'),
  };
}

function parsed(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    // Text for a person.
    return undefined;
  }
}
