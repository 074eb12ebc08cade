import { expect, test } from 'vitest';
import { bootApi, fieldsOf } from './api.fixture.ts';
import { openCollections } from './collections.ts';

test('ping answers pong', async () => {
  const { send } = await bootApi();
  expect((await send('GET', '/ping')).json).toEqual({ ping: 'pong' });
});

test('a contact is added once and updated by its address', async () => {
  const { sandbox, send } = await bootApi();
  const form = 'email=Eva@example.com&firstname=Eva&lastname=Nowak';
  expect((await send('POST', '/contacts', { form: `${form}&company=ACME&country=pl` })).json).toEqual({ status: 'OK' });
  await send('POST', '/contacts', { form: `${form.replace('Nowak', 'Kowalska')}&phone=123` });
  expect(openCollections(sandbox.world.store).contacts.get('1698:eva@example.com')).toMatchObject({
    lastName: 'Kowalska',
    company: 'ACME',
    country: 'PL',
    phone: '123',
  });
});

test('a wrong contact names every field', async () => {
  const { send } = await bootApi();
  expect(fieldsOf(await send('POST', '/contacts'))).toEqual(['email', 'firstname', 'lastname']);
  const form = 'email=x&firstname=a&lastname=b&country=XX';
  expect(fieldsOf(await send('POST', '/contacts', { form }))).toEqual(['email', 'country']);
});

test('time zones are listed for the world and for a country in any letter case', async () => {
  const { send } = await bootApi();
  const all = (await send('GET', '/time_zone_list/')).json;
  expect(all.length).toBeGreaterThan(400);
  expect(all).toEqual(expect.arrayContaining(['UTC', 'Africa/Abidjan', 'Europe/Oslo', 'Asia/Kolkata']));
  expect(all).not.toContain('Asia/Calcutta');
  expect((await send('GET', '/time_zone_list/pl')).json).toEqual(['Europe/Warsaw']);
  expect((await send('GET', '/time_zone_list/No')).json).toEqual(['Europe/Oslo']);
  expect((await send('GET', '/time_zone_list/US')).json).toHaveLength(29);
  expect((await send('GET', '/time_zone_list/en')).json).toEqual([]);
});

test.each(['X', 'Poland', '1', '__proto__', 'constructor'])('the country %s answers 404', async (country) => {
  const { send } = await bootApi();
  const answer = await send('GET', `/time_zone_list/${country}`);
  expect([answer.status, fieldsOf(answer)]).toEqual([404, ['country']]);
});

test('phone gateways have text coordinates and a country', async () => {
  const { send } = await bootApi();
  const { json } = await send('GET', '/phone_gateways');
  expect(json.length).toBeGreaterThanOrEqual(40);
  for (const gateway of json) {
    expect(gateway).toEqual({
      code: expect.stringMatching(/^[A-Z]{2}$/),
      location: expect.any(String),
      value: expect.stringMatching(/^\+\d/),
      geo: { lat: expect.stringMatching(/^-?\d+\.\d{6}$/), long: expect.stringMatching(/^-?\d+\.\d{6}$/) },
    });
  }
});

test('a slot is available until the plan is full; the room itself does not count', async () => {
  const { send } = await bootApi();
  const ask = (id: number) =>
    send('POST', '/conference/availability', { form: `start_time=2027-01-10 10:00:00&duration=1:30&id=${id}` });
  const room = 'name=x&room_type=meeting&permanent_room=0&access_type=1&starts_at=2027-01-10 12:00:00&duration=1';
  expect((await ask(0)).status).toBe(200);
  for (let count = 0; count < 10; count += 1) await send('POST', '/conferences', { form: room });
  const full = await ask(0);
  expect([full.status, full.json.name]).toEqual([422, 'NOT_AVAILABLE']);
  expect((await ask(10006)).status).toBe(200);
});

test.each([
  ['', ['start_time', 'duration']],
  ['start_time=soon&duration=1', ['start_time']],
  ['start_time=2027-01-10 10:00:00&duration=x', ['duration']],
  ['start_time=2020-01-10 10:00:00&duration=1', ['start_time']],
])('availability with %j is refused because of %j', async (form, fields) => {
  const { send } = await bootApi();
  const answer = await send('POST', '/conference/availability', { form });
  expect([answer.status, fieldsOf(answer)]).toEqual([422, fields]);
});
