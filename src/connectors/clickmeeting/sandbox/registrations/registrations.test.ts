import { expect, test } from 'vitest';
import { subAccount } from '../account.ts';
import { bootApi, fieldsOf } from '../api.fixture.ts';
import { createBrowser } from '../browser.fixture.ts';
import { openCollections } from '../collections.ts';
import { formFields } from './form.ts';
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

test('the three forms ask for the same three facts first and demand nothing else', () => {
  const asked = ([1, 2, 3] as const).map((template) => formFields(template));
  expect(asked.map((fields) => fields.map(({ id }) => id))).toEqual([
    [1, 2, 3],
    [1, 2, 3, 10, 4],
    [1, 2, 3, 10, 11, 4, 7, 9, 12],
  ]);
  for (const fields of asked) {
    expect(fields.filter(({ required }) => required).map(({ label }) => label)).toEqual([
      'First Name',
      'Last Name',
      'Email Address',
    ]);
  }
});

test.each([1, 2, 3])(
  'a room with template %i takes the documented call, and keeps every known answer',
  async (template) => {
    const { send } = await bootApi();
    await send('PUT', '/conferences/10002', { form: `registration[enabled]=1&registration[template]=${template}` });
    expect((await send('POST', '/conferences/10002/registration', { form: eva })).json.exist).toBe(0);
    const more =
      'registration[4]=%2B48 58 123&registration[10]=ACME&registration[11]=CEO&registration[12]=a%0Ab&registration[99]=x';
    const other = eva.replace('Eva@', 'other@');
    await send('POST', '/conferences/10002/registration', { form: `${other}&${more}` });
    const last = (await send('GET', '/conferences/10002/registrations/all')).json.at(-1);
    expect(last.fields).toEqual({
      'First Name': 'Eva',
      'Last Name': 'Nowak',
      'Email Address': 'other@example.com',
      Phone: '+48 58 123',
      Company: 'ACME',
      'Job Title': 'CEO',
      Comments: 'a\nb',
    });
  },
);

test('bare lang and enabled send no mail, and switches are read in every spelling', async () => {
  const { sandbox, send } = await bootApi();
  const path = '/conferences/10002/registration';
  const count = () => sandbox.world.outbox.list().length;
  await send('POST', path, { form: `${eva}&lang=pl&enabled=1` });
  await send('POST', path, { form: `${eva}&confirmation_email[enabled]=False&confirmation_email[lang]=pl` });
  expect(count()).toBe(0);
  for (const yes of ['1', 'true', 'True', 'on'])
    await send('POST', path, { form: `${eva}&confirmation_email[enabled]=${yes}` });
  expect(count()).toBe(4);
});

test('who attends is confirmed and gets the session into the registration', async () => {
  const api = await bootApi();
  const { json } = await api.send('POST', '/conferences/10002/registration', { form: eva });
  await api.send('PUT', '/conferences/10002', { form: 'lobby_enabled=0' });
  api.advance(23 * 60);
  const browser = createBrowser(api.sandbox);
  const page = await browser.get(json.url);
  await browser.post(page.path, { action: 'leave' });
  const find = async (path: string) =>
    (await api.send('GET', path)).json.find((one: { email: string }) => one.email === 'Eva@example.com');
  const all = await find('/conferences/10002/registrations');
  expect(all.registration_confirmed).toMatch(/^2026-11-21T11:\d\d:\d\d\+01:00$/);
  expect(all.session_id).toEqual(expect.any(Number));
  expect(await find('/conferences/10002/registrations/active')).toBeUndefined();
  expect((await find(`/conferences/10002/sessions/${all.session_id}/registrations`)).id).toBe(all.id);
});

test('parallel registrations of one address make one row, with one link', async () => {
  const { sandbox, send } = await bootApi();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => send('POST', '/conferences/10002/registration', { form: eva })),
  );
  expect(new Set(answers.map(({ json }) => json.r)).size).toBe(1);
  expect(answers.filter(({ json }) => json.exist === 0)).toHaveLength(1);
  const db = openCollections(sandbox.world.store);
  expect(db.registrations.count({ emailKey: 'eva@example.com' })).toBe(1);
  expect(db.contacts.get('1698:eva@example.com')).toMatchObject({ firstName: 'Eva', lastName: 'Nowak' });
});

test('a room full of people takes registrations; a token room without tokens takes none that want a mail', async () => {
  const api = await bootApi();
  const { store } = api.sandbox.world;
  await api.send('PUT', '/conferences/10004', { form: 'registration[enabled]=1' });
  await api.send('POST', '/conferences/10004/tokens', { form: 'how_many=395' });
  const db = openCollections(store);
  for (const token of db.tokens.find({})) db.tokens.update(token.id, { firstUseAt: 1 });
  const path = '/conferences/10004/registration';
  const before = db.contacts.count({});
  const full = await api.send('POST', path, { form: `${eva}&confirmation_email[enabled]=1` });
  expect([full.status, full.json.name, fieldsOf(full)]).toEqual([422, 'ROOM_FULL', ['room_id']]);
  expect([db.contacts.count({}), db.registrations.count({ roomId: 10004 })]).toEqual([before, 0]);
  expect((await api.send('POST', path, { form: eva })).json.exist).toBe(0);
});

const megabyte = 'x'.repeat(1_000_000);

test.each<[string, string, number, string[]]>([
  [
    'long names',
    `registration[1]=${megabyte}&registration[2]=${megabyte}&registration[3]=e@example.com`,
    422,
    ['registration[1]', 'registration[2]'],
  ],
  [
    'a long address',
    `registration[1]=E&registration[2]=N&registration[3]=${megabyte}@example.com`,
    422,
    ['registration[3]'],
  ],
  [
    'a line break in the address',
    'registration[1]=E&registration[2]=N&registration[3]=e@example.com%0d%0aBcc:x',
    422,
    ['registration[3]'],
  ],
  ['a list as a name', `${eva}&registration[1][]=E`, 422, ['registration[1]']],
  ['the separator of the link', `${eva}&registration[1]=a||b`, 422, ['registration[1]']],
  ['words as a telephone', `${eva}&registration[4]=call me`, 422, ['registration[4]']],
  ['long comments', `${eva}&registration[12]=${megabyte}`, 422, ['registration[12]']],
  ['a list as a company', `${eva}&registration[10][x]=y`, 422, ['registration[10]']],
  ['a plain confirmation_email', `${eva}&confirmation_email=1`, 422, ['confirmation_email']],
  ['a language as a list', `${eva}&confirmation_email[lang][]=en`, 422, ['confirmation_email[lang]']],
  ['names of the language', 'registration[__proto__]=x', 400, ['registration[__proto__]']],
])('%s: refused by name, and nothing is kept', async (_, form, status, fields) => {
  const { sandbox, send } = await bootApi();
  const db = openCollections(sandbox.world.store);
  const before = db.registrations.count({});
  const answer = await send('POST', '/conferences/10002/registration', { form });
  expect([answer.status, answer.json.code, fieldsOf(answer)]).toEqual([status, status, fields]);
  expect([db.registrations.count({}), sandbox.world.outbox.list()]).toEqual([before, []]);
});

test('rooms of nobody or of another account, and a path without its slash, are not found', async () => {
  const { send } = await bootApi();
  const status = async (...given: Parameters<typeof send>) => (await send(...given)).status;
  expect(await status('POST', '/conferences/99/registration', { form: eva })).toBe(404);
  expect(await status('GET', '/conferences/99/registrations')).toBe(404);
  expect(await status('POST', '/conferences/10002/registration', { form: eva, key: subAccount.apiKey })).toBe(404);
  expect(await status('GET', '/conferences/10002/registrations', { key: subAccount.apiKey })).toBe(404);
  expect(await status('GET', '/conferences/10005/sessions20001/registrations/all')).toBe(404);
  expect(await status('GET', '/conferences/10002/registrations', { key: null })).toBe(401);
});

test('names are shown as they were given, in JSON and in well-formed XML', async () => {
  const { send } = await bootApi();
  const name = '<b>Zoë</b> & "会"';
  const form = `registration[1]=${encodeURIComponent(name)}&registration[2]=%00%1bN&registration[3]=z@example.com`;
  await send('POST', '/conferences/10002/registration', { form });
  expect((await send('GET', '/conferences/10002/registrations')).json.at(-1).fields).toMatchObject({
    'First Name': name,
    'Last Name': 'N',
  });
  const xml = (await send('GET', '/conferences/10002/registrations.xml')).text;
  expect(xml).toContain('&lt;b&gt;Zoë&lt;/b&gt; &amp; ');
  expect(xml).not.toContain('<b>');
});
