import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Check } from '../../boot.ts';
import type { CliContext } from '../../context.ts';
import { recordOf } from '../../flags.ts';
import { credentialsFile } from '../../saved-logins.ts';
import type { Look } from './time-limit.ts';

const oldestNode = [20, 19] as const;

/** The program itself: what it runs on, how it is called, and who may read what it saved. */
export function programChecks({ io }: CliContext): Look[] {
  return [
    { name: 'node', look: () => node(process.versions.node) },
    { name: 'command', look: () => command(io.env, io.self.at(-1)) },
    { name: 'npx', look: () => npx(io.cwd) },
    { name: 'login file', look: () => loginFile(io.env) },
  ];
}

/** Errors: none; a version that cannot be read counts as old. */
export function node(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNew = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  if (isNew) return { name: 'node', status: 'ok', message: `Node.js ${version}` };
  const hint = 'Install Node.js 22 or later from https://nodejs.org';
  return { name: 'node', status: 'fail', message: `Node.js ${version} is older than ${oldestNode.join('.')}`, hint };
}

type Environment = CliContext['io']['env'];

/** Whether the word `membrane`, which the published skills type, starts this very program. */
function command(env: Environment, script: string | undefined): Check {
  const name = 'membrane';
  const found = (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, process.platform === 'win32' ? 'membrane.cmd' : 'membrane'))
    .find((path) => existsSync(path));
  if (found === undefined) {
    const hint = 'In a clone: npm run build && npm install -g .';
    return { name, status: 'warn', message: 'the command is not on the PATH; published skills call it', hint };
  }
  if (process.platform === 'win32' || script === undefined || realpathSync(found) === realpathSync(script)) {
    return { name, status: 'ok', message: `${found} starts this program` };
  }
  const message = `${found} starts another program: ${realpathSync(found)}`;
  return { name, status: 'warn', message, hint: `Remove it, or put the folder of this one before it on the PATH` };
}

/** Whether `npx @membranehq/cli` starts this program in this folder; see docs/compatibility.md. */
function npx(cwd: string): Check {
  const name = 'npx';
  const place = projectOf(cwd);
  const file = join(place ?? cwd, 'node_modules', '@membranehq', 'cli', 'package.json');
  const isProject = place !== undefined && existsSync(join(place, 'package.json'));
  const hint = `npm install ${isProject ? '-D' : '--prefix ~'} "$(npm root -g)/porin/npx"`;
  if (place === undefined || !existsSync(file)) {
    return { name, status: 'warn', message: 'npx @membranehq/cli would ask the registry for another package', hint };
  }
  const { description } = recordOf(JSON.parse(readFileSync(file, 'utf8')));
  const isOurs = typeof description === 'string' && description.includes('porin');
  if (isOurs) return { name, status: 'ok', message: `npx @membranehq/cli starts this program (${dirname(file)})` };
  return { name, status: 'warn', message: `npx @membranehq/cli starts another program, ${dirname(file)}`, hint };
}

/** Where npx looks from a folder: the nearest one above that has a project or packages, and nowhere else. */
function projectOf(folder: string): string | undefined {
  if (['package.json', 'node_modules'].some((name) => existsSync(join(folder, name)))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : projectOf(above);
}

/** Has to be looked at before anything reads the file, which closes it to others. */
function loginFile(env: Environment): Check[] {
  const file = credentialsFile(env);
  const facts = statSync(file, { throwIfNoEntry: false });
  if (!facts || process.platform === 'win32') return [];
  const name = 'login file';
  const mode = (facts.mode & 0o777).toString(8);
  if ((facts.mode & 0o077) === 0) return [{ name, status: 'ok', message: `${file} (mode ${mode})` }];
  const hint = `chmod 600 '${file}', then porin logout and log in again, because its tokens may be known`;
  return [{ name, status: 'fail', message: `${file} could be read by other users (mode ${mode})`, hint }];
}
