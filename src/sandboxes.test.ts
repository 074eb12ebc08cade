import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { CreateSandboxOptions } from './sandbox/in-process-types.ts';
import { createSandbox } from './sandboxes.ts';

const noon = '2026-11-20T11:00:00.000Z';

async function boot(options: CreateSandboxOptions = {}) {
  const cm = await createSandbox('clickmeeting', options);
  onTestFinished(() => cm.close());
  const headers = { 'x-api-key': cm.credentials['apiKey'] ?? '', 'content-type': 'application/json' };
  const send = async (method: string, path: string, body?: object): Promise<{ status: number; text: string }> => {
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await cm.fetch(`/v1${path}`, init);
    return { status: response.status, text: await response.text() };
  };
  return { cm, send };
}

const room = { name: 'Weekly', room_type: 'meeting', permanent_room: true, access_type: 3 };
const idOf = ({ text }: { text: string }): number => JSON.parse(text).room.id;

async function story(options: CreateSandboxOptions): Promise<string[]> {
  const { cm, send } = await boot({ now: noon, frozen: true, ...options });
  const made = await send('POST', '/conferences', room);
  const tokens = await send('POST', `/conferences/${idOf(made)}/tokens`, { how_many: 5 });
  const invited = { attendees: [{ email: 'a@example.com' }], template: 'basic', role: 'listener' };
  await send('POST', `/conferences/${idOf(made)}/invitation/email/en`, invited);
  cm.clock.advance(86_400_000);
  const sent = cm.outbox.list().map(({ subject, text, sentAt }) => `${sentAt} ${subject} ${text}`);
  return [made.text, tokens.text, (await send('GET', '/conferences')).text, ...sent];
}

test('without a port it answers fetch alone, with one it listens', async () => {
  const { cm, send } = await boot();
  expect(await send('GET', '/ping')).toEqual({ status: 200, text: '{"ping":"pong"}' });
  expect(cm.url).toBe('http://clickmeeting.sandbox.invalid/v1');
  expect((await cm.fetch(`${cm.url}/ping`, { headers: { 'x-api-key': cm.credentials['apiKey'] ?? '' } })).status).toBe(
    200,
  );
  const listening = await boot({ port: 0 });
  const headers = { 'x-api-key': listening.cm.credentials['apiKey'] ?? '' };
  expect(await (await fetch(`${listening.cm.url}/ping`, { headers })).json()).toEqual({ ping: 'pong' });
  expect(listening.cm.requests.list()).toMatchObject([{ method: 'GET', path: '/v1/ping', status: 200 }]);
  await expect(createSandbox('clickmeting')).rejects.toMatchObject({
    code: 'not_found',
    hint: 'There are: clevertap, clickmeeting, clicksend',
  });
});

test('without a port, links in answers and messages lead nowhere', async () => {
  const { cm, send } = await boot();
  const invited = { attendees: [{ email: 'a@example.com' }], template: 'basic', role: 'listener' };
  await send('POST', '/conferences/10001/invitation/email/en', invited);
  const said = (await send('GET', '/conferences/10001')).text.replaceAll('\\/', '/') + cm.outbox.list()[0]?.text;
  expect(said).not.toMatch(/127\.0\.0\.1|localhost/);
  const link = /http:\/\/clickmeeting\.sandbox\.invalid\/[\w-]+/.exec(cm.outbox.list()[0]?.text ?? '')?.[0] ?? '';
  expect((await cm.fetch(link)).status).toBe(200);
});

test('it answers under the host names that it is told, and under no other', async () => {
  const { cm } = await boot({ port: 0, hosts: ['host.docker.internal'] });
  const asked = async (headers: Record<string, string>) => {
    const apiKey = cm.credentials['apiKey'] ?? '';
    return (await cm.fetch('/v1/ping', { headers: { 'x-api-key': apiKey, ...headers } })).status;
  };
  expect(await asked({ host: 'Host.Docker.Internal:4711' })).toBe(200);
  expect(await asked({ host: 'host.docker.internal', origin: 'http://host.docker.internal:4711' })).toBe(200);
  for (const host of ['host.docker.internal.evil.example', 'evil.example', 'docker.internal']) {
    expect(await asked({ host })).toBe(403);
    expect(await asked({ origin: `http://${host}` })).toBe(403);
  }
});

test('the same random seed and a frozen clock give byte-equal answers, another seed others', async () => {
  const first = await story({ randomSeed: 7 });
  expect(await story({ randomSeed: 7 })).toEqual(first);
  expect(await story({ randomSeed: 8 })).not.toEqual(first);
  expect(first.length).toBeGreaterThan(3);
});

test('time starts where it is told, stands still, and goes back there with a reset', async () => {
  const { cm } = await boot({ now: new Date(noon), frozen: true });
  expect([cm.clock.iso(), cm.clock.isFrozen]).toEqual([noon, true]);
  cm.clock.advance(60_000);
  expect(cm.clock.iso()).toBe('2026-11-20T11:01:00.000Z');
  await cm.reset();
  expect(cm.clock.iso()).toBe(noon);
  cm.clock.advance(60_000);
  cm.clock.unfreeze();
  cm.clock.reset();
  expect([cm.clock.iso(), cm.clock.isFrozen]).toEqual([noon, true]);
  const { cm: unset } = await boot();
  unset.clock.advance(60_000);
  unset.clock.reset();
  expect(Math.abs(unset.clock.now() - Date.now())).toBeLessThan(5000);
});

test('a frozen clock starts at its instant, however long the machine takes', async () => {
  let machine = Date.now();
  const spy = vi.spyOn(Date, 'now').mockImplementation(() => machine++);
  onTestFinished(() => spy.mockRestore());
  const { cm } = await boot({ now: noon, frozen: true });
  expect(cm.clock.iso()).toBe(noon);
  await cm.reset();
  expect(cm.clock.iso()).toBe(noon);
});

test('moving the clock ends a scheduled room', async () => {
  const { cm, send } = await boot({ now: noon, frozen: true });
  const scheduled = { ...room, permanent_room: false, starts_at: '2026-11-20 13:00', duration: '1:00' };
  const id = idOf(await send('POST', '/conferences', scheduled));
  cm.clock.set('2026-11-20T18:00:00Z');
  expect(JSON.parse((await send('GET', `/conferences/${id}`)).text).conference.status).toBe('inactive');
});

test('an empty one stays empty with a reset, unless the data is asked for', async () => {
  const { cm, send } = await boot({ seed: false });
  const rooms = async () => JSON.parse((await send('GET', '/conferences/active')).text).length;
  expect(await rooms()).toBe(0);
  await cm.reset();
  expect(await rooms()).toBe(0);
  await cm.reset({ seed: true });
  expect(await rooms()).toBeGreaterThan(0);
});

test('a snapshot brings back rooms, ids and time', async () => {
  const { cm, send } = await boot({ now: noon, frozen: true });
  cm.snapshot();
  const made = await send('POST', '/conferences', room);
  cm.clock.advance(1000);
  await cm.restore();
  expect(cm.clock.iso()).toBe(noon);
  expect((await send('GET', `/conferences/${idOf(made)}`)).status).toBe(404);
  expect((await send('POST', '/conferences', room)).text).toBe(made.text);
  await expect(cm.restore('none')).rejects.toMatchObject({ code: 'not_found' });
});

test('faults, controls, requests and the outbox are at hand', async () => {
  const { cm, send } = await boot();
  const rule = cm.faults.add({ path: '/v1/ping', status: 503, count: 1 });
  expect([(await send('GET', '/ping')).status, (await send('GET', '/ping')).status]).toEqual([503, 200]);
  expect(cm.faults.list()).toMatchObject([{ id: rule.id, applied: 1 }]);
  expect([cm.faults.remove(rule.id), cm.faults.list()]).toEqual([true, []]);
  expect(() => cm.faults.add({ status: 9999 })).toThrow('status:');
  expect(cm.requests.list().map(({ status }) => status)).toEqual([200, 503]);
  await cm.control('hold-session', { room: 10001, attendees: 2 });
  expect(JSON.parse((await send('GET', '/conferences/10001/sessions')).text).length).toBeGreaterThan(0);
  await expect(cm.control('hold-sesion')).rejects.toMatchObject({ hint: 'Did you mean hold-session?' });
  await expect(cm.control('nope')).rejects.toMatchObject({ hint: expect.stringMatching(/^There are: hold-session, /) });
  await expect(cm.control('hold-session', {})).rejects.toMatchObject({ code: 'bad_request' });
});

test.each([
  [{ port: 99_999 }, 'port'],
  [{ port: 'x' }, 'port'],
  [{ randomSeed: 0.5 }, 'randomSeed'],
  [{ freeze: true }, 'freeze'],
  [{ now: 'soon' }, 'now: expected an instant such as 2026-11-20T10:00:00Z'],
  [{ now: new Date('soon') }, 'now: expected an instant'],
  [{ hosts: ['host.docker.internal:4711'] }, 'hosts'],
])('a start with %o names what is wrong with it', async (options, named) => {
  const start = createSandbox('clickmeeting', options as CreateSandboxOptions);
  await expect(start).rejects.toMatchObject({ code: 'bad_request', message: expect.stringContaining(named) });
});

test('a start that fails lets go of its file', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'porin-in-process-')), 'app.sqlite');
  await expect(createSandbox('clickmeeting', { file, now: '1960-01-01' })).rejects.toMatchObject({
    code: 'bad_request',
  });
  const { send } = await boot({ file });
  expect((await send('GET', '/ping')).status).toBe(200);
});

test('after the end, each call says that it was closed', async () => {
  const { cm } = await boot();
  await cm.close();
  await cm.close();
  const closed = { code: 'unavailable', message: 'The sandbox was closed' };
  const calls = [
    ...[() => cm.clock.now(), () => cm.clock.iso(), () => cm.clock.isFrozen, () => cm.clock.advance(1)],
    ...[() => cm.clock.set(noon), () => cm.clock.freeze(), () => cm.clock.unfreeze(), () => cm.clock.reset()],
    ...[() => cm.outbox.list(), () => cm.outbox.clear(), () => cm.requests.list(), () => cm.requests.clear()],
    ...[() => cm.faults.add({ status: 503 }), () => cm.faults.list(), () => cm.faults.remove('x')],
    ...[() => cm.faults.clear(), () => cm.snapshot()],
  ];
  for (const call of calls) expect(call).toThrow(expect.objectContaining(closed));
  const promised = [
    ...[() => cm.reset(), () => cm.restore(), () => cm.control('fail-reports'), () => cm.control('nope')],
    ...[() => cm.fetch('/v1/ping'), () => cm.outbox.raw(1)],
  ];
  for (const call of promised) await expect(call()).rejects.toMatchObject(closed);
});

test('stopping ends requests that a fault keeps waiting', async () => {
  const { cm } = await boot();
  cm.faults.add({ path: '/v1/ping', latencyMs: 600_000 });
  cm.faults.add({ path: '/v1/chats', hang: true });
  const waiting = ['/v1/ping', '/v1/chats'].map((path) => expect(cm.fetch(path)).rejects.toThrow('was stopped'));
  const started = performance.now();
  await cm.close();
  await Promise.all(waiting);
  expect(performance.now() - started).toBeLessThan(900);
});

test('a file keeps the data for the next one', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'porin-in-process-')), 'app.sqlite');
  const first = await boot({ file });
  const id = idOf(await first.send('POST', '/conferences', room));
  await first.cm.close();
  expect((await (await boot({ file })).send('GET', `/conferences/${id}`)).status).toBe(200);
});

test('going back takes a moment, however often', async () => {
  const { cm } = await boot();
  cm.snapshot();
  const timed = async (run: () => unknown): Promise<number> => {
    const times = [];
    for (let round = 0; round < 10; round += 1) {
      const started = performance.now();
      await run();
      times.push(performance.now() - started);
    }
    return Math.min(...times);
  };
  expect(await timed(() => cm.reset())).toBeLessThan(20);
  expect(await timed(() => cm.snapshot())).toBeLessThan(20);
  expect(await timed(() => cm.restore())).toBeLessThan(20);
});
