import { expect, test } from 'vitest';
import { subAccount } from '../account.ts';
import { type Answer, bootApi, fieldsOf } from '../api.fixture.ts';
import { openCollections } from '../collections.ts';
import type { Api } from '../play.fixture.ts';

const path = '/conferences/10002/invitation/email/en';

test('each attendee gets a mail and becomes a contact', async () => {
  const { sandbox, send } = await bootApi();
  const form =
    'attendees[0][email]=eva@example.com&attendees[0][firstname]=Eva&attendees[1][email]=fred@example.com&template=advanced&role=presenter';
  const { status, json } = await send('POST', path, { form });
  expect([status, json]).toEqual([200, { status: 'OK' }]);
  const messages = sandbox.world.outbox.list();
  expect(messages.map(({ to }) => to[0]).sort()).toEqual(['eva@example.com', 'fred@example.com']);
  expect(messages[0]?.subject).toContain('Product launch webinar');
  expect(sandbox.world.store.sizes()['contacts']).toBe(3);
});

test('a token room gives each person a free token, the same one again, and a new one when none is free', async () => {
  const { send } = await bootApi();
  const tokens = async () => (await send('GET', '/conferences/10004/tokens')).json.access_tokens;
  const invite = (email: string) =>
    send('POST', '/conferences/10004/invitation/email/us', { form: `attendees[][email]=${email}` });
  await invite('eva@example.com');
  await invite('Eva@Example.com');
  await invite('anna@example.com');
  expect((await tokens()).map((token: { sent_to_email: string | null }) => token.sent_to_email)).toEqual([
    'anna@example.com',
    'eva@example.com',
    null,
    null,
    null,
  ]);
  for (const name of ['b', 'c', 'd', 'e']) await invite(`${name}@example.com`);
  expect(await tokens()).toHaveLength(6);
  expect((await send('POST', '/conferences/10004/token', { form: 'email=eva@example.com' })).json).toEqual(['A9H6A7']);
});

test.each([
  ['', 'attendees'],
  ['attendees[0][firstname]=Eva', 'attendees[0][email]'],
  ['attendees[0][email]=eva@example.com&attendees[1][email]=not-an-address', 'attendees[1][email]'],
  ['attendees[0][email]=a%0D%0ABcc:%20x@example.com', 'attendees[0][email]'],
  ['attendees[0][email]=eva@example.com&role=king', 'role'],
  ['attendees[0][email]=eva@example.com&attendees[0][role]=king', 'attendees[0][role]'],
  ['attendees[0][email]=eva@example.com&template=fancy', 'template'],
])('an invitation with %j is refused because of %s, and nobody is invited', async (form, field) => {
  const { sandbox, send } = await bootApi();
  const answer = await send('POST', path, { form });
  expect([answer.status, fieldsOf(answer)]).toEqual([422, [field]]);
  expect(sandbox.world.outbox.list()).toEqual([]);
});

test('an index out of all bounds and an unknown language are refused', async () => {
  const { send } = await bootApi();
  const huge = await send('POST', path, { form: 'attendees[999999][email]=eva@example.com' });
  expect([huge.status, huge.json.errors[0].message]).toEqual([400, expect.stringContaining('beyond the last index')]);
  const form = 'attendees[0][email]=eva@example.com';
  expect(fieldsOf(await send('POST', '/conferences/10002/invitation/email/xx', { form }))).toEqual(['lang']);
});

const people = (count: number): string =>
  Array.from({ length: count }, (_, n) => `attendees[${n}][email]=p${n}@example.com`).join('&');

/** What a refusal must leave alone. */
function traces({ sandbox }: Api) {
  const db = openCollections(sandbox.world.store);
  const mails = sandbox.world.outbox.list().length;
  const given = db.tokens.find({}).filter(({ sentToEmail }) => sentToEmail !== null).length;
  return {
    mails,
    given,
    contacts: db.contacts.count({}),
    invitations: db.invitations.count({}),
    tokens: db.tokens.count({}),
  };
}

test.each([
  [
    'records in a list',
    'attendees[0][email]=a@example.com&attendees[0][firstname]=A&attendees[7][email]=b@example.com',
  ],
  ['encoded brackets', 'attendees%5B0%5D%5Bemail%5D=a%40example.com&attendees%5B1%5D%5Bemail%5D=b%40example.com'],
  ['appended records', '&attendees[][email]=a@example.com&attendees[][email]=b@example.com'],
  ['plain addresses', 'attendees[]=a@example.com&attendees[]=b@example.com'],
  ['doubles in other letters', 'attendees[]=a@example.com&attendees[]=b@example.com&attendees[]=A@Example.com'],
])('attendees may be %s', async (_, form) => {
  const api = await bootApi();
  expect((await api.send('POST', path, { form })).json).toEqual({ status: 'OK' });
  expect(api.sandbox.world.outbox.list().map(({ to }) => to[0])).toEqual(['b@example.com', 'a@example.com']);
});

test.each([
  { attendees: [{ email: 'a@example.com', role: 'presenter', template: 'advanced' }], template: 'basic' },
  { attendees: { email: 'a@example.com' }, role: 'presenter', template: 'advanced' },
  { attendees: ['a@example.com'], role: 'presenter', template: 'advanced' },
  { attendees: 'a@example.com', role: 'presenter', template: 'advanced' },
])('a JSON body %j invites one presenter by the advanced template', async (body) => {
  const api = await bootApi();
  const headers = { 'content-type': 'application/json' };
  expect((await api.send('POST', path, { body: JSON.stringify(body), headers })).status).toBe(200);
  expect(openCollections(api.sandbox.world.store).invitations.find({})).toMatchObject([
    { email: 'a@example.com', role: 'presenter', template: 'advanced', lang: 'en', roomId: 10002 },
  ]);
});

test('a thousand people are invited at once, and one more is refused', { timeout: 30_000 }, async () => {
  const api = await bootApi();
  const before = traces(api);
  const over = await api.send('POST', path, { form: people(1001) });
  expect([over.status, fieldsOf(over)]).toEqual([422, ['attendees']]);
  expect(traces(api)).toEqual(before);
  expect((await api.send('POST', path, { form: people(1000) })).status).toBe(200);
  expect(traces(api)).toMatchObject({ mails: 1000, contacts: before.contacts + 1000, invitations: 1000 });
});

test('too few tokens for all are a refusal that invites nobody', { timeout: 30_000 }, async () => {
  const api = await bootApi();
  const room = '/conferences/10004/invitation/email/en';
  const before = traces(api);
  const over = await api.send('POST', room, { form: people(400) });
  expect([over.status, fieldsOf(over)]).toEqual([422, ['attendees']]);
  expect(traces(api)).toEqual(before);
  expect((await api.send('POST', room, { form: people(399) })).status).toBe(200);
  expect(traces(api)).toMatchObject({ mails: 399, given: 400, tokens: 400 });
});

const megabyte = 'x'.repeat(1_000_000);
const one = 'attendees[3][email]=a@example.com';

test.each<[string, string, number, string[]]>([
  ['no attendees at all', 'role=listener', 422, ['attendees']],
  ['an empty list', 'attendees=', 422, ['attendees']],
  ['an attendee without an address', `${one}&attendees[4][firstname]=B`, 422, ['attendees[4][email]']],
  [
    'two bad addresses',
    `${one}&attendees[5][email]=b&attendees[9][email]=@`,
    422,
    ['attendees[5][email]', 'attendees[9][email]'],
  ],
  ['an empty address', 'attendees[0][email]=', 422, ['attendees[0][email]']],
  ['a list as an address', 'attendees[0][email][]=a@example.com', 422, ['attendees[0][email]']],
  ['a list as a name', `${one}&attendees[3][firstname][x]=y`, 422, ['attendees[3][firstname]']],
  ['a long address', `attendees[0][email]=${megabyte}@example.com`, 422, ['attendees[0][email]']],
  ['a long name', `${one}&attendees[3][lastname]=${megabyte}`, 422, ['attendees[3][lastname]']],
  ['the separator of login links', `${one}&attendees[3][firstname]=a@|-|@b`, 422, ['attendees[3][firstname]']],
  ['HTML as an address', 'attendees[0][email]=<b>@example.com', 422, ['attendees[0][email]']],
  ['SQL as an address', "attendees[0][email]=a' or 1=1 --", 422, ['attendees[0][email]']],
  ['two addresses in one', 'attendees[0][email]=a@example.com,b@example.com', 422, ['attendees[0][email]']],
  ['an address with a NUL in it', 'attendees[0][email]=a%00b@example.com', 422, ['attendees[0][email]']],
  ['an address that is shown backwards', 'attendees[0][email]=a%E2%80%AEb@example.com', 422, ['attendees[0][email]']],
  ['a host', `${one}&role=host`, 422, ['role']],
  ['a list as a role', `${one}&role[]=listener`, 422, ['role']],
  ['an unknown template of one', `${one}&attendees[3][template]=nice`, 422, ['attendees[3][template]']],
  ['a name of the language', 'attendees[__proto__][email]=a@example.com', 400, ['attendees[__proto__][email]']],
])('%s is refused by name, and nothing is kept', async (_, form, status, fields) => {
  const api = await bootApi();
  const before = traces(api);
  const answer: Answer = await api.send('POST', path, { form });
  expect([answer.status, answer.json.code, fieldsOf(answer)]).toEqual([status, status, fields]);
  expect(traces(api)).toEqual(before);
});

test.each(['xx', 'e', 'english', '12', '%3Cscript%3E', 'z'.repeat(3000)])('%s is no language', async (lang) => {
  const { send } = await bootApi();
  const answer = await send('POST', `/conferences/10002/invitation/email/${lang}`, { form: one });
  expect([answer.status, fieldsOf(answer)]).toEqual([422, ['lang']]);
});

test('a room that is not there, another key and another method are refused', async () => {
  const { send } = await bootApi();
  const status = async (...given: Parameters<typeof send>) => (await send(...given)).status;
  expect(await status('POST', '/conferences/99/invitation/email/en', { form: one })).toBe(404);
  expect(await status('POST', path, { form: one, key: 'us00' })).toBe(401);
  expect(await status('POST', path, { form: one, key: subAccount.apiKey })).toBe(404);
  expect(await status('GET', path)).toBeGreaterThanOrEqual(400);
});

test('names with other letters, HTML or line breaks are invited as one line of text', async () => {
  const api = await bootApi();
  const name = encodeURIComponent('<i>Zoë</i>\r\nBcc: x@example.com 会');
  await api.send('POST', path, { form: `${one}&attendees[3][firstname]=${name}` });
  const db = openCollections(api.sandbox.world.store);
  const firstName = '<i>Zoë</i> Bcc: x@example.com 会';
  expect(db.invitations.find({})).toMatchObject([{ firstName }]);
  expect(db.contacts.get('1698:a@example.com')).toMatchObject({ firstName });
});
