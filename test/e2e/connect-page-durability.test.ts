import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { roundsWithin } from '../support/rounds.ts';
import { bootGateway } from './gateway.ts';
import { startProgram, temporaryHome } from './program.ts';

const rounds = { atMost: 20, atLeast: 6, ms: 15_000 };
const peopleAtOnce = 5;
/** Longer than the forms of all of them take, so that some rounds end before the kill. */
const maxDelayMs = 120;

const undo: (() => unknown)[] = [];
afterAll(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

type Program = Awaited<ReturnType<typeof startProgram>>;

/** Somebody who has the page of a connection request open. */
interface Person {
  readonly tenant: string;
  readonly requestId: string;
  readonly path: string;
  readonly cookie: string;
  readonly form: string;
}

async function personAt(program: Program, tenant: string): Promise<Person> {
  const token = await program.tokenOf(tenant);
  const { body } = await program.call('POST /connection-requests', { token, body: { connectorId: 'clickmeeting' } });
  const { pathname, search } = new URL(body.url);
  const opened = await program.call(`GET ${pathname}${search}`, { token: null });
  const path = opened.headers.get('location') ?? '';
  const page = await program.call(`GET ${path}`, { token: null });
  const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const form = /name="form" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  return { tenant, requestId: body.requestId, path, cookie, form };
}

const send = (program: Program, { path, cookie, form }: Person, apiKey: string) =>
  program.call(`POST ${path}`, {
    token: null,
    headers: { cookie },
    raw: new URLSearchParams({ option: 'api-key', form, apiKey }),
  });

/** What is stored of a person's connect, all of which has to agree. */
async function storedOf(program: Program, { tenant, requestId }: Person) {
  const token = await program.tokenOf(tenant);
  const [connection] = (await program.call('GET /connections', { token })).body.items;
  const { body: request } = await program.call(`GET /connection-requests/${requestId}`, { token });
  const works = (await program.run('ping', connection.id, {}, { token })).status === 200;
  return { state: connection.state, status: request.status, works };
}

const connected = { state: 'READY', status: 'success', works: true };
const untouched = { state: 'CLIENT_ACTION_REQUIRED', status: 'pending', works: false };

test('kill -9 while forms are sent leaves each connect done or not begun, and its browser goes on', {
  timeout: 90_000,
}, async () => {
  const app = await bootGateway();
  undo.push(app.stop);
  const { data, env: base, remove } = temporaryHome();
  undo.push(remove);
  const env = {
    ...base,
    PORIN_APP_BASE_URLS: JSON.stringify({ clickmeeting: app.sandbox.url }),
    PORIN_EGRESS_ALLOW_CIDRS: '127.0.0.0/8',
  };
  const start = () => startProgram({ data, env, flags: ['--no-sandbox'] });
  const seen = { acknowledged: 0, lost: 0, notBegun: 0 };
  let reachMs = maxDelayMs;

  const peopleOf = (round: number) =>
    Promise.all(Array.from({ length: peopleAtOnce }, (_, index) => personAt(program, `person-${round}-${index}`)));

  let program = await start();
  let people = await peopleOf(0);
  for (const round of roundsWithin(rounds)) {
    const answers = Promise.allSettled(people.map((person) => send(program, person, app.sandbox.apiKey)));
    await sleep(Math.random() * reachMs);
    await program.kill();
    const told = (await answers).map((answer) => answer.status === 'fulfilled' && answer.value.status === 200);
    // A busy machine answers late; a round that nobody was answered in has to go on for longer.
    reachMs = told.includes(true) ? maxDelayMs : reachMs * 2;

    program = await start();
    const outcomes = people.map(async (person, index) => {
      const stored = await storedOf(program, person);
      if (told[index]) {
        seen.acknowledged += 1;
        return expect(stored).toEqual(connected);
      }
      const isConnected = stored.state === 'READY';
      seen[isConnected ? 'lost' : 'notBegun'] += 1;
      expect(stored).toEqual(isConnected ? connected : untouched);
      // The person loads the page again, which sends the form again.
      const again = await send(program, person, app.sandbox.apiKey);
      return expect(again.text).toContain('is connected');
    });
    const next = peopleOf(round + 1);
    await Promise.all(outcomes);
    people = await next;
  }
  undo.push(program.stop);
  expect(seen.acknowledged).toBeGreaterThan(0);
  expect(seen.notBegun).toBeGreaterThan(0);
});
