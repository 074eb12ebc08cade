import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../../../sandbox/server.ts';
import { bootApi } from '../api.fixture.ts';
import { openCollections } from '../collections.ts';
import { control } from '../control.fixture.ts';
import definition from '../index.ts';

const tokensPath = '/conferences/10004/tokens';
const invite = '/conferences/10004/invitation/email/en';

/** A browser: it keeps the cookies that it is given. */
function browser(origin: string, fetchPage: (request: Request) => Promise<Response>) {
  let cookie = '';
  return async (path: string, init: RequestInit = {}): Promise<number> => {
    const headers = { ...(cookie === '' ? {} : { cookie }), 'user-agent': 'test' };
    const response = await fetchPage(new Request(origin + path, { redirect: 'manual', ...init, headers }));
    await response.arrayBuffer();
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    return response.status;
  };
}

test('of fifty browsers that come with one token at once, one gets in', async () => {
  const running = await startSandbox(definition, { app: 'clickmeeting', port: 0 });
  onTestFinished(() => running.close());
  const browsers = Array.from({ length: 50 }, () => browser(running.origin, (request) => fetch(request)));
  const first = await Promise.all(browsers.map((open) => open('/paid-masterclass/A9H6A7')));
  expect(first.filter((status) => status === 200)).toHaveLength(1);
  expect(first.filter((status) => status === 409)).toHaveLength(49);
  const inside = first.indexOf(200);
  expect(await browsers[inside]?.('/paid-masterclass/A9H6A7')).toBe(200);
  const { visits, tokens } = openCollections(running.world.store);
  expect(visits.find({ where: { token: 'A9H6A7' } })).toHaveLength(1);
  expect(tokens.get('A9H6A7')?.firstUseAt).toEqual(expect.any(Number));
});

test('a token shows when it was used first, in the zone of the room, and never another time', async () => {
  const { sandbox, send, advance } = await bootApi();
  const open = browser(sandbox.world.origin, (request) => sandbox.fetch(request));
  const used = async () => {
    const rows = (await send('GET', tokensPath)).json.access_tokens;
    return rows.find(({ token }: { token: string }) => token === 'A9H6A7').first_use_date;
  };
  expect(await used()).toBeNull();
  expect(await open('/paid-masterclass/a9h6a7')).toBe(200);
  advance(5);
  await open('/paid-masterclass/A9H6A7');
  expect(await used()).toBe('2026-11-20T12:00:30+01:00');
});

test('a deactivated token sends its person out and opens the room no more', async () => {
  const { sandbox, send } = await bootApi();
  const open = browser(sandbox.world.origin, (request) => sandbox.fetch(request));
  expect(await open('/paid-masterclass/A9H6A7')).toBe(200);
  expect((await send('DELETE', tokensPath, { form: 'tokens[]=A9H6A7&tokens[]=A9H6A7' })).status).toBe(200);
  expect(openCollections(sandbox.world.store).visits.first({ where: { token: 'A9H6A7' } })?.state).toBe('left');
  expect(await open('/paid-masterclass/A9H6A7')).toBe(403);
});

test('an invitation takes the oldest free token and shows its address; a used one is not given away', async () => {
  const { sandbox, send } = await bootApi();
  const open = browser(sandbox.world.origin, (request) => sandbox.fetch(request));
  await open('/paid-masterclass/A9H6A7');
  await send('POST', invite, { form: 'attendees[0][email]=Eva@Example.com' });
  expect((await send('POST', '/conferences/10004/token', { form: 'email=eva@example.COM' })).json).toEqual(['D989F8']);
  const rows = (await send('GET', tokensPath)).json.access_tokens;
  expect(rows.map((row: any) => row.sent_to_email)).toEqual(['anna@example.com', null, 'Eva@Example.com', null, null]);
});

test('whom a token was sent to shows after the time that was asked for', async () => {
  const { sandbox, send } = await bootApi();
  await control(sandbox, 'set-options', { tokenDelayMs: 500 });
  await send('POST', invite, { form: 'attendees[0][email]=eva@example.com' });
  const ask = async () => (await send('POST', '/conferences/10004/token', { form: 'email=eva@example.com' })).json;
  const listed = async () =>
    (await send('GET', tokensPath)).json.access_tokens.filter((row: any) => row.sent_to_email === 'eva@example.com');
  expect([await ask(), await listed()]).toEqual([[], []]);
  sandbox.moveClock((world) => world.clock.advance(499));
  expect(await ask()).toEqual([]);
  sandbox.moveClock((world) => world.clock.advance(1));
  expect([await ask(), await listed()]).toEqual([['A9H6A7'], [expect.objectContaining({ token: 'A9H6A7' })]]);
});

test('a second invitation to an address sends the same token', async () => {
  const { send } = await bootApi();
  for (let time = 0; time < 2; time += 1) await send('POST', invite, { form: 'attendees[0][email]=eva@example.com' });
  expect((await send('POST', '/conferences/10004/token', { form: 'email=eva@example.com' })).json).toHaveLength(1);
});

test('tokens are unique over all rooms, and none has a character that looks like another', async () => {
  const { sandbox, send } = await bootApi();
  await control(sandbox, 'set-plan', { maxAttendees: 1000 });
  const form = 'name=x&room_type=meeting&permanent_room=1&access_type=3';
  await send('POST', '/conferences', { form });
  for (const room of [10004, 10006]) await send('POST', `/conferences/${room}/tokens`, { form: 'how_many=1000' });
  const all: { id: string }[] = openCollections(sandbox.world.store).tokens.all();
  expect(new Set(all.map(({ id }) => id)).size).toBe(2005);
  for (const { id } of all) expect(id).toMatch(/^[346789ACDEFGHKMNPQRWXY]{6}$/);
});

test('a room that stops being token protected keeps its tokens, but gets no more', async () => {
  const { send } = await bootApi();
  await send('PUT', '/conferences/10004', { form: 'access_type=1' });
  expect((await send('POST', tokensPath, { form: 'how_many=1' })).status).toBe(422);
  expect((await send('GET', tokensPath)).json.access_tokens).toHaveLength(5);
});
