import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { account } from '../account.ts';
import { TestPage } from './page.fixture.ts';

const script = `
  import { startSandbox } from '${import.meta.dirname}/../../../../sandbox/server.ts';
  import definition from '${import.meta.dirname}/../index.ts';
  const sandbox = await startSandbox(definition, { app: 'clickmeeting', port: 0, file: process.argv[1] });
  console.log(sandbox.origin);
`;

/** The sandbox as a process of its own. */
async function run(file: string): Promise<{ readonly child: ChildProcess; readonly origin: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  return { child, origin: String(line).trim() };
}

const headers = { 'x-api-key': account.apiKey };
const ask = async (origin: string, path: string, init: RequestInit = {}): Promise<any> =>
  (await fetch(`${origin}/v1/conferences/10001${path}`, { ...init, headers })).json();

/** The cookie of somebody who has just come in. */
async function enter(origin: string, path: string, form?: Record<string, string>): Promise<string> {
  const body = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
  const response = await fetch(origin + path, { ...body, redirect: 'manual' });
  return /cm_visitor=(\w+)/.exec(response.headers.get('set-cookie') ?? '')?.[1] ?? '';
}

test('a meeting goes on after kill -9 with everything that anybody was told', { timeout: 60_000 }, async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'porin-crash-')), 'rooms.sqlite');
  const first = await run(file);
  const { conference } = await ask(first.origin, '');
  const path = `/${conference.name_url}`;
  const socket = (origin: string, key: string) =>
    new TestPage(`${origin.replace('http', 'ws')}/_room/${conference.room_pin}/socket?visitor=${key}`);
  const hostKey = await enter(first.origin, `${path}?l=${conference.autologin_hash}`);
  const annaKey = await enter(first.origin, path, { action: 'enter', nickname: 'Anna', email: 'anna@example.com' });
  const [host, anna] = [socket(first.origin, hostKey), socket(first.origin, annaKey)];
  await Promise.all([host.next('scene'), anna.next('scene')]);
  host.do({ do: 'poll-create', name: 'P', questions: [{ question: 'Q', answers: ['A', 'B'] }] });
  const poll = (await host.next('poll')).poll.id;
  host.do({ do: 'poll-open', poll });
  await anna.next('poll');
  anna.do({ do: 'vote', poll, choices: [[1]] });
  await host.next('poll', (event) => event.poll.voters === 1);
  anna.do({ do: 'hand', raised: true });
  await host.next('person', ({ person }) => person.handRaisedAt !== null);
  for (const text of ['one', 'two', 'three']) anna.do({ do: 'chat', text });
  const heard = [];
  for (let line = 0; line < 3; line += 1) heard.push((await host.next('chat')).line);
  host.do({ do: 'recorder', on: true });
  const { recordingSince } = (await anna.next('room', ({ room }) => room.recordingSince !== null)).room;
  first.child.kill('SIGKILL');
  expect((await anna.closed()).code).toBe(1006);

  const second = await run(file);
  const [hostAgain, annaAgain] = [socket(second.origin, hostKey), socket(second.origin, annaKey)];
  const scene = await annaAgain.next('scene');
  await hostAgain.next('scene');
  expect(scene.people.map(({ nickname }) => nickname)).toEqual(['Porin Demo', 'Anna']);
  expect(scene.chat).toEqual(heard);
  expect(scene.polls).toMatchObject([{ id: poll, state: 'open', voters: 1, yours: [[1]] }]);
  expect(scene.you.handRaisedAt).not.toBeNull();
  expect(scene.room).toMatchObject({ started: true, recordingSince });
  hostAgain.do({ do: 'end' });
  expect(await annaAgain.next('bye')).toEqual({ is: 'bye', reason: 'ended' });
  const sessions = await ask(second.origin, '/sessions');
  expect(sessions).toMatchObject([{ total_visitors: 2, max_visitors: 2 }]);
  const attendees = await ask(second.origin, `/sessions/${sessions[0].id}/attendees`);
  expect(attendees[1].polls).toMatchObject([{ name: 'P', questions: [{ answers: [{ value: 'B' }] }] }]);
  expect(await ask(second.origin, '/recordings')).toHaveLength(1);
});
