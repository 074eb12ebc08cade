import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { actionFile, connectorFiles } from './new/templates.ts';

const root = resolve(import.meta.dirname, '..');
const connectorsDir = join(root, 'src/connectors');

const [kind, ...names] = process.argv.slice(2);
if (kind === 'connector' && names.length === 1) newConnector(names[0] ?? '');
else if (kind === 'action' && names.length === 2) newAction(names[0] ?? '', names[1] ?? '');
else fail('usage: npm run new -- connector <name>\n       npm run new -- action <app> <verb-noun>');

function newConnector(app: string): void {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(app)) fail(`'${app}' is no connector name: kebab-case, as in 'acme-mail'`);
  if (existsSync(join(connectorsDir, app))) fail(`src/connectors/${app} exists already`);
  const files = Object.entries(connectorFiles(app, freePort()));
  for (const [file, text] of files) write(`src/connectors/${app}/${file}`, text);
  generate();
  console.log(`
Fill in, from the vendor's documents:
  src/connectors/${app}/connector.ts            description, domains, links, baseUrl, auth, limits
  src/connectors/${app}/actions/get-account.ts  path and fields of the account
  src/connectors/${app}/sandbox/index.ts        the same endpoint as the vendor answers it
Then: npm run new -- action ${app} <verb-noun>, and npm run check`);
}

function newAction(app: string, key: string): void {
  const apps = existsSync(connectorsDir) ? readdirSync(connectorsDir) : [];
  if (!apps.includes(app)) fail(`no connector '${app}'; there are ${apps.join(', ') || 'none'}`);
  if (!/^[a-z]+(-[a-z0-9]+)+$/.test(key))
    fail(`'${key}' is no action name: a verb and a noun in kebab-case, as in 'create-invoice'`);
  const file = `src/connectors/${app}/actions/${key}.ts`;
  if (existsSync(join(root, file))) fail(`${file} exists already`);
  write(file, actionFile(key));
  generate();
  console.log(`
Fill in, from the vendor's documents:
  ${file}  description, phrases, fields, request; result if the vendor's answer is not clean
  src/connectors/${app}/sandbox/  the endpoint, so that the example runs: npx vitest run test/examples.test.ts`);
}

/** The port after the highest that a sandbox has; the gateway's own port is just below the first. */
function freePort(): number {
  const sandboxes = readdirSync(connectorsDir).map((app) => join(connectorsDir, app, 'sandbox/index.ts'));
  const ports = sandboxes
    .filter((file) => existsSync(file))
    .map((file) => Number(/\bport: (\d+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? 0));
  return Math.max(4710, ...ports) + 1;
}

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
  console.log(`wrote ${file}`);
}

function generate(): void {
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/gen.ts'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
}

function fail(message: string): never {
  console.error(`new: ${message}`);
  process.exit(2);
}
