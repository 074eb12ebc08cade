import { expect, test } from 'vitest';
import { bootApi, fieldsOf } from '../api.fixture.ts';
import { readAutologin } from '../autologin.ts';
import { openCollections } from '../collections.ts';

const listed = (answer: { json: { access_tokens: { token: string }[] } }) =>
  answer.json.access_tokens.map(({ token }) => token);

test('new tokens are answered alone and listed after the others', async () => {
  const { send } = await bootApi();
  const made = await send('POST', '/conferences/10004/tokens', { form: 'how_many=3' });
  expect(made.status).toBe(200);
  expect(made.json.access_tokens).toHaveLength(3);
  for (const token of made.json.access_tokens) {
    expect(token).toEqual({
      token: expect.stringMatching(/^[346789ACDEFGHKMNPQRWXY]{6}$/),
      sent_to_email: null,
      first_use_date: null,
    });
  }
  const all = await send('GET', '/conferences/10004/tokens');
  expect(all.json.access_tokens[0]).toEqual({
    token: 'D9P7YW',
    sent_to_email: 'anna@example.com',
    first_use_date: null,
  });
  expect(listed(all).slice(5)).toEqual(listed(made));
});

test.each(['', 'how_many=0', 'how_many=1001', 'how_many=two', 'how_many=1.5', 'how_many[]=1'])(
  'tokens with %j are refused by the name of the field',
  async (form) => {
    const { send } = await bootApi();
    const answer = await send('POST', '/conferences/10004/tokens', { form });
    expect([answer.status, fieldsOf(answer)]).toEqual([422, ['how_many']]);
  },
);

test('a room has at most four tokens for each attendee of the plan', async () => {
  const { send } = await bootApi();
  const over = await send('POST', '/conferences/10004/tokens', { form: 'how_many=396' });
  expect([over.status, over.json.errors[0].message]).toEqual([422, expect.stringContaining('395 tokens left')]);
  expect((await send('POST', '/conferences/10004/tokens', { form: 'how_many=395' })).status).toBe(200);
  const full = await send('POST', '/conferences/10004/invitation/email/en', {
    form: [
      'attendees[0][email]=new@example.com',
      ...Array.from({ length: 399 }, (_, n) => `attendees[${n + 1}][email]=p${n}@example.com`),
    ].join('&'),
  });
  expect(full.status).toBe(422);
  expect(listed(await send('GET', '/conferences/10004/tokens'))).toHaveLength(400);
});

test('a room that is not token protected gets none', async () => {
  const { send } = await bootApi();
  const answer = await send('POST', '/conferences/10001/tokens', { form: 'how_many=1' });
  expect([answer.status, answer.json.errors[0].message]).toEqual([422, expect.stringContaining('access_type is 1')]);
  expect((await send('GET', '/conferences/10001/tokens')).json).toEqual({ access_tokens: [] });
});

test('the tokens of an address are found in any letter case', async () => {
  const { send } = await bootApi();
  expect((await send('POST', '/conferences/10004/token', { form: 'email=ANNA@example.com' })).json).toEqual(['D9P7YW']);
  expect((await send('POST', '/conferences/10004/token', { form: 'email=who@example.com' })).json).toEqual([]);
  expect(fieldsOf(await send('POST', '/conferences/10004/token', { form: 'email=anna' }))).toEqual(['email']);
  expect(fieldsOf(await send('POST', '/conferences/10004/token'))).toEqual(['email']);
});

test('deactivated tokens are gone; an unknown one stops the whole request, none at all is refused', async () => {
  const { send } = await bootApi();
  const unknown = await send('DELETE', '/conferences/10004/tokens', { form: 'tokens[]=A9H6A7&tokens[]=XXXXXX' });
  expect(unknown.status).toBe(404);
  expect(fieldsOf(await send('DELETE', '/conferences/10004/tokens', { form: 'None' }))).toEqual(['tokens']);
  expect(listed(await send('GET', '/conferences/10004/tokens'))).toHaveLength(5);
  const gone = await send('DELETE', '/conferences/10004/tokens', { form: 'tokens[]=A9H6A7&tokens[]=D989F8' });
  expect([gone.status, gone.json]).toEqual([200, { status: 'OK' }]);
  expect(listed(await send('GET', '/conferences/10004/tokens'))).toEqual(['D9P7YW', '99P8W3', 'K7Q4NX']);
});

test('an autologin hash holds who comes in, as what, and with which token', async () => {
  const { sandbox, send } = await bootApi();
  const form = 'email=zoe%40example.com&nickname=Zo%C3%AB+%E4%BC%9A&role=presenter&token=a9h6a7';
  const { status, json } = await send('POST', '/conferences/10004/room/autologin_hash', { form });
  expect(status).toBe(200);
  expect(json.autologin_hash).toMatch(/^[\w.-]+$/);
  expect(readAutologin(openCollections(sandbox.world.store), json.autologin_hash)).toMatchObject({
    room: { id: 10004 },
    email: 'zoe@example.com',
    nickname: 'Zoë 会',
    secret: 'A9H6A7',
    role: 'presenter',
  });
});

test('a hash of a deleted room or with another hash in it means nothing', async () => {
  const { sandbox, send } = await bootApi();
  const form = 'email=a@example.com&nickname=A&role=host';
  const { json } = await send('POST', '/conferences/10001/room/autologin_hash', { form });
  await send('DELETE', '/conferences/10001');
  const db = openCollections(sandbox.world.store);
  expect(readAutologin(db, json.autologin_hash)).toBeUndefined();
  expect(readAutologin(db, 'nonsense')).toBeUndefined();
});

test.each([
  [10003, 'role=listener&password=wrong', 'password'],
  [10003, 'role=host&password=wrong', 'password'],
  [10004, 'role=listener&token=XXXXXX', 'token'],
  [10001, 'role=guest', 'role'],
  [10001, '', 'role'],
  [10001, 'role=listener&email=no', 'email'],
  [10001, 'role=listener&nickname=', 'nickname'],
])('autologin to room %i with %j is refused because of %s', async (room, extra, field) => {
  const { send } = await bootApi();
  const form = `email=a@example.com&nickname=A&${extra}`;
  const answer = await send('POST', `/conferences/${room}/room/autologin_hash`, { form });
  expect([answer.status, fieldsOf(answer)]).toEqual([422, [field]]);
});

test('the right password, or none, is enough: the page asks for it', async () => {
  const { send } = await bootApi();
  const form = 'email=a@example.com&nickname=A&role=';
  const path = '/conferences/10003/room/autologin_hash';
  expect((await send('POST', path, { form: `${form}listener&password=open-sesame` })).status).toBe(200);
  for (const role of ['host', 'listener']) expect((await send('POST', path, { form: form + role })).status).toBe(200);
  for (const role of ['moderator', 'guest_speaker']) {
    expect((await send('POST', '/conferences/10001/room/autologin_hash', { form: form + role })).status).toBe(200);
  }
});
