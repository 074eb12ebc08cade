import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { actionView } from '../../../../kernel/views.ts';
import { integrationView } from '../../../../kernel/views-integrations.ts';
import { cli, gatewayFactory } from '../../testkit.ts';
import { compare } from './compare.ts';
import { hashOf, isFileName, type LocalElement, type RemoteElement } from './element.ts';
import { refuseStrangers } from './members.ts';
import { unifiedDiff } from './unified-diff.ts';
import { readYaml, writeYaml } from './yaml-file.ts';

const gateway = gatewayFactory(afterEach);

test.each(['../../x', '..', '.hidden', 'a/b', 'a\\b', 'CON', 'nul.txt', 'a.', '', 'x'.repeat(101), 'a\u0000b', '-rf'])(
  'the key %j is no file name',
  (key) => {
    expect(isFileName(key)).toBe(false);
  },
);

test.each(['add', 'find.lead_2-b', 'Büro', '会議'])('the key %j is a file name', (key) => {
  expect(isFileName(key)).toBe(true);
});

test('keys from a hostile server are left out and told, and nothing is written for them', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'porin-hostile-'));
  const evil = {
    id: 'act_1',
    key: '../../../escaped',
    name: 'x',
    layer: 'universal',
    type: 'run-javascript',
    config: { code: '1' },
  };
  const fine = { ...evil, id: 'act_2', key: 'fine' };
  const { env, server } = await gateway({
    'GET /org-workspaces': { body: { items: [{ id: 'w', key: 'local' }] } },
    'GET /integrations': { body: { items: [] } },
    'GET /actions': ({ url }) => ({ body: { items: url.includes('universal') ? [evil, fine] : [] } }),
  });
  writeFileSync(join(cwd, 'membrane.config.yml'), `workspaceKey: local\napiUri: ${server.url}\n`);
  const { stderr, code } = await cli(['workspace', 'pull'], { env, cwd });
  expect([code, stderr]).toEqual([0, expect.stringContaining('escaped')]);
  expect(readdirSync(join(cwd, 'actions'))).toEqual(['fine']);
  expect(existsSync(join(cwd, '..', '..', 'escaped'))).toBe(false);
});

test('of keys that differ in case alone, one has files, and no file is written for the others', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'porin-case-'));
  const action = (id: string, key: string) => ({
    id,
    key,
    name: key,
    layer: 'universal',
    type: 'run-javascript',
    config: { code: id },
  });
  const items = [action('act_1', 'ping'), action('act_2', 'Ping'), { ...action('act_3', 'add'), instanceKey: 'a' }];
  const { env, server } = await gateway({
    'GET /org-workspaces': { body: { items: [{ id: 'w', key: 'local' }] } },
    'GET /integrations': { body: { items: [] } },
    'GET /actions': ({ url }) => ({ body: { items: url.includes('universal') ? items : [] } }),
  });
  writeFileSync(join(cwd, 'membrane.config.yml'), `workspaceKey: local\napiUri: ${server.url}\n`);
  const { stderr, code } = await cli(['workspace', 'pull'], { env, cwd });
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/"Ping" cannot be .*\n.*instances of actions have no files: add \(a\)/),
  ]);
  expect(readdirSync(join(cwd, 'actions'))).toEqual(['ping']);
});

describe('files of YAML', () => {
  const jsonValue = fc.jsonValue({ maxDepth: 4 });

  test('whatever JSON is written is read again', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), jsonValue), (members) => {
        const spec = JSON.parse(JSON.stringify(members));
        expect(readYaml(writeYaml(spec, undefined, 'f'), 'f')).toEqual(spec);
      }),
    );
  });

  test('written over another file it says the same', () => {
    const member = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), jsonValue);
    fc.assert(
      fc.property(member, member, (before, after) => {
        const [old, wanted] = [before, after].map((value) => JSON.parse(JSON.stringify(value)));
        const text = writeYaml(wanted, writeYaml(old, undefined, 'f'), 'f');
        expect(readYaml(text, 'f')).toEqual(wanted);
      }),
    );
  });

  test('written twice nothing changes', () => {
    const text = '# head\nb: 1 # beside\na:\n  # inside\n  x: 1\nc:\n  - d: |\n      two\n      lines\n';
    expect(writeYaml(readYaml(text, 'f'), text, 'f')).toBe(text);
  });

  test('order and comments of a file stay', () => {
    const before = '# head\nb: 1 # beside\na:\n  # inside\n  x: 1\n';
    expect(writeYaml({ a: { x: 2 }, b: 1, c: 'new' }, before, 'f')).toBe(
      '# head\nb: 1 # beside\na:\n  # inside\n  x: 2\nc: new\n',
    );
  });

  test.each([
    ['a: 1\na: 2\n', /^f:2:1: /],
    ['a: [1,\n', /^f:\d+:\d+: /],
    ['a: !!js/function "x"\n', /^f:1:4: /],
    ['- 1\n', /^f:1:1: /],
    ['a: 1\n---\nb: 2\n', /^f:2:1: a second document begins$/],
    ['a:\n\tb: 1\n', /^f:2:1: Tabs/],
    ['a: &x {b: 1}\nc:\n  <<: *x\n', /^f:3:3: .*<</],
    ['a: 1\nb: 1e400\n', /^f:2:4: 1e400 is no number/],
    ['a: [.nan]\n', /^f:1:5: /],
    ['a: 12345678901234567890\n', /^f:1:4: /],
    [`a: ${'x'.repeat(1024 * 1024)}\n`, /larger/],
  ])('a fault is told with its place', (text, message) => {
    expect(() => readYaml(text, 'f')).toThrow(message);
  });
});

describe('differences', () => {
  const hasPatch = spawnSync('patch', ['--version']).status === 0;

  test.skipIf(!hasPatch)('a difference turns the one text into the other, as patch reads it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'porin-diff-'));
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', 'd', ''), { maxLength: 30 })
      .map((lines) => lines.map((line) => `${line}\n`).join(''));
    const file = join(folder, 'f');
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = unifiedDiff('f', before, after);
        expect(lines.length === 0).toBe(before === after);
        writeFileSync(file, before);
        if (lines.length === 0) return;
        const patched = execFileSync('patch', ['-p1', '-o', '-', file], {
          input: `${lines.join('\n')}\n`,
          encoding: 'utf8',
          stdio: ['pipe', 'pipe', 'pipe'],
        });
        expect(patched).toBe(after);
      }),
      { numRuns: 40 },
    );
  });

  test('a file that is not there is /dev/null, and a missing line end is told', () => {
    expect(unifiedDiff('f', undefined, 'a\nb')).toEqual([
      '--- /dev/null',
      '+++ b/f',
      '@@ -0,0 +1,2 @@',
      '+a',
      '+b\n\\ No newline at end of file',
    ]);
  });
});

describe('which side has changed', () => {
  const place = { kind: 'action', key: 'a' } as const;
  const local = (value: number): LocalElement => ({ place, spec: { value } });
  const remote = (value: number): RemoteElement => ({
    place,
    id: 'act_1',
    revision: '1',
    spec: { value },
    isAppsOwn: false,
  });
  const known = (value: number) => ({ 'actions/a': { local: hashOf({ value }), remote: hashOf({ value }) } });

  test.each([
    ['same', local(1), remote(1), {}],
    ['same', local(1), remote(1), known(2)],
    ['both', local(1), remote(2), {}],
    ['here', local(2), remote(1), known(1)],
    ['there', local(1), remote(2), known(1)],
    ['both', local(2), remote(3), known(1)],
    ['new-here', local(1), undefined, {}],
    ['new-there', undefined, remote(1), {}],
    ['gone-here', undefined, remote(1), known(1)],
    ['both', undefined, remote(2), known(1)],
    ['gone-there', local(1), undefined, known(1)],
    ['both', local(2), undefined, known(1)],
    ['gone', undefined, undefined, known(1)],
  ] as const)('%s', (standing, here, there, state) => {
    const [found] = compare(
      new Map(here ? [['actions/a', here]] : []),
      new Map(there ? [['actions/a', there]] : []),
      state,
    );
    expect(found?.standing).toBe(standing);
  });

  test('integrations come before their actions, and the order of members makes no difference', () => {
    const folders = ['actions/a', 'integrations/x/actions/b', 'integrations/x'];
    const elements = new Map(folders.map((folder) => [folder, local(1)]));
    expect(
      compare(elements, new Map(), {})
        .map(({ folder }) => folder)
        .indexOf('integrations/x'),
    ).toBe(0);
    expect(hashOf({ a: 1, b: { c: 2, d: 3 } })).toBe(hashOf({ b: { d: 3, c: 2 }, a: 1 }));
  });
});

describe('members of a file', () => {
  const action = { kind: 'action', key: 'add' } as const;

  test('one that is misspelt is refused with the nearest one', () => {
    expect(() => refuseStrangers({ name: 'Add', inputSchma: {} }, action, 'actions/add/spec.yaml')).toThrow(
      expect.objectContaining({
        code: 'configuration',
        message: 'actions/add/spec.yaml: inputSchma is no member of an action',
        hint: 'Did you mean inputSchema?',
      }),
    );
    expect(() => refuseStrangers({ nme: 'x' }, { kind: 'integration', key: 'x' }, 'f')).toThrow('nme is no member');
  });

  test('what an answer of the gateway has besides is let pass', () => {
    for (const [view, place] of [
      [actionView, action],
      [integrationView, { kind: 'integration', key: 'x' } as const],
    ] as const) {
      const spec = Object.fromEntries(Object.keys(view.shape).map((name) => [name, 'x']));
      expect(() => refuseStrangers(spec, place, 'spec.yaml')).not.toThrow();
    }
  });
});
