import { expect, test } from 'vitest';
import { account, accountOf, subAccount } from './account.ts';
import { bootApi, fieldsOf } from './api.fixture.ts';
import { openCollections } from './collections.ts';
import { roomByEmbedCode } from './rooms/view.ts';

const key = subAccount.apiKey;
const ids = (items: { id: number }[]) => items.map(({ id }) => id);
const permanent = 'name=Mine&room_type=meeting&permanent_room=1&access_type=1';

test('each key sees its own rooms, files, chats and recordings', async () => {
  const { send } = await bootApi();
  const both = (await send('GET', '/conferences', { key })).json;
  expect([ids(both.active_conferences), both.inactive_conferences]).toEqual([[9001], []]);
  expect(ids((await send('GET', '/conferences/active', { key })).json)).toEqual([9001]);
  expect(ids((await send('GET', '/conferences/active')).json)).not.toContain(9001);
  expect(ids((await send('GET', '/file-library', { key })).json)).toEqual([39001]);
  expect(ids((await send('GET', '/file-library')).json)).toEqual([40001, 40002]);
  expect((await send('GET', '/chats', { key })).json).toEqual([]);
  expect((await send('GET', '/conferences/recordings', { key })).json).toEqual([]);
  expect(ids((await send('GET', '/conferences/recordings')).json)).toEqual([30001]);
});

const ofMain = [
  ['GET', '/conferences/10005'],
  ['PUT', '/conferences/10005'],
  ['DELETE', '/conferences/10005'],
  ['GET', '/conferences/10004/tokens'],
  ['POST', '/conferences/10004/tokens'],
  ['DELETE', '/conferences/10004/tokens'],
  ['POST', '/conferences/10004/token'],
  ['POST', '/conferences/10001/room/autologin_hash'],
  ['POST', '/conferences/10001/invitation/email/en'],
  ['POST', '/conferences/10002/registration'],
  ['GET', '/conferences/10002/registrations'],
  ['GET', '/conferences/10005/sessions'],
  ['GET', '/conferences/10005/sessions/20001'],
  ['GET', '/conferences/10005/sessions/20001/attendees'],
  ['GET', '/conferences/10005/sessions/20001/registrations'],
  ['GET', '/conferences/10005/sessions/20001/generate-pdf/en'],
  ['GET', '/conferences/10005/recordings'],
  ['DELETE', '/conferences/10005/recordings'],
  ['DELETE', '/conferences/10005/recordings/30001'],
  ['GET', '/file-library/conferences/10002'],
  ['POST', '/file-library/conferences/10002'],
  ['GET', '/file-library/40002'],
  ['GET', '/file-library/40002/download'],
  ['DELETE', '/file-library/40002'],
  ['GET', '/chats/20001'],
] as const;

test.each(ofMain)('%s %s of another account answers exactly as for an unknown one', async (method, path) => {
  const { send } = await bootApi();
  const foreign = await send(method, path, { key });
  const unknownPath = path.replace(/\d{5}/, '77777');
  const unknown = await send(method, unknownPath, { key });
  expect(foreign.status).toBe(404);
  const id = /\d{5}/.exec(path)?.[0] ?? '';
  expect(foreign.text.replaceAll(id, '77777')).toBe(unknown.text);
});

test('nothing of the other account is within reach through a room of its own', async () => {
  const { send } = await bootApi();
  const paths = ['/sessions/20001', '/sessions/20001/attendees', '/sessions/20001/generate-pdf/en'];
  for (const path of paths) expect((await send('GET', `/conferences/9001${path}`, { key })).status).toBe(404);
  expect((await send('DELETE', '/conferences/9001/recordings/30001', { key })).status).toBe(404);
  const tokenRoom = await send('POST', '/conferences', { key, form: permanent.replace('type=1', 'type=3') });
  const path = `/conferences/${tokenRoom.json.room.id}`;
  expect((await send('DELETE', `${path}/tokens`, { key, form: 'tokens[]=A9H6A7' })).status).toBe(404);
  const login = await send('POST', `${path}/room/autologin_hash`, {
    key,
    form: 'email=a@example.com&nickname=A&role=listener&token=A9H6A7',
  });
  expect([login.status, fieldsOf(login)]).toEqual([422, ['token']]);
});

test('what a key makes belongs to its account; addresses and pins are unique over both', async () => {
  const { sandbox, send } = await bootApi();
  const made = await send('POST', '/conferences', { key, form: permanent });
  expect(made.json.room).toMatchObject({
    name_url: 'mine',
    timezone: 'America/New_York',
    embed_room_url: `http://127.0.0.1:4711/embed_conference.html?r=141699${made.json.room.id}`,
  });
  const again = await send('POST', '/conferences', { form: permanent });
  expect(again.json.room.name_url).toBe('mine_2');
  expect(again.json.room.room_pin).not.toBe(made.json.room.room_pin);
  const taken = await send('POST', '/conferences', { form: `${permanent}&custom_room_url_name=training-room` });
  expect(fieldsOf(taken)).toEqual(['custom_room_url_name']);
  const body = new FormData();
  body.set('uploaded', new File(['text'], 'notes.txt'));
  const file = await send('POST', `/file-library/conferences/${made.json.room.id}`, { key, body });
  expect(ids((await send('GET', '/file-library', { key })).json)).toEqual([39001, file.json.id]);
  const contact = 'email=eva@example.com&firstname=Eva&lastname=';
  await send('POST', '/contacts', { key, form: `${contact}Nowak` });
  await send('POST', '/contacts', { form: `${contact}Kowalska` });
  const { contacts } = openCollections(sandbox.world.store);
  const names = [account, subAccount].map(({ userId }) => contacts.get(`${userId}:eva@example.com`)?.lastName);
  expect(names).toEqual(['Kowalska', 'Nowak']);
});

test.each([
  ['1416999001', 9001],
  ['14169810001', 10001],
  ['1416989001', undefined],
  ['14169910001', undefined],
  ['1416', undefined],
  ['', undefined],
  ['9'.repeat(400), undefined],
])('the embedding code %s leads to room %s: a code names the account of its room', async (code, id) => {
  const { sandbox } = await bootApi();
  expect(roomByEmbedCode(openCollections(sandbox.world.store), code)?.id).toBe(id);
});

test('the personal page shows the rooms of its account alone', async () => {
  const { sandbox } = await bootApi();
  const open = async (path: string) => (await sandbox.fetch(new Request(sandbox.world.origin + path))).text();
  const main = await open('/');
  expect([main.includes('Porin Demo'), main.includes('Training room')]).toEqual([true, false]);
  const sub = await open('/u/1699');
  expect([sub.includes('Porin Training'), sub.includes('Training room')]).toEqual([true, true]);
  expect(sub).not.toContain('Weekly team meeting');
});

test('mails of a room name the owner of its account', async () => {
  const { sandbox, send } = await bootApi();
  const form = 'attendees[0][email]=guest@example.com';
  await send('POST', '/conferences/9001/invitation/email/en', { key, form });
  const [message] = sandbox.world.outbox.list({ to: 'guest@example.com' });
  expect(JSON.stringify(message)).toContain(accountOf({ accountId: 1699 }).owner.name);
  expect(JSON.stringify(message)).not.toContain(account.owner.name);
});
