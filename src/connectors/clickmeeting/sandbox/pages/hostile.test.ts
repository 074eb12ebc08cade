import { expect, test } from 'vitest';
import { bootApi } from '../api.fixture.ts';
import { createBrowser, stateOf } from '../browser.fixture.ts';
import { openCollections } from '../collections.ts';
import { dismiss } from '../visits.ts';

const anna = { action: 'enter', nickname: 'Anna', email: 'anna@example.com' };
const weekly = '/weekly-team-meeting';

const boot = async () => {
  const api = await bootApi();
  const { world } = api.sandbox;
  return { ...api, stage: { world, db: openCollections(world.store) } };
};

/** The one visit under way with a nickname. */
const visitOf = ({ db }: Awaited<ReturnType<typeof boot>>['stage'], nickname: string) =>
  db.visits.first({ where: { nickname, state: ['lobby', 'inside'] }, orderBy: '-id' }) ?? expect.unreachable();

test('keys of visitors cannot be foretold, although everything else in a fresh sandbox can', async () => {
  const keyIn = async () => {
    const { sandbox } = await bootApi();
    const response = await sandbox.fetch(new Request(sandbox.world.origin + weekly));
    return response.headers.get('set-cookie');
  };
  const [first, second] = [await keyIn(), await keyIn()];
  expect(first).toMatch(/^cm_visitor=[0-9a-f]{32}; Path=\/; HttpOnly; SameSite=Lax$/);
  expect(first).not.toBe(second);
});

test.each(['the form', 'a login link'])(
  'who made up the key of an embedded address does not get the visit that begins there by %s',
  async (way) => {
    const { sandbox, send } = await boot();
    const { conference } = (await send('GET', '/conferences/10001')).json;
    const trap = `${conference.embed_room_url}&visitor=${'a'.repeat(32)}`;
    const login = `${weekly}?popup=off&l=${conference.autologin_hash}&visitor=${'a'.repeat(32)}`;
    const victim = createBrowser(sandbox);
    const inside = way === 'the form' ? await victim.post(trap, anna) : await victim.get(login);
    expect(stateOf(inside)).toBe('Inside');
    expect(inside.text).not.toContain('aaaaaaaa');
    expect(stateOf(await createBrowser(sandbox).get(trap))).toBe('Open room');
  },
);

test('a presenter who was removed stays out, and the host comes in even so', async () => {
  const { sandbox, send, stage } = await boot();
  const browser = createBrowser(sandbox);
  const form = 'email=eva@example.com&nickname=Eva&role=presenter';
  const { autologin_hash: hash } = (await send('POST', '/conferences/10001/room/autologin_hash', { form })).json;
  await createBrowser(sandbox).post(weekly, anna);
  expect(stateOf(await browser.get(`${weekly}?l=${hash}`))).toBe('Inside');
  dismiss(stage, visitOf(stage, 'Eva').id, { at: sandbox.world.clock.now(), because: 'removed' });
  expect(stateOf(await browser.get(`${weekly}?l=${hash}`))).toBe('Removed');
  const host = (await send('GET', '/conferences/10001')).json.conference.autologin_hash;
  expect(stateOf(await browser.get(`${weekly}?l=${host}`))).toBe('Inside');
});

test('a meeting that ended in the instant of a removal, or a clock that went back, lets nobody in again', async () => {
  const { sandbox, stage } = await boot();
  const [browser, other] = [createBrowser(sandbox), createBrowser(sandbox)];
  // The clock stands still: the meeting before ends at the time of all that follows.
  await other.post(weekly, { ...anna, nickname: 'Bob' });
  await other.post(weekly, { action: 'leave' });
  await other.post(weekly, { ...anna, nickname: 'Bob' });
  await browser.post(weekly, anna);
  dismiss(stage, visitOf(stage, 'Anna').id, { at: sandbox.world.clock.now(), because: 'removed' });
  expect(stateOf(await browser.get(weekly))).toBe('Removed');
  sandbox.world.clock.advance(-3600_000);
  expect(stateOf(await browser.post(weekly, anna))).toBe('Removed');
  await other.post(weekly, { action: 'leave' });
  expect(stateOf(await browser.post(weekly, anna))).toBe('Inside');
});

test('who leaves after the clock went back did not leave before coming', async () => {
  const { sandbox, send } = await boot();
  const browser = createBrowser(sandbox);
  await browser.post(weekly, anna);
  sandbox.world.clock.advance(-3 * 3600_000);
  await browser.post(weekly, { action: 'leave' });
  const [session] = (await send('GET', '/conferences/10001/sessions')).json;
  expect(session.end_date).toBe(session.start_date);
  const [attendee] = (await send('GET', `/conferences/10001/sessions/${session.id}/attendees`)).json;
  expect(attendee.end_date).toBe(attendee.start_date);
});

test('a flood of chat forms is stopped after five lines, and says so in the language of the page', async () => {
  const { sandbox, stage } = await boot();
  const browser = createBrowser(sandbox);
  await browser.post(weekly, anna);
  const say = (text: string) => browser.post(`${weekly}?lang=pl`, { action: 'chat', text });
  for (let line = 1; line <= 5; line += 1) expect((await say(`line ${line}`)).status).toBe(200);
  const refused = await say('line 6');
  expect(refused.status).toBe(429);
  expect(refused.text).toContain('Poczekaj sekundę');
  expect(stage.db.chatMessages.count({ nickname: 'Anna', sessionId: visitOf(stage, 'Anna').sessionId })).toBe(5);
});

test.each(['\u200b', '\u202e\u2066', ' \u00a0', '\u0000'])(
  'nobody enters under the invisible name %j',
  async (nickname) => {
    const { sandbox } = await boot();
    const page = await createBrowser(sandbox).post(weekly, { ...anna, nickname });
    expect([page.status, stateOf(page)]).toEqual([422, 'Open room']);
    expect(page.text).toContain('Write your name');
  },
);

test('no address makes a page lead to another host', async () => {
  const { sandbox } = await boot();
  for (const path of ['//evil.example/x', '//evil.example', '/x//evil.example', `${weekly}//evil.example`]) {
    const page = await sandbox.fetch(new Request(sandbox.world.origin + path));
    expect([page.status, page.headers.get('content-security-policy')]).toEqual([404, expect.stringContaining('none')]);
    const text = await page.text();
    expect(text).toContain('There is no room at this address');
    expect(text).not.toMatch(/(href|action)="[^"]*evil/);
  }
});
