import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cli, type RunOptions } from '../../src/faces/cli/testkit.ts';
import * as catalog from '../../src/faces/client/catalog.gen.ts';
import { bootGateway, type TestGateway } from './gateway.ts';

let first: TestGateway;
let second: TestGateway;
let cwd: string;

beforeAll(async () => {
  [first, second] = await Promise.all([bootGateway(), bootGateway()]);
});

afterAll(async () => {
  await Promise.all([first?.stop(), second?.stop()]);
});

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'porin-workspace-'));
});

const shell = (gateway: TestGateway, folder = cwd, more: RunOptions = {}) => {
  const run = (...words: string[]) =>
    cli(['workspace', ...words], { env: gateway.env, cwd: folder, catalog, now: Date.now, ...more });
  return {
    run,
    async ok(...words: string[]) {
      const result = await run(...words, '--json');
      expect([words, result.code, result.stdout]).toEqual([words, 0, expect.any(String)]);
      return JSON.parse(result.stdout);
    },
  };
};

const read = (path: string, folder = cwd) => readFileSync(join(folder, path), 'utf8');
const write = (path: string, text: string, folder = cwd) => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
};

/** Every file of a project but what is of one gateway alone. */
function filesIn(folder: string, path = ''): Record<string, string> {
  const entries = readdirSync(join(folder, path), { withFileTypes: true }).filter(({ name }) => name !== '.membrane');
  return Object.assign(
    {},
    ...entries.map((entry) => {
      const below = join(path, entry.name);
      if (entry.isDirectory()) return filesIn(folder, below);
      return entry.name === 'membrane.config.yml' ? {} : { [below]: read(below, folder) };
    }),
  );
}

const code = 'module.exports = async ({ input }) => {\n  return input.a + input.b;\n};\n';
const ping = { type: 'api-request-to-external-app', config: { request: { method: 'GET', path: '/ping' } } };

/** What a workspace has that is worth having in files. */
async function furnish(gateway: TestGateway, suffix: string): Promise<void> {
  const made = async (route: string, body: unknown) => {
    const { status, text } = await gateway.call(route, { body });
    expect([route, status, text]).toEqual([route, 200, expect.any(String)]);
  };
  const integration = {
    connectorId: 'clickmeeting',
    key: `sales${suffix}`,
    name: 'Sales',
    description: 'Line one\nline two',
    meta: { team: 'a: b' },
  };
  await made('POST /integrations', integration);
  await made('POST /actions', { ...ping, key: `ping${suffix}`, name: 'Ping', integrationId: `sales${suffix}` });
  const inputSchema = { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } } };
  await made('POST /actions', {
    key: `add${suffix}`,
    name: 'Add',
    type: 'run-javascript',
    config: { code },
    inputSchema,
    meta: { n: [1, '2', null] },
  });
}

const foldersOf = (suffix: string) => [
  `actions/add${suffix}`,
  `integrations/sales${suffix}`,
  `integrations/sales${suffix}/actions/ping${suffix}`,
];

test('what is pulled has nothing to push, and an empty workspace gets the same files from it', async () => {
  await furnish(first, '');
  const here = shell(first);
  await here.ok('init');
  await here.ok('pull');
  expect(Object.keys(filesIn(cwd)).sort()).toEqual(
    expect.arrayContaining(['actions/add/code.js', ...foldersOf('').map((folder) => `${folder}/spec.yaml`)]),
  );
  expect(read('actions/add/code.js')).toBe(code);
  expect(read('actions/add/spec.yaml')).not.toContain('module.exports');
  expect((await here.ok('push', '--yes')).items).toEqual([]);
  expect(await here.ok('diff')).toEqual({ different: false, items: [] });

  const there = shell(second);
  await there.ok('init', '--force');
  const pushed = await there.ok('push', '--yes');
  expect(pushed.items).toEqual(expect.arrayContaining(foldersOf('').map((path) => ({ path, change: 'created' }))));
  const other = mkdtempSync(join(tmpdir(), 'porin-workspace-'));
  await shell(second, other).ok('init');
  await shell(second, other).ok('pull');
  expect(filesIn(other)).toEqual(filesIn(cwd));
  const ran = await second.call('POST /actions/add/run', { body: { input: { a: 2, b: 3 } } });
  expect([ran.status, ran.body.output]).toEqual([200, 5]);
});

describe('a pulled project', () => {
  let here: ReturnType<typeof shell>;
  let suffix = 0;
  let name: string;
  const spec = () => `actions/add${name}/spec.yaml`;
  const script = () => `actions/add${name}/code.js`;

  beforeEach(async () => {
    name = `-${++suffix}`;
    await furnish(first, name);
    here = shell(first);
    await here.ok('init');
    await here.ok('pull');
  });

  test('edited code and a comment in a file survive, and travel with push', async () => {
    write(spec(), `# why it is here\n${read(spec())}`);
    write(script(), code.replace('+', '*'));
    expect((await here.ok('push', '--dry-run')).items).toEqual([{ path: `actions/add${name}`, change: 'update' }]);
    expect((await here.run('push', '--json')).code).toBe(2);
    await here.ok('push', '--yes');
    const { body } = await first.call(`GET /actions/add${name}`);
    expect(body.config.code).toContain('*');
    await first.call(`PATCH /actions/${body.id}`, { body: { description: 'said there' } });
    await here.ok('pull');
    expect(read(spec())).toMatch(/^# why it is here\n/);
    expect(read(spec())).toContain('said there');
  });

  test('of two pushes at once one is made, and the other one is told', async () => {
    const other = mkdtempSync(join(tmpdir(), 'porin-workspace-'));
    cpSync(cwd, other, { recursive: true });
    const folders = [cwd, other];
    for (const [index, folder] of folders.entries()) write(script(), `module.exports = () => ${index};\n`, folder);
    const pushes = await Promise.all(folders.map((folder) => shell(first, folder).run('push', '--yes', '--json')));
    expect(pushes.map(({ code: exit }) => exit).sort()).toEqual([0, 1]);
    const won = pushes.findIndex(({ code: exit }) => exit === 0);
    const { error } = JSON.parse(pushes[1 - won]?.stdout ?? '');
    expect([error.code, error.hint]).toEqual(['conflict', expect.stringMatching(/Push again|workspace diff/)]);
    expect((await first.call(`GET /actions/add${name}`)).body.config.code).toBe(`module.exports = () => ${won};\n`);
  });

  test('what cannot be changed is refused before anything is done', async () => {
    write(spec(), `${read(spec())}externalAppId: clickmeeting\n`);
    write(script(), code.replace('+', '*'));
    for (const flag of ['--dry-run', '--yes', '--force']) {
      const { stderr, code: exit } = await here.run('push', flag);
      expect([flag, exit, stderr]).toEqual([flag, 1, expect.stringContaining('externalAppId')]);
    }
    const { body } = await first.call(`GET /actions/add${name}`);
    expect(body.config.code).toBe(code);
  });

  test('diff shows both sides and ends with 1', async () => {
    write(script(), code.replace('+', '-'));
    const { code: exit, stdout } = await here.run('diff');
    expect(exit).toBe(1);
    expect(stdout).toContain(`--- a/${script()}\n+++ b/${script()}\n`);
    expect(stdout).toMatch(/^-.*a \+ input.b;\n\+.*a - input.b;$/m);
  });

  test('what was changed on both sides is lost on neither', async () => {
    write(script(), 'module.exports = () => 1;\n');
    const { body } = await first.call(`GET /actions/add${name}`);
    await first.call(`PATCH /actions/${body.id}`, { body: { config: { code: 'module.exports = () => 2;' } } });
    const pulled = await here.run('pull', '--json');
    expect([pulled.code, JSON.parse(pulled.stdout).items]).toEqual([
      1,
      [{ path: `actions/add${name}`, change: 'conflict' }],
    ]);
    expect(read(script())).toContain('=> 1');
    const pushed = await here.run('push', '--yes', '--json');
    expect([pushed.code, JSON.parse(pushed.stdout).error.code]).toEqual([1, 'conflict']);
    expect((await first.call(`GET /actions/${body.id}`)).body.config.code).toContain('=> 2');
    await here.ok('pull', '--force');
    expect(read(script())).toContain('=> 2');
  });

  test('what is removed here is archived there, and the other way round only with --delete', async () => {
    rmSync(join(cwd, `actions/add${name}`), { recursive: true });
    await here.ok('push', '--yes');
    expect((await first.call(`GET /actions/add${name}`)).status).toBe(404);
    const { body } = await first.call(`GET /actions/ping${name}?integrationId=sales${name}`);
    await first.call(`DELETE /actions/${body.id}`);
    const folder = `integrations/sales${name}/actions/ping${name}`;
    expect((await here.ok('pull')).items).toEqual([{ path: folder, change: 'kept' }]);
    expect(existsSync(join(cwd, folder, 'spec.yaml'))).toBe(true);
    await here.ok('pull', '--delete');
    expect(existsSync(join(cwd, folder))).toBe(false);
  });

  test('a push that fails half-way says what was done, and goes on from there', async () => {
    write(
      `actions/aaa${name}/spec.yaml`,
      'name: First\ntype: run-javascript\nconfig:\n  code: "module.exports = () => 1"\n',
    );
    write(`actions/bbb${name}/spec.yaml`, 'name: Second\ntype: no-such-type\nconfig: {}\n');
    const { code: exit, stdout } = await here.run('push', '--yes', '--json');
    const { error } = JSON.parse(stdout);
    expect([exit, error.data.failed, error.data.done]).toEqual([
      2,
      `actions/bbb${name}`,
      [{ path: `actions/aaa${name}`, change: 'created' }],
    ]);
    rmSync(join(cwd, `actions/bbb${name}`), { recursive: true });
    expect((await here.ok('push', '--yes')).items).toEqual([]);
  });

  test('a fault of a file is named with its line, and a secret is refused', async () => {
    const before = read(spec());
    write(spec(), 'name: x\ntype: [unclosed\n');
    expect((await here.run('push', '--yes')).stderr).toMatch(new RegExp(`actions/add${name}/spec.yaml:[23]:\\d+: `));
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x, x]',
      ...'bcdefg'
        .split('')
        .map((key, index) => `${key}: &${key} [${Array(10).fill(`*${'abcdef'[index]}`).join(', ')}]`),
    ];
    write(spec(), `${bomb.join('\n')}\n`);
    expect((await here.run('push', '--yes')).stderr).toContain('aliases');
    write(spec(), before);
    const sales = `integrations/sales${name}/spec.yaml`;
    write(sales, `${read(sales)}parameters:\n  clientSecret: hush\n`);
    const refused = await here.run('push', '--yes');
    expect(refused.stderr).toContain('clientSecret');
    expect(refused.stderr).not.toContain('hush');
  });

  test('nothing is written through a link', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'porin-outside-'));
    rmSync(join(cwd, 'actions'), { recursive: true });
    symlinkSync(outside, join(cwd, 'actions'));
    expect((await here.run('pull', '--force')).stderr).toContain('actions is a link');
    expect(readdirSync(outside)).toEqual([]);
  });
});

test('init writes no secret, keeps what is there, and refuses another workspace', async () => {
  const file = 'membrane.config.yml';
  write(file, '# ours\nworkspaceSecret: keep-me\n');
  const here = shell(first);
  await here.ok('init');
  expect(read(file)).toMatch(/^# ours\nworkspaceSecret: keep-me\n/);
  expect(read(file)).toContain(`apiUri: ${first.url}`);
  expect((await shell(second).run('init', '--json')).code).toBe(1);
  write(file, read(file).replace(/^workspaceKey: .*$/m, 'workspaceKey: another'));
  const other = await shell(first).run('pull', '--json');
  expect(JSON.parse(other.stdout).error.code).toBe('configuration');
  const empty = mkdtempSync(join(tmpdir(), 'porin-workspace-'));
  expect((await shell(first, empty).run('pull')).stderr).toContain('workspace init');
});
