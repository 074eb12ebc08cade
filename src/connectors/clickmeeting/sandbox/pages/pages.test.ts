import { expect, test } from 'vitest';
import { bootApi } from '../api.fixture.ts';
import { createBrowser, stateOf } from '../browser.fixture.ts';
import { openCollections } from '../collections.ts';
import { emptyRoom } from '../visits.ts';

const anna = { action: 'enter', nickname: 'Anna', email: 'anna@example.com' };

async function ask(path: string, headers: Record<string, string> = {}) {
  const { sandbox } = await bootApi();
  return sandbox.fetch(new Request(new URL(path, sandbox.world.origin), { headers }));
}

test.each([
  ['/weekly-team-meeting?lang=pl', 'en', 'pl'],
  ['/weekly-team-meeting', 'pl-PL,pl;q=0.9,en;q=0.8', 'pl'],
  ['/weekly-team-meeting', 'de-DE,de;q=0.9', 'en'],
  ['/weekly-team-meeting?lang=xx', 'pl', 'pl'],
])('%s asked for in %s speaks %s', async (path, accepted, lang) => {
  const text = await (await ask(path, { 'accept-language': accepted })).text();
  expect(text).toContain(`<html lang="${lang}"`);
  expect(text).toContain(lang === 'pl' ? 'Wejdź' : 'Enter');
});

test('only pages that are made for it may lie in a frame, and scripts come from the sandbox alone', async () => {
  const policyOf = async (path: string) => (await ask(path)).headers.get('content-security-policy');
  expect(await policyOf('/weekly-team-meeting')).toMatch(/script-src 'self';.*frame-ancestors 'none'$/);
  expect(await policyOf('/embed_conference.html?r=14169810001')).toMatch(/frame-ancestors \*$/);
  expect(await policyOf('/weekly-team-meeting?popup=off&lang=pl')).toMatch(/frame-ancestors \*$/);
  expect(await policyOf('/')).not.toContain('unsafe');
});

test('script and style have addresses that change with them, so that browsers keep them', async () => {
  const text = await (await ask('/weekly-team-meeting')).text();
  for (const [, address = ''] of text.matchAll(/(?:src|href)="(\/_room\/[^"]+)"/g)) {
    const kept = await ask(address);
    expect([kept.status, kept.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    expect((await ask(address.replace(/v=.*/, 'v=old'))).headers.get('cache-control')).toBe('no-cache');
  }
  expect(text.match(/\/_room\/room\.(js|css)\?v=/g)).toHaveLength(2);
});

/** Where the page's form leads. */
const actionOf = (text: string) => /action="([^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';

test('an embedded page keeps the visitor in its addresses, and takes no cookie', async () => {
  const { sandbox, send } = await bootApi();
  const { conference } = (await send('GET', '/conferences/10001')).json;
  const frame = createBrowser(sandbox);
  const door = await frame.raw(conference.embed_room_url);
  const action = actionOf(door.text);
  expect(action).toMatch(/^\/embed_conference\.html\?r=\d+&visitor=[0-9a-f]{32}$/);
  const inside = await frame.post(action, anna);
  expect(stateOf(inside)).toBe('Inside');
  const own = actionOf(inside.text);
  expect(stateOf(await createBrowser(sandbox).get(own))).toBe('Inside');
  expect(stateOf(await frame.get(conference.embed_room_url))).toBe('Open room');
  const response = await sandbox.fetch(new Request(conference.embed_room_url));
  expect(response.headers.get('set-cookie')).toBeNull();
  const key = own.split('visitor=')[1];
  expect(stateOf(await createBrowser(sandbox).get(`/weekly-team-meeting?visitor=${key}`))).toBe('Open room');
});

test('each account has a page of its rooms', async () => {
  const { sandbox } = await bootApi();
  const browser = createBrowser(sandbox);
  expect((await browser.get('/')).text).not.toContain('Training room');
  expect((await browser.get('/u/1699')).text).toContain('Training room');
  expect((await browser.get('/u/1700')).status).toBe(404);
});

test('a rating may be given once after leaving', async () => {
  const { sandbox, send } = await bootApi();
  const browser = createBrowser(sandbox);
  await browser.post('/weekly-team-meeting', anna);
  expect((await browser.post('/weekly-team-meeting', { action: 'leave' })).text).toContain('name="rating"');
  const rate = (rating: string) => browser.post('/weekly-team-meeting', { action: 'rate', rating, comment: 'Nice' });
  expect((await rate('9')).text).toContain('name="rating"');
  expect((await rate('4')).text).toContain('Thank you for the rating');
  await rate('1');
  const [session] = (await send('GET', '/conferences/10001/sessions')).json;
  const attendees = (await send('GET', `/conferences/10001/sessions/${session.id}/attendees`)).json;
  expect(attendees).toMatchObject([{ rating: '4', rating_comment: 'Nice' }]);
});

test('the page after a visit leads on to the thank-you page, when that is a web address', async () => {
  const { sandbox } = await bootApi();
  const { rooms } = openCollections(sandbox.world.store);
  const browser = createBrowser(sandbox);
  const leave = async (url: string) => {
    const settings = { ...rooms.get(10_001)!.settings, thank_you_page_url: url };
    rooms.update(10_001, { settings });
    await browser.post('/weekly-team-meeting', anna);
    return (await browser.post('/weekly-team-meeting', { action: 'leave' })).text;
  };
  expect(await leave('https://example.com/"><b>')).toContain('href="https://example.com/&quot;&gt;&lt;b&gt;"');
  expect(await leave('javascript:alert(1)')).not.toContain('javascript:');
});

test('why a visit ended is what happened, not what the address says', async () => {
  const { sandbox } = await bootApi();
  const browser = createBrowser(sandbox);
  await browser.post('/weekly-team-meeting', anna);
  expect(stateOf(await browser.get('/weekly-team-meeting?bye=removed'))).toBe('Inside');
  expect(stateOf(await browser.get('/weekly-team-meeting?bye=elsewhere'))).toBe('Open elsewhere');
  await browser.post('/weekly-team-meeting', { action: 'leave' });
  expect(stateOf(await browser.get('/weekly-team-meeting?bye=removed'))).toBe('Left');
  expect(stateOf(await createBrowser(sandbox).get('/weekly-team-meeting?bye=nonsense'))).toBe('Open room');
});

test('a rating after the host has ended the meeting leaves that as the reason', async () => {
  const { sandbox } = await bootApi();
  const stage = { world: sandbox.world, db: openCollections(sandbox.world.store) };
  const browser = createBrowser(sandbox);
  await browser.post('/weekly-team-meeting', anna);
  emptyRoom(stage, 10_001, { at: sandbox.world.clock.now(), because: 'ended' });
  const rated = await browser.post('/weekly-team-meeting?bye=ended', { action: 'rate', rating: '4' });
  expect([rated.search, stateOf(rated)]).toEqual(['?bye=ended', 'Ended']);
  expect(rated.text).toContain('Thank you for the rating.');
});

test('a registration asks what its template asks, and says what is wrong with each answer', async () => {
  const { sandbox, send } = await bootApi();
  const form =
    'name=Fair&room_type=webinar&permanent_room=1&access_type=1&registration[enabled]=1&registration[template]=3';
  const { room } = (await send('POST', '/conferences', { form })).json;
  const browser = createBrowser(sandbox);
  const answers = { action: 'register', 'registration[1]': 'Zoë', 'registration[2]': '', 'registration[3]': 'nobody' };
  const wrong = await browser.post(`/${room.name_url}`, { ...answers, 'registration[4]': 'call me' });
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain('Last name: write something here. Write an e-mail address such as anna@example.com.');
  expect(wrong.text).toContain('Phone: write a phone number');
  expect(wrong.text).toContain('value="Zoë"');
  const right = { 'registration[2]': 'Łęcka', 'registration[3]': 'zoe@example.com', 'registration[11]': 'Baker' };
  expect(stateOf(await browser.post(`/${room.name_url}`, { ...answers, ...right }))).toBe('Registered');
  const [registration] = (await send('GET', `/conferences/${room.id}/registrations/all`)).json;
  expect(registration.fields).toMatchObject({ 'Last Name': 'Łęcka', 'Job Title': 'Baker' });
});
