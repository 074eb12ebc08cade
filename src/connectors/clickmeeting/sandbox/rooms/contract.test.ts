import { expect, test } from 'vitest';
import { bootApi } from '../api.fixture.ts';

const room = 'name=x&room_type=meeting&permanent_room=1&access_type=1';
const person = 'email=a@example.com&nickname=A&role=listener';

/** Every endpoint of rooms and tokens: a request that works, its status, the top of its answer. */
const endpoints: readonly (readonly [method: string, path: string, form: string, status: number, top: unknown])[] = [
  ['GET', '/conferences', '', 200, { active_conferences: expect.any(Array), inactive_conferences: expect.any(Array) }],
  ['GET', '/conferences/active', '', 200, expect.any(Array)],
  ['GET', '/conferences/inactive', '', 200, expect.any(Array)],
  ['POST', '/conferences', room, 201, { room: expect.any(Object) }],
  ['GET', '/conferences/10001', '', 200, { conference: expect.any(Object) }],
  ['PUT', '/conferences/10001', 'name=y', 200, { conference: expect.any(Object) }],
  ['DELETE', '/conferences/10001', '', 200, { result: 'OK' }],
  ['GET', '/conferences/skins', '', 200, expect.any(Array)],
  ['POST', '/conferences/10004/tokens', 'how_many=1', 200, { access_tokens: [expect.any(Object)] }],
  ['GET', '/conferences/10004/tokens', '', 200, { access_tokens: expect.any(Array) }],
  ['DELETE', '/conferences/10004/tokens', 'tokens[]=A9H6A7', 200, { status: 'OK' }],
  ['POST', '/conferences/10004/token', 'email=anna@example.com', 200, ['D9P7YW']],
  ['POST', '/conferences/10001/room/autologin_hash', person, 200, { autologin_hash: expect.any(String) }],
  ['POST', '/conference/availability', 'start_time=2027-01-10 10:00:00&duration=1', 200, { status: 'OK' }],
  ['GET', '/time_zone_list', '', 200, expect.any(Array)],
  ['GET', '/time_zone_list/PL', '', 200, ['Europe/Warsaw']],
  ['GET', '/phone_gateways', '', 200, expect.any(Array)],
  ['GET', '/ping', '', 200, { ping: 'pong' }],
];

const sentWith = (method: string, form: string) => (method === 'GET' ? {} : { form });

test.each(endpoints)('%s %s with %j answers %i', async (method, path, form, status, top) => {
  const { send } = await bootApi();
  const answer = await send(method, path, sentWith(method, form));
  expect([answer.status, answer.json]).toEqual([status, top]);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
});

test.each(endpoints)('%s %s without a valid key answers 401 and does nothing', async (method, path, form) => {
  const { sandbox, send } = await bootApi();
  const sizes = sandbox.world.store.sizes();
  for (const key of [null, 'us0000000000000000000000000000000000000000']) {
    const answer = await send(method, path, { ...sentWith(method, form), key });
    expect([answer.status, answer.json.code, answer.json.errors[0].name]).toEqual([401, 401, 'api_key']);
  }
  expect(sandbox.world.store.sizes()).toEqual(sizes);
});

const ofRooms = endpoints.filter(([, path]) => /\/\d+/.test(path));

test.each(ofRooms)('%s %s of an unknown room, a pin or a name answers 404', async (method, path, form) => {
  const { send } = await bootApi();
  const { room_pin } = (await send('GET', '/conferences/10001')).json.conference;
  for (const id of ['77777', room_pin, 'weekly-team-meeting', '10001x', '1e4']) {
    const answer = await send(method, path.replace(/\d+/, String(id)), sentWith(method, form));
    expect([answer.status, answer.json.name, answer.json.errors[0].name]).toEqual([404, 'NOT_FOUND', 'room_id']);
  }
});

test.each([
  ['PUT', '/conferences'],
  ['POST', '/conferences/10001'],
  ['POST', '/conferences/skins'],
  ['PUT', '/conferences/10004/tokens'],
  ['GET', '/conferences/10004/token'],
  ['GET', '/conferences/10001/room/autologin_hash'],
  ['GET', '/conference/availability'],
  ['DELETE', '/time_zone_list'],
])('%s %s is refused in the shape of the API', async (method, path) => {
  const { send } = await bootApi();
  const answer = await send(method, path, sentWith(method, 'tokens[]=A9H6A7'));
  expect([404, 405]).toContain(answer.status);
  expect(Object.keys(answer.json)).toEqual(['code', 'name', 'errors']);
});
