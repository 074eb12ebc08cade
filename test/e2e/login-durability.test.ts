import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { challengeOf } from '../../src/gateway/oauth/codes.ts';
import { roundsWithin } from '../support/rounds.ts';
import type { Call } from './gateway.ts';
import { codeIn, decide } from './login.fixture.ts';
import { startProgram, temporaryHome } from './program.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

type Program = Awaited<ReturnType<typeof startProgram>>;

/** What a program knows of its login: nothing but what was acknowledged, and what it asked for last. */
interface Known {
  readonly verifier: string;
  page?: string;
  code?: string;
  isRedeeming?: true;
  tokens?: { readonly access_token: string; readonly refresh_token: string };
}

const rounds = { atMost: 30, atLeast: 10, ms: 15_000 };
/** Of both programs together; a login from its beginning to its last refresh has six. */
const mostAnswers = 16;
const client_id = 'porin-cli';

const token = (call: Call, body: Record<string, string>) =>
  call('POST /oauth/token', { token: null, body: { client_id, ...body } });
const redeem = (call: Call, { verifier, code = '' }: Known) =>
  token(call, { grant_type: 'authorization_code', code, code_verifier: verifier });
const refresh = (call: Call, { tokens }: Known) =>
  token(call, { grant_type: 'refresh_token', refresh_token: tokens?.refresh_token ?? '' });
const statusFor = async (call: Call, access?: string) => (await call('GET /self', { token: access ?? null })).status;

/** Logs in and refreshes, over and over, until the gateway dies. */
async function keepLoggingIn({ call, url }: Program, journal: Known[], answered: () => void): Promise<never> {
  for (;;) {
    const known: Known = { verifier: randomBytes(32).toString('base64url') };
    journal.push(known);
    const asked = { code_challenge: challengeOf(known.verifier), code_challenge_method: 'S256' };
    const { body } = await call('POST /oauth/par', {
      body: { client_id, redirect_uri: `${url}/oauth/code`, ...asked },
    });
    const { pathname, search } = new URL(body.authorization_url);
    known.page = pathname + search;
    answered();
    known.code = codeIn((await decide(url + known.page, 'approve')).html);
    answered();
    known.isRedeeming = true;
    const redeemed = await redeem(call, known);
    expect(redeemed.status).toBe(200);
    known.tokens = redeemed.body;
    answered();
    for (const _ of [1, 2, 3]) {
      const refreshed = await refresh(call, known);
      expect(refreshed.status).toBe(200);
      known.tokens = refreshed.body;
      answered();
    }
  }
}

/** A login that was acknowledged works on, also when the last refresh got no answer; its code does not work again, and its reuse ends it. */
async function checkLoggedIn(call: Call, known: Known): Promise<void> {
  const refreshed = await refresh(call, known);
  expect(refreshed).toMatchObject({ status: 200 });
  const access = refreshed.body.access_token;
  expect(await statusFor(call, access)).toBe(200);
  expect(await statusFor(call, known.tokens?.access_token)).toBe(401);
  expect((await redeem(call, known)).body).toMatchObject({ error_code: 'already_used' });
  expect(await statusFor(call, access)).toBe(401);
}

/** A code that was shown gives tokens once at most, and once for certain when nobody asked yet. */
async function checkApproved(call: Call, known: Known): Promise<void> {
  const answers = await Promise.all([redeem(call, known), redeem(call, known), redeem(call, known)]);
  const given = answers.filter(({ status }) => status === 200);
  expect(given.length).toBeLessThanOrEqual(1);
  if (!known.isRedeeming) expect(given).toHaveLength(1);
  const refusals = answers.filter(({ status }) => status !== 200).map(({ body }) => body.error_code);
  expect(['already_used', 'dead', 'revoked']).toEqual(expect.arrayContaining(refusals));
}

test('a login survives kill -9 at any moment: what was acknowledged works, and no code works twice', {
  timeout: 120_000,
}, async () => {
  const { data, env, remove } = temporaryHome();
  undo.push(remove);
  const seen = { loggedIn: 0, approved: 0, asked: 0 };
  let journal: Known[] = [];
  for (const round of roundsWithin(rounds)) {
    const program = await startProgram({ data, env, flags: ['--no-sandbox'] });
    undo.push(program.kill);
    for (const known of journal) {
      if (known.tokens) await checkLoggedIn(program.call, known);
      else if (known.code) await checkApproved(program.call, known);
      // Approved or not: the request itself was kept.
      else if (known.page) expect([200, 410]).toContain((await fetch(program.url + known.page)).status);
      if (known.tokens) seen.loggedIn += 1;
      else if (known.code) seen.approved += 1;
      else if (known.page) seen.asked += 1;
    }
    journal = [];
    let answers = 0;
    const answered = () => {
      answers += 1;
    };
    const lives = Promise.allSettled([1, 2].map(() => keepLoggingIn(program, journal, answered)));
    // By steps and not by the clock, so that a slow machine gets as far.
    const last = (round * 5) % mostAnswers;
    await expect.poll(() => answers, { interval: 2, timeout: 20_000 }).toBeGreaterThanOrEqual(last);
    await sleep(Math.random() * 10);
    await program.kill();
    for (const life of await lives) if (life.status === 'rejected') expect(life.reason).toBeInstanceOf(TypeError);
  }
  // Whole logins and broken ones were met, so nothing above passed for want of a case.
  expect(seen.loggedIn).toBeGreaterThan(0);
  expect(seen.approved + seen.asked).toBeGreaterThan(0);
});
