import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { splitLine } from './local/completion/line.ts';
import { cli, emptyEnv, gatewayFactory, type RunOptions } from './testkit.ts';

const gateway = gatewayFactory(afterEach);

/** What is offered after these words, values alone. */
async function offered(words: readonly string[], current: string, options: RunOptions = {}): Promise<string[]> {
  const { stdout, stderr, code } = await cli(['__complete', 'zsh', `=${current}`, ...words], options);
  expect([code, stderr]).toEqual([0, '']);
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0] ?? '']));
}

test('words of commands are offered as far as they are typed', async () => {
  expect(await offered([], 'conn')).toEqual(['connect', 'connection']);
  expect(await offered(['connection'], 'e')).toEqual(['ensure']);
  expect(await offered(['--json', 'connection'], 'l')).toEqual(['list']);
  expect(await offered(['login'], '')).toEqual(expect.arrayContaining(['start', 'complete', 'status']));
  expect(await offered(['nonsense'], '')).toEqual([]);
});

test('flags are offered once, with those of every command', async () => {
  expect(await offered(['connection', 'list'], '--s')).toEqual(['--search', '--state']);
  expect(await offered(['connection', 'list', '--state=READY'], '--s')).toEqual(['--search']);
  expect(await offered(['connection', 'list'], '--no')).toEqual(['--no-color']);
  expect(await offered(['sandbox', 'reset'], '--no-s')).toEqual(['--no-seed']);
});

test('what a flag may be is offered after it and behind its equals sign, in every spelling', async () => {
  expect(await offered(['connection', 'list', '--state'], '')).toEqual(['READY', 'BUILDING']);
  expect(await offered(['connection', 'list'], '--state=B')).toEqual(['--state=BUILDING']);
  expect(await offered(['up', '--apps'], 'sa')).toEqual(['sandbox']);
  expect(await offered(['completion'], '')).toEqual(['bash', 'zsh', 'fish', 'powershell']);
});

test('files are offered after an @ and for paths, folders with a slash', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'porin-complete-'));
  mkdirSync(join(cwd, 'inputs'));
  for (const file of ['in.json', '.hidden', 'inputs/one.json']) writeFileSync(join(cwd, file), '{}');
  const run = ['action', 'run', 'x'];
  expect(await offered([...run, '--input'], '@i', { cwd })).toEqual(['@in.json', '@inputs/']);
  expect(await offered(run, '--input=@inputs/', { cwd })).toEqual(['--input=@inputs/one.json']);
  expect(await offered([...run, '--output'], '.', { cwd })).toEqual(['.hidden']);
});

describe('what the gateway knows', () => {
  const connections = { items: [{ id: 'con_1', key: 'sales', name: 'Sales', state: 'READY' }] };

  test('connections are offered by key and id, actions by the connection on the line', async () => {
    const actions = { items: [{ id: 'a.list-rooms', key: 'list-rooms', name: 'List' }] };
    const { env, server } = await gateway({
      'GET /connections': { body: connections },
      'GET /actions': { body: actions },
    });
    expect(await offered(['connection', 'get'], '', { env })).toEqual(['sales', 'con_1']);
    expect(await offered(['action', 'run', 'x', '--connectionId'], 'c', { env })).toEqual(['con_1']);
    expect(await offered(['action', 'run', '--connection-id=con_1'], 'li', { env })).toEqual(['list-rooms']);
    expect(server.to('GET /actions')[0]?.url).toContain('connectionId=con_1');
  });

  test('nothing is said when no gateway runs, it refuses, or it takes too long', async () => {
    expect(await offered(['connection', 'get'], '', { env: emptyEnv() })).toEqual([]);
    const refusing = await gateway({ 'GET /connections': { status: 500, body: 'no' } });
    expect(await offered(['connection', 'get'], '', { env: refusing.env })).toEqual([]);
    const hanging = await gateway({ 'GET /connections': { hang: true } });
    const startedAt = Date.now();
    expect(await offered(['connection', 'get'], '', { env: hanging.env })).toEqual([]);
    // Far less than a request may take; a busy machine takes its time.
    expect(Date.now() - startedAt).toBeLessThan(10_000);
  });
});

test('a line is split as a shell does, up to the cursor, without what stands before the program', () => {
  expect(splitLine(`A=1 porin action run "my action" --input '{"a`, 99)).toEqual({
    words: ['action', 'run', 'my action', '--input'],
    current: '{"a',
  });
  expect(splitLine('cd /x && npx porin conn ection', 23)).toEqual({ words: [], current: 'conn' });
  expect(splitLine('membrane connection ', 20)).toEqual({ words: ['connection'], current: '' });
});

test('in bash only what stands behind the last break of a word is given', async () => {
  const line = 'porin connection list --state=R';
  const { stdout } = await cli(['__complete', 'bash', '=R', String(line.length), line]);
  expect(stdout).toBe('READY\n');
  const open = 'porin connection list --state=';
  expect((await cli(['__complete', 'bash', '==', String(open.length), open])).stdout).toBe('READY\nBUILDING\n');
});

test('the script for a shell is for both names, and another shell is refused', async () => {
  for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
    const { stdout, code } = await cli(['completion', shell]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/porin,? membrane/);
    expect(stdout).toContain(`__complete ${shell}`);
  }
  expect(await cli(['completion', 'csh'])).toMatchObject({ code: 2, stderr: expect.stringContaining('bash, zsh') });
});
