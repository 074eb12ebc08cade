import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { announce, defaultDataDir, listRunning, type RunningGateway, withdraw } from './running.ts';

const homes: string[] = [];
afterAll(() => {
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});

function emptyHome() {
  const home = mkdtempSync(join(tmpdir(), 'porin-running-'));
  homes.push(home);
  return { HOME: home, XDG_STATE_HOME: join(home, 'state') };
}

function gateway(overrides: Partial<RunningGateway> = {}): RunningGateway {
  return {
    url: 'http://127.0.0.1:4710',
    pid: process.pid,
    dataDir: '/data/one',
    token: 'pat-one',
    startedAt: 1,
    version: '0.1.0',
    ...overrides,
  };
}

// Linux gives out no process id as high as this.
const deadPid = 2 ** 22 + 1;

test('nothing runs where nothing was announced', () => {
  expect(listRunning(emptyHome())).toEqual([]);
});

test('an empty XDG_STATE_HOME counts as unset, and a place that cannot be written to is told', () => {
  const { HOME } = emptyHome();
  announce({ HOME, XDG_STATE_HOME: '' }, gateway());
  expect(listRunning({ HOME })).toHaveLength(1);
  writeFileSync(join(HOME, 'file'), '');
  expect(() => announce({ HOME, XDG_STATE_HOME: join(HOME, 'file') }, gateway())).toThrow(/file.*cannot be made/);
});

test('what is announced is found, newest first, and gone when withdrawn', () => {
  const env = emptyHome();
  const one = gateway();
  const two = gateway({ dataDir: '/data/two', startedAt: 2 });
  announce(env, one);
  announce(env, two);
  expect(listRunning(env)).toEqual([two, one]);
  withdraw(env, two);
  expect(listRunning(env)).toEqual([one]);
});

test('the announcement, which holds a token, is for its owner only', () => {
  const env = emptyHome();
  announce(env, gateway());
  const folder = join(env.XDG_STATE_HOME, 'porin', 'running');
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  const [name = ''] = readdirSync(folder);
  expect(readdirSync(folder)).toHaveLength(1);
  expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
});

test('a start on the same data directory replaces the announcement', () => {
  const env = emptyHome();
  announce(env, gateway());
  announce(env, gateway({ token: 'pat-two', startedAt: 2 }));
  expect(listRunning(env).map(({ token }) => token)).toEqual(['pat-two']);
});

test('what another process announced since is left alone', () => {
  const env = emptyHome();
  announce(env, gateway());
  withdraw(env, gateway({ pid: deadPid }));
  expect(listRunning(env)).toHaveLength(1);
});

test('the dead are left out', () => {
  const env = emptyHome();
  announce(env, gateway({ pid: deadPid }));
  expect(listRunning(env)).toEqual([]);
});

test.each(['', '{"url":', 'null', '[]', '5', '{}', '{"pid":"1","url":5}'])(
  'a broken announcement is no announcement: %j',
  (content) => {
    const env = emptyHome();
    announce(env, gateway());
    const folder = join(env.XDG_STATE_HOME, 'porin', 'running');
    writeFileSync(join(folder, 'broken.json'), content);
    expect(listRunning(env)).toEqual([gateway()]);
    expect(readFileSync(join(folder, 'broken.json'), 'utf8')).toBe(content);
  },
);

test('the data live where the user keeps data', () => {
  expect(defaultDataDir({ HOME: '/h', PORIN_DATA: '/d' })).toBe('/d');
  expect(defaultDataDir({ HOME: '/h', XDG_DATA_HOME: '/x' })).toBe('/x/porin');
  expect(defaultDataDir({ HOME: '/h' })).toContain('/h/');
});
