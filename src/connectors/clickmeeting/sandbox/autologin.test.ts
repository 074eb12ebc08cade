import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bootApi } from './api.fixture.ts';
import { readAutologin, scramble, unscramble } from './autologin.ts';
import { openCollections } from './collections.ts';
import { roles } from './entities.ts';

test('any text survives, and its scrambled form can stand in an address', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const value = scramble(text);
      expect(value).toMatch(/^[A-Za-z0-9._-]*$/);
      expect(unscramble(value)).toBe(text);
    }),
  );
});

test('the value that the vendor documents is unscrambled', () => {
  expect(unscramble('AQN4AHO8YKkNL3O1nUSgqauNqacwrKMeYaOvrxO8YKkNpUIbpJkNs____')).toMatch(/^\d+@\|-\|@/);
});

test('nonsense gives nonsense, not an error', () => {
  expect(() => unscramble('%%%% not base64 \u0000')).not.toThrow();
});

test.each([
  ['A@|-|@B', ''],
  ['@|-|@', ''],
  ['Zoë 会議 🙂', ''],
  ['<b>"O\'Brien" & co</b>', ''],
  ['back\\slash||pipes', ''],
  ['+plus/slash= %2B', ''],
  ['A@|-|@B', 'pass@|-|@word'],
  ['A', 'pässwörd 会 ='],
])('the nickname %j with the password %j survives the link', async (nickname, password) => {
  const { sandbox, send } = await bootApi();
  if (password !== '') {
    const body = JSON.stringify({ access_type: 2, password });
    await send('PUT', '/conferences/10001', { body, headers: { 'content-type': 'application/json' } });
  }
  const body = JSON.stringify({ email: "o'x+y@example.com", nickname, role: 'listener', password });
  const headers = { 'content-type': 'application/json' };
  const { json } = await send('POST', '/conferences/10001/room/autologin_hash', { body, headers });
  const address = new URL(`${sandbox.world.origin}/weekly-team-meeting?l=${json.autologin_hash}`);
  const facts = readAutologin(openCollections(sandbox.world.store), address.searchParams.get('l') ?? '');
  expect(facts).toMatchObject({ email: "o'x+y@example.com", nickname, secret: password, role: 'listener' });
});

test.each(roles)('the role %s is kept, and no role can be made another', async (role) => {
  const { sandbox, send } = await bootApi();
  const form = `email=a@example.com&nickname=A&role=${role}`;
  const { json } = await send('POST', '/conferences/10001/room/autologin_hash', { form });
  const db = openCollections(sandbox.world.store);
  expect(readAutologin(db, json.autologin_hash)?.role).toBe(role);
  const plain = unscramble(json.autologin_hash);
  const forged = plain.replace(/[0-9a-f]{32}/, (hash) => hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')));
  expect(readAutologin(db, scramble(forged))).toBeUndefined();
  expect(readAutologin(db, scramble(plain.replace('10001', '10003')))).toBeUndefined();
});

test('a link for a token that another person holds does not get in', async () => {
  const { sandbox, send } = await bootApi();
  const form = 'email=a@example.com&nickname=A&role=listener&token=A9H6A7';
  const { json } = await send('POST', '/conferences/10004/room/autologin_hash', { form });
  const open = async (path: string) => (await sandbox.fetch(new Request(sandbox.world.origin + path))).status;
  expect(await open('/paid-masterclass/A9H6A7')).toBe(200);
  expect(await open(`/paid-masterclass?l=${json.autologin_hash}`)).toBe(409);
});
