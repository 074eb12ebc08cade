import { expect, test } from 'vitest';
import { bootApi, fieldsOf } from '../api.fixture.ts';

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
