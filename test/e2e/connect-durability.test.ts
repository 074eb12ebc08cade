import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'libsql';
import { afterEach, expect, test } from 'vitest';
import { roundsWithin } from '../support/rounds.ts';
import { startProgram, temporaryHome } from './program.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const rounds = { atMost: 30, atLeast: 8, ms: 15_000 };
const workers = 4;
/** The program is killed at a random moment after one of the first so many answers. */
const mostAnswers = workers * 9;

type Program = Awaited<ReturnType<typeof startProgram>>;

/** What a connection may be: what was acknowledged last, and what was asked since and never answered. */
interface Expected {
  readonly id: string;
  /** Tokens that it may hold; undefined stands for none. */
  possible: Set<string | undefined>;
  /** The page that set the token, once it was sent. */
  link?: string;
}

/** An API that takes every token that begins with `good`, after a moment, and says which it was, in a way that nobody covers. */
async function startApi() {
  const server = createServer((request, response) => {
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    const answer = () =>
      response.writeHead(token.startsWith('good') ? 200 : 401).end(JSON.stringify({ token: token.split('') }));
    setTimeout(answer, Math.random() * 8);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(() => server.close());
  undo.push(() => server.closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Sends the form of a connect page, as a browser that was shown it. */
async function sendPage({ call }: Program, path: string, token: string): Promise<number> {
  const page = await call(`GET ${path}`, { token: null });
  const cookie = page.headers.getSetCookie().map((one) => one.split(';')[0]);
  const form = /name="form" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  const raw = new URLSearchParams({ option: 'bearer', form, token });
  return (await call(`POST ${path}`, { token: null, raw, headers: { cookie: cookie.join('; ') } })).status;
}

let made = 0;
let tokens = 0;
let answers = 0;

/** Makes a connection and changes it until the program is gone. */
async function work(program: Program, api: string, all: Expected[]): Promise<void> {
  const { call } = program;
  made += 1;
  const { body } = await call('POST /connections/ensure', { body: { appUrl: `app${made}.example${made}.com` } });
  const one: Expected = { id: body.id, possible: new Set([undefined]) };
  all.push(one);
  /** What is under way may have happened or not; what was answered has. */
  const become = async (token: string | undefined, ask: () => Promise<number>) => {
    one.possible.add(token);
    expect(await ask()).toBeLessThan(300);
    one.possible = new Set([token]);
    answers += 1;
  };
  const patch = (input: unknown) => async () =>
    (await call(`PATCH /connections/${one.id}`, { body: { input } })).status;
  const next = () => `good-${++tokens}`;
  await call(`GET /connections/${one.id}?wait=true&timeout=10`);
  const defined = next();
  await become(defined, patch({ baseUrl: api, auth: 'bearer', testPath: '/me', token: defined }));
  for (;;) {
    const patched = next();
    await become(patched, patch({ token: patched }));
    await become(undefined, async () => (await call(`POST /connections/${one.id}/disconnect`)).status);
    const shown = await call(`GET /connections/${one.id}`);
    const link = new URL(shown.body.clientAction.uiUrl).pathname;
    const entered = next();
    one.link = link;
    await become(entered, () => sendPage(program, link, entered));
  }
}

test('connections and their credentials survive kill -9 at any moment, whole or not at all', async () => {
  const { data, env, remove } = temporaryHome();
  undo.push(remove);
  const api = await startApi();
  const start = () =>
    startProgram({ data, env: { ...env, PORIN_EGRESS_ALLOW_CIDRS: '127.0.0.0/8' }, flags: ['--no-sandbox'] });
  const all: Expected[] = [];
  let program = await start();
  undo.push(() => program.kill());
  for (const _ of roundsWithin(rounds)) {
    const before = all.length;
    const working = Array.from({ length: workers }, () => work(program, api, all));
    const ended = Promise.allSettled(working);
    const last = answers + Math.random() * mostAnswers;
    await expect.poll(() => answers, { interval: 2, timeout: 20_000 }).toBeGreaterThanOrEqual(last);
    await sleep(Math.random() * 10);
    await program.kill();
    const reasons = (await ended).map((end) => (end.status === 'rejected' ? String(end.reason) : 'ended'));
    expect(new Set(reasons)).toEqual(new Set(['TypeError: fetch failed']));
    program = await start();
    await check(program, join(data, 'porin.db'), all.slice(before));
  }
  expect(all.length).toBeGreaterThan(rounds.atLeast);
  expect(all.filter(({ link }) => link !== undefined).length).toBeGreaterThan(0);
  await check(program, join(data, 'porin.db'), all);
}, 180_000);

async function check(program: Program, database: string, expected: readonly Expected[]): Promise<void> {
  const { call } = program;
  const stored = credentialsIn(database);
  await Promise.all(
    expected.map(async (one) => {
      const settled = async () => (await call(`GET /connections/${one.id}?wait=true&timeout=5`)).body;
      await expect.poll(async () => (await settled()).state).toMatch(/^(READY|CLIENT_ACTION_REQUIRED)$/);
      const { state } = await settled();
      const told = await call(`GET /connections/${one.id}/proxy/me`);
      const holds = state === 'READY' ? told.body.token.join('') : undefined;
      expect([...one.possible], `${one.id} is ${state}`).toContain(holds);
      if (state === 'READY') expect(told.status).toBe(200);
      // Nothing was reconnected, so what waits has nothing to wait with.
      else expect(stored.has(one.id)).toBe(false);
      // A page that has set credentials sets none again.
      if (one.link !== undefined && holds !== undefined && one.possible.has(holds))
        expect(await sendPage(program, one.link, 'good-again')).toBeGreaterThanOrEqual(400);
    }),
  );
}

/** The connections that have any. */
function credentialsIn(path: string): ReadonlySet<string> {
  const database = new Database(path, { readonly: true });
  try {
    const rows = database.prepare('select connection_id as id from credentials').all() as { id: string }[];
    return new Set(rows.map(({ id }) => id));
  } finally {
    database.close();
  }
}
