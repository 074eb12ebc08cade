import { expect, test } from 'vitest';
import { bootApi, fieldsOf } from '../api.fixture.ts';
import { openCollections } from '../collections.ts';
import { confirmRegistration, registrationByLink } from './links.ts';

const eva = 'registration[1]=Eva&registration[2]=Nowak&registration[3]=Eva@example.com';

test('a registration gives a link; the same address again gets the same one', async () => {
  const { sandbox, send } = await bootApi();
  const first = await send('POST', '/conferences/10002/registration', { form: `${eva}&registration[10]=ACME` });
  const room = (await send('GET', '/conferences/10002')).json.conference;
  expect(first.status).toBe(200);
  expect(first.json).toEqual({
    status: 'OK',
    exist: 0,
    url: `http://127.0.0.1:4711/${room.room_pin}?r=${first.json.r}`,
    r: expect.stringMatching(/^[\w.-]{20,}$/),
  });
  const again = await send('POST', '/conferences/10002/registration', { form: eva.replace('Eva@', 'eva@') });
  expect(again.json).toEqual({ ...first.json, exist: 1 });
  expect(sandbox.world.outbox.list()).toEqual([]);
});

test('lists show fields by label and the text null until the link is opened', async () => {
  const { sandbox, send } = await bootApi();
  const headers = { referer: 'https://example.com/form' };
  const { json } = await send('POST', '/conferences/10002/registration', {
    form: `${eva}&registration[10]=ACME`,
    headers,
  });
  const last = async () => (await send('GET', '/conferences/10002/registrations/all')).json.at(-1);
  expect(await last()).toEqual({
    id: 50008,
    visitor_nickname: 'Eva',
    email: 'Eva@example.com',
    registration_date: '2026-11-20T12:00:30+01:00',
    registration_confirmed: 'null',
    session_id: null,
    fields: { 'First Name': 'Eva', 'Last Name': 'Nowak', 'Email Address': 'Eva@example.com', Company: 'ACME' },
    url: json.url,
    r: json.r,
    http_referer: 'https://example.com/form',
    geo: { country: null, city: null },
  });
  const db = openCollections(sandbox.world.store);
  const registration = registrationByLink(db, json.r);
  if (registration === undefined) throw new Error('the link leads nowhere');
  confirmRegistration(db, registration, sandbox.world.clock.now());
  expect((await last()).registration_confirmed).toBe('2026-11-20T12:00:30+01:00');
});

test('a confirmation mail is sent when asked for, with the link in it', async () => {
  const { sandbox, send } = await bootApi();
  const form = `${eva}&confirmation_email[enabled]=1&confirmation_email[lang]=pl`;
  const { json } = await send('POST', '/conferences/10002/registration', { form });
  const [message] = sandbox.world.outbox.list();
  expect(message?.to).toEqual(['Eva@example.com']);
  expect(message?.text).toContain(json.url);
});

test.each([
  ['', ['registration[1]', 'registration[2]', 'registration[3]']],
  ['registration=x', ['registration', 'registration[1]', 'registration[2]', 'registration[3]']],
  ['registration[1]=Eva&registration[2]=N&registration[3]=nobody', ['registration[3]']],
  [`${eva}&confirmation_email[enabled]=maybe`, ['confirmation_email[enabled]']],
  [`${eva}&confirmation_email[lang]=xx`, ['confirmation_email[lang]']],
])('a registration with %j is refused because of %j', async (form, fields) => {
  const { send } = await bootApi();
  const answer = await send('POST', '/conferences/10002/registration', { form });
  expect([answer.status, fieldsOf(answer)]).toEqual([422, fields]);
});

test('nobody registers where registration is off or the room is inactive', async () => {
  const { send } = await bootApi();
  const off = await send('POST', '/conferences/10001/registration', { form: eva });
  expect([off.status, off.json.name]).toEqual([422, 'REGISTRATION_DISABLED']);
  const past = await send('POST', '/conferences/10005/registration', { form: eva });
  expect([past.status, past.json.name]).toEqual([422, 'ROOM_INACTIVE']);
});

test('active registrations have not led to a session yet', async () => {
  const { send } = await bootApi();
  const count = async (path: string) => (await send('GET', `/conferences/${path}`)).json.length;
  expect(await count('10005/registrations')).toBe(4);
  expect(await count('10005/registrations/active')).toBe(0);
  expect(await count('10002/registrations/active')).toBe(3);
  const wrong = await send('GET', '/conferences/10002/registrations/waiting');
  expect([wrong.status, fieldsOf(wrong)]).toEqual([404, ['status']]);
});
