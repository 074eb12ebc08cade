import { expect, test } from 'vitest';
import { account, subAccount } from './account.ts';
import { bootApi, fieldsOf } from './api.fixture.ts';
import { openCollections } from './collections.ts';

const eva = 'email=Eva@example.com&firstname=Eva&lastname=Nowak';
const megabyte = 'x'.repeat(1_000_000);

test('a contact is kept once for each address of an account, with all that was sent last', async () => {
  const { sandbox, send } = await bootApi();
  const { contacts } = openCollections(sandbox.world.store);
  const before = contacts.count({});
  const all = `${eva}&phone=%2B48 (58) 123-45-67&company=ACME&country=pl`;
  const first = await send('POST', '/contacts', { form: all });
  expect([first.status, first.json]).toEqual([200, { status: 'OK' }]);
  const kept = contacts.get(`${account.userId}:eva@example.com`);
  expect(kept).toMatchObject({
    email: 'Eva@example.com',
    firstName: 'Eva',
    lastName: 'Nowak',
    phone: '+48 (58) 123-45-67',
    company: 'ACME',
    country: 'PL',
  });
  await send('POST', '/contacts', { form: `${eva.replace('Eva@', 'EVA@').replace('Nowak', 'Kowalska')}&country=DE` });
  expect(contacts.get(`${account.userId}:eva@example.com`)).toMatchObject({
    id: kept?.id,
    createdAt: kept?.createdAt,
    lastName: 'Kowalska',
    company: 'ACME',
    country: 'DE',
  });
  expect(contacts.count({})).toBe(before + 1);
});

test('a sub-account keeps its own contacts', async () => {
  const { sandbox, send } = await bootApi();
  const { contacts } = openCollections(sandbox.world.store);
  await send('POST', '/contacts', { form: `${eva}&company=Main` });
  await send('POST', '/contacts', { form: `${eva}&company=Sub`, key: subAccount.apiKey });
  const companies = [account, subAccount].map(({ userId }) => contacts.get(`${userId}:eva@example.com`)?.company);
  expect(companies).toEqual(['Main', 'Sub']);
});

test('invitations and registrations leave a known contact as it is', async () => {
  const { sandbox, send } = await bootApi();
  const { contacts } = openCollections(sandbox.world.store);
  await send('POST', '/contacts', { form: `${eva}&company=ACME` });
  const before = contacts.get(`${account.userId}:eva@example.com`);
  const form = 'attendees[0][email]=eva@example.com&attendees[0][firstname]=Other';
  await send('POST', '/conferences/10001/invitation/email/en', { form });
  const person = 'registration[1]=Other&registration[2]=Name&registration[3]=EVA@example.com';
  await send('POST', '/conferences/10002/registration', { form: person });
  expect(contacts.get(`${account.userId}:eva@example.com`)).toEqual(before);
});

test.each<[string, string, number, string[]]>([
  ['nothing', '', 422, ['email', 'firstname', 'lastname']],
  ['an empty name', 'email=e@example.com&firstname=&lastname=%20', 422, ['firstname', 'lastname']],
  ['no address', eva.replace('Eva@', 'Eva at '), 422, ['email']],
  ['an address with a header', eva.replace('.com', '.com%0d%0aBcc:x@example.com'), 422, ['email']],
  ['a list as an address', 'email[]=e@example.com&firstname=E&lastname=N', 422, ['email']],
  ['a country that is none', `${eva}&country=ZZ`, 422, ['country']],
  ['a country by its name', `${eva}&country=Poland`, 422, ['country']],
  ['a list as a country', `${eva}&country[]=PL`, 422, ['country']],
  ['words as a telephone', `${eva}&phone=call me`, 422, ['phone']],
  ['HTML as a telephone', `${eva}&phone=<script>1234</script>`, 422, ['phone']],
  ['a long telephone', `${eva}&phone=${'1'.repeat(51)}`, 422, ['phone']],
  ['a megabyte of company', `${eva}&company=${megabyte}`, 422, ['company']],
  [
    'a megabyte of names',
    `email=e@example.com&firstname=${megabyte}&lastname=${megabyte}`,
    422,
    ['firstname', 'lastname'],
  ],
  ['names of the language', `${eva}&company[constructor]=x`, 400, ['company[constructor]']],
])('%s: refused by name, and nothing is kept', async (_, form, status, fields) => {
  const { sandbox, send } = await bootApi();
  const { contacts } = openCollections(sandbox.world.store);
  const before = contacts.count({});
  const answer = await send('POST', '/contacts', { form });
  expect([answer.status, answer.json.code, fieldsOf(answer)]).toEqual([status, status, fields]);
  expect(contacts.count({})).toBe(before);
});
