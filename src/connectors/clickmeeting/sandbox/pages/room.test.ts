import { expect, test } from 'vitest';
import { bootApi } from '../api.fixture.ts';
import { createBrowser, stateOf } from '../browser.fixture.ts';

const anna = { action: 'enter', nickname: 'Anna', email: 'anna@example.com' };
const bob = { action: 'enter', nickname: 'Bob', email: 'bob@example.com' };

test('visits through the page become a session that the API reports', async () => {
  const { sandbox, send, advance } = await bootApi();
  const [first, second] = [createBrowser(sandbox, 'Firefox/1'), createBrowser(sandbox, 'Chrome/2')];
  expect(stateOf(await first.get('/weekly-team-meeting'))).toBe('Open room');
  expect(stateOf(await first.post('/weekly-team-meeting', anna))).toBe('Inside');
  advance(10);
  expect(stateOf(await second.post('/weekly-team-meeting', bob))).toBe('Inside');
  await second.post('/weekly-team-meeting', { action: 'chat', text: 'Hello "all", <b>you</b>' });
  expect((await send('GET', '/conferences/10001/sessions')).json).toEqual([]);
  advance(20);
  const left = await first.post('/weekly-team-meeting', { action: 'leave', rating: '4', comment: 'Good' });
  expect(stateOf(left)).toBe('Left');
  advance(5);
  await second.post('/weekly-team-meeting', { action: 'leave', rating: '' });
  const sessions = (await send('GET', '/conferences/10001/sessions')).json;
  const times = { start_date: '2026-11-20T12:00:00+01:00', end_date: '2026-11-20T12:35:00+01:00' };
  expect(sessions).toEqual([{ id: expect.any(Number), total_visitors: 2, max_visitors: 2, ...times }]);
  const attendees = (await send('GET', `/conferences/10001/sessions/${sessions[0].id}/attendees`)).json;
  expect(attendees).toMatchObject([
    {
      nickname: 'Anna',
      email: 'anna@example.com',
      role: 'listener',
      device: 'Firefox/1',
      rating: '4',
      rating_comment: 'Good',
      end_date: '2026-11-20T12:30:00+01:00',
    },
    {
      nickname: 'Bob',
      device: 'Chrome/2',
      rating: null,
      rating_comment: null,
      start_date: '2026-11-20T12:10:00+01:00',
      user_ip: '127.0.0.1',
    },
  ]);
  expect(attendees[0].uid).toBe(String(attendees[0].id));
  const detail = (await send('GET', `/conferences/10001/sessions/${sessions[0].id}`)).json;
  expect(detail).toMatchObject({
    ...times,
    attendees: [{ login: 'Anna' }, { login: 'Bob' }],
    pdf: { pl: { progress: 0 } },
  });
  expect(detail).not.toHaveProperty('id');
});

test('what people write is shown as text, never as markup', async () => {
  const { sandbox } = await bootApi();
  const browser = createBrowser(sandbox);
  const page = await browser.post('/weekly-team-meeting', { ...anna, nickname: '<img src=x onerror=alert(1)>' });
  expect(page.text).toContain('&lt;img src=x onerror=alert(1)&gt;');
  const chatted = await browser.post('/weekly-team-meeting', { action: 'chat', text: '<script>alert(1)</script>' });
  expect(chatted.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(chatted.text).not.toContain('<script>');
});

test('somebody who comes again in one session is one visitor', async () => {
  const { sandbox, send } = await bootApi();
  const [stays, returns] = [createBrowser(sandbox), createBrowser(sandbox)];
  await stays.post('/weekly-team-meeting', anna);
  for (let time = 0; time < 2; time += 1) {
    await returns.post('/weekly-team-meeting', bob);
    await returns.post('/weekly-team-meeting', { action: 'leave' });
  }
  await stays.post('/weekly-team-meeting', { action: 'leave' });
  expect((await send('GET', '/conferences/10001/sessions')).json).toMatchObject([
    { total_visitors: 2, max_visitors: 2 },
  ]);
});

test('an autologin link enters as its person, and again is the same visit', async () => {
  const { sandbox, send } = await bootApi();
  const form = 'email=eva@example.com&nickname=Eva+H&role=presenter';
  const hash = (await send('POST', '/conferences/10001/room/autologin_hash', { form })).json.autologin_hash;
  const browser = createBrowser(sandbox);
  const page = await browser.get(`/weekly-team-meeting?l=${hash}&skipPlatformChoice=1`);
  expect(stateOf(page)).toBe('Inside');
  expect(page.text).toContain('<strong><bdi>Eva H</bdi></strong> (presenter)');
  expect((await browser.get(`/weekly-team-meeting?l=${hash}`)).text).toContain('People here: 1');
  expect(stateOf(await createBrowser(sandbox).get(`/board-room?l=${hash}`))).toBe('No entry');
  expect((await createBrowser(sandbox).get(`/weekly-team-meeting?l=${hash.slice(0, -9)}`)).status).toBe(403);
});

test('a look at the headers makes nobody enter', async () => {
  const { sandbox, send } = await bootApi();
  const hash = (await send('GET', '/conferences/10001')).json.conference.autologin_hash;
  expect((await createBrowser(sandbox).head(`/weekly-team-meeting?l=${hash}`)).status).toBe(200);
  expect((await createBrowser(sandbox).post('/weekly-team-meeting', anna)).text).toContain('People here: 1');
});

test('a password room wants its password', async () => {
  const { sandbox } = await bootApi();
  const browser = createBrowser(sandbox);
  expect(stateOf(await browser.get('/board-room'))).toBe('Password needed');
  const wrong = await browser.post('/board-room', { ...anna, password: 'sesame' });
  expect([wrong.status, stateOf(wrong)]).toEqual([403, 'Password needed']);
  expect(wrong.text).toContain('The password is wrong');
  expect(stateOf(await browser.post('/board-room', { ...anna, password: 'open-sesame' }))).toBe('Inside');
});

test('a token lets in one person at a time, and notes its first use', async () => {
  const { sandbox, send } = await bootApi();
  const [first, second] = [createBrowser(sandbox), createBrowser(sandbox)];
  expect((await first.get('/paid-masterclass/D9P7YW')).text).toContain('<strong><bdi>anna</bdi></strong> (listener)');
  const taken = await second.get('/paid-masterclass/D9P7YW');
  expect([taken.status, stateOf(taken)]).toEqual([409, 'Token in use']);
  expect((await second.post('/paid-masterclass', { ...bob, token: 'd9p7yw' })).status).toBe(409);
  await first.post('/paid-masterclass', { action: 'leave' });
  expect(stateOf(await second.post('/paid-masterclass', { ...bob, token: 'd9p7yw' }))).toBe('Inside');
  const { access_tokens: tokens } = (await send('GET', '/conferences/10004/tokens')).json;
  expect(tokens.map((token: any) => token.first_use_date)).toEqual([
    '2026-11-20T12:00:30+01:00',
    null,
    null,
    null,
    null,
  ]);
});

test.each([
  ['a wrong token', '/paid-masterclass/XXXXXX'],
  ['a token in a room without tokens', '/weekly-team-meeting/D9P7YW'],
  ['a broken login link', '/weekly-team-meeting?l=%00%ff'],
  ['an unknown registration link', '/product-launch-webinar?r=nonsense'],
  ['a room that is over', '/spring-roadmap-webinar'],
])('%s does not open a room', async (_, path) => {
  const { sandbox } = await bootApi();
  const page = await createBrowser(sandbox).get(path);
  expect(page.status).toBe(403);
  expect(sandbox.world.store.sizes()['visits']).toBe(4);
});

test('a registration link confirms, waits in the lobby and ends in the session', async () => {
  const { sandbox, send } = await bootApi();
  const [registration] = (await send('GET', '/conferences/10002/registrations/all')).json;
  expect(registration.registration_confirmed).toBe('null');
  const attendee = createBrowser(sandbox);
  const url = new URL(registration.url);
  const lobby = await attendee.get(url.pathname + url.search);
  expect(stateOf(lobby)).toBe('Lobby');
  expect(lobby.text).toContain('Welcome! We begin at ten.');
  expect((await send('GET', '/conferences/10002/registrations/all')).json[0].registration_confirmed).toBe(
    '2026-11-20T12:00:30+01:00',
  );
  const host = createBrowser(sandbox);
  const hash = (await send('GET', '/conferences/10002')).json.conference.autologin_hash;
  expect((await host.get(`/product-launch-webinar?l=${hash}`)).text).toContain('People here: 1');
  expect(stateOf(await attendee.get('/product-launch-webinar'))).toBe('Lobby');
  expect((await host.post('/product-launch-webinar', { action: 'start' })).text).toContain('People here: 2');
  expect(stateOf(await attendee.get('/product-launch-webinar'))).toBe('Inside');
  await attendee.post('/product-launch-webinar', { action: 'leave' });
  await host.post('/product-launch-webinar', { action: 'leave' });
  const [session] = (await send('GET', '/conferences/10002/sessions')).json;
  const linked = (await send('GET', `/conferences/10002/sessions/${session.id}/registrations`)).json;
  expect(linked).toMatchObject([{ email: 'anna@example.com', session_id: session.id }]);
});

test('who is not registered registers on the page and gets the link by mail too', async () => {
  const { sandbox, send } = await bootApi();
  const browser = createBrowser(sandbox);
  expect(stateOf(await browser.get('/product-launch-webinar'))).toBe('Registration needed');
  expect(stateOf(await browser.post('/product-launch-webinar', bob))).toBe('Registration needed');
  const form = {
    action: 'register',
    'registration[1]': 'Zoë',
    'registration[2]': 'Łęcka',
    'registration[3]': 'zoe@example.com',
  };
  const done = await browser.post('/product-launch-webinar', form);
  const link = /href="([^"]+\?r=[^"]+)"/.exec(done.text)?.[1] ?? '';
  expect(sandbox.world.outbox.list()[0]).toMatchObject({ to: ['zoe@example.com'], attachments: ['event.ics'] });
  expect(sandbox.world.outbox.list()[0]?.text).toContain(link);
  expect(stateOf(await browser.get(link))).toBe('Lobby');
  const again = await createBrowser(sandbox).post('/product-launch-webinar', form);
  expect(again.text).not.toContain('?r=');
  expect((await send('GET', '/conferences/10002/registrations/all')).json).toHaveLength(4);
});

test('a scheduled room without lobby opens at its start by itself', async () => {
  const { sandbox, send, advance } = await bootApi();
  const form = 'name=Soon&room_type=meeting&permanent_room=0&access_type=1&starts_at=2026-11-20 12:30:00&duration=0:30';
  const { room } = (await send('POST', '/conferences', { form })).json;
  const browser = createBrowser(sandbox);
  expect(stateOf(await browser.post(`/${room.name_url}`, anna))).toBe('Lobby');
  advance(30);
  expect(stateOf(await browser.get(`/${room.name_url}`))).toBe('Inside');
  advance(45);
  expect(stateOf(await browser.get(`/${room.name_url}`))).toBe('Ended');
  const times = { start_date: '2026-11-20T12:30:00+01:00', end_date: '2026-11-20T13:10:00+01:00' };
  expect((await send('GET', `/conferences/${room.id}/sessions`)).json).toMatchObject([times]);
});

test('a browser that says nothing for hours has left when it was last seen', async () => {
  const { sandbox, send, advance } = await bootApi();
  const browser = createBrowser(sandbox);
  await browser.post('/weekly-team-meeting', anna);
  advance(50);
  await browser.get('/weekly-team-meeting');
  advance(121);
  const [session] = (await send('GET', '/conferences/10001/sessions')).json;
  expect(session.end_date).toBe('2026-11-20T12:50:00+01:00');
});

test('a full room lets nobody else in but its host', async () => {
  const { sandbox, send } = await bootApi();
  for (let number = 0; number < 100; number += 1) await createBrowser(sandbox).post('/weekly-team-meeting', anna);
  expect(stateOf(await createBrowser(sandbox).post('/weekly-team-meeting', bob))).toBe('Full');
  const hash = (await send('GET', '/conferences/10001')).json.conference.autologin_hash;
  expect(stateOf(await createBrowser(sandbox).get(`/weekly-team-meeting?l=${hash}`))).toBe('Inside');
});

test('the room is also at its pin, the embedding address and the account page', async () => {
  const { sandbox, send } = await bootApi();
  const { conference } = (await send('GET', '/conferences/10001')).json;
  const browser = createBrowser(sandbox);
  expect((await browser.get(`/${conference.room_pin}`)).text).toContain('Weekly team meeting');
  expect((await browser.get(conference.embed_room_url)).text).toContain('Weekly team meeting');
  expect((await browser.get('/')).text).toContain('href="/weekly-team-meeting?lang=en"');
  for (const path of ['/nothing', '/999999999', '/embed_conference.html?r=x', '/a/b/c', '/..%2f', '/%']) {
    expect((await browser.get(path)).status).toBe(404);
  }
});

test.each([
  ['without a name', { action: 'enter', nickname: '', email: 'a@example.com' }, 422, 'Write your name'],
  ['with a wrong address', { action: 'enter', nickname: 'A', email: 'nonsense' }, 422, 'Write an e-mail address'],
  [
    'with a long name',
    { action: 'enter', nickname: 'x'.repeat(101), email: 'a@example.com' },
    422,
    '100 characters at most',
  ],
  ['with an unknown action', { action: 'dance' }, 400, 'action must be'],
  ['of 70 kB', { action: 'enter', nickname: 'y'.repeat(70_000) }, 400, 'cannot be read'],
])('a form %s is refused', async (_, form, status, text) => {
  const { sandbox } = await bootApi();
  const page = await createBrowser(sandbox).post('/weekly-team-meeting', form as any);
  expect(page.status).toBe(status);
  expect(page.text).toContain(text);
});

test('chatting and leaving without being inside change nothing', async () => {
  const { sandbox } = await bootApi();
  const browser = createBrowser(sandbox);
  await browser.post('/weekly-team-meeting', { action: 'chat', text: 'x' });
  await browser.post('/weekly-team-meeting', { action: 'leave', rating: '5' });
  const body = new FormData();
  expect((await browser.raw('/weekly-team-meeting', { method: 'POST', body })).status).toBe(400);
  expect(sandbox.world.store.sizes()).toMatchObject({ visits: 4, sessions: 1 });
});
