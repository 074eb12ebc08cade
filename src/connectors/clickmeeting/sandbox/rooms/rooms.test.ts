import { expect, test } from 'vitest';
import { bootApi, fieldsOf } from '../api.fixture.ts';

const webinar = 'name=Demo+day&room_type=webinar&permanent_room=0&access_type=1';

test('a scheduled room gets the defaults: now cut to the minute, three hours, the zone of the account', async () => {
  const { send } = await bootApi();
  const { status, json } = await send('POST', '/conferences', { form: webinar });
  expect(status).toBe(201);
  expect(json.room).toMatchObject({
    id: 10006,
    name: 'Demo day',
    name_url: 'demo_day',
    room_type: 'webinar',
    access_type: 1,
    permanent_room: false,
    status: 'active',
    timezone: 'Europe/Warsaw',
    timezone_offset: 3600,
    starts_at: '2026-11-20T12:00:00+01:00',
    ends_at: '2026-11-20T15:00:00+01:00',
    ccc: '2026-11-20 11:00:00',
    created_at: '2026-11-20T12:00:30+01:00',
    lobby_enabled: false,
    registration_enabled: 0,
    room_url: 'http://127.0.0.1:4711/demo_day',
    embed_room_url: 'http://127.0.0.1:4711/embed_conference.html?r=14169810006',
    recorder_list: [],
  });
  expect(String(json.room.room_pin)).toMatch(/^\d{9}$/);
  expect(String(json.room.phone_presenter_pin)).toMatch(/^\d{9}$/);
  expect(json.room.widgets_hash).toMatch(/^[0-9a-z]{6}$/);
  expect(json.room.settings.show_on_personal_page).toBe(true);
  expect((await send('GET', '/conferences/10006')).json.conference.room_pin).toBe(json.room.room_pin);
});

test('a permanent room has no dates, and only a password room shows a password', async () => {
  const { send } = await bootApi();
  const form = 'name=P&room_type=meeting&permanent_room=true&access_type=2&password=s3cret&starts_at=2030-01-01 10:00';
  const { json } = await send('POST', '/conferences', { form });
  expect(json.room.password).toBe('s3cret');
  expect(Object.keys(json.room)).not.toEqual(expect.arrayContaining(['starts_at']));
  expect((await send('GET', '/conferences/10001')).json.conference).not.toHaveProperty('password');
});

test('dates are read in the given zone, also across a clock change', async () => {
  const { send } = await bootApi();
  const form = `${webinar}&timezone=America/New_York&starts_at=2027-03-14 01:30:00&duration=1:20`;
  const { json } = await send('POST', '/conferences', { form });
  expect(json.room.starts_at).toBe('2027-03-14T01:30:00-05:00');
  expect(json.room.ends_at).toBe('2027-03-14T03:50:00-04:00');
  expect(json.room.timezone_offset).toBe(-18000);
  const iso = await send('POST', '/conferences', {
    form: `${webinar}&starts_at=2027-06-01T10:00:00.000Z&duration=1.5`,
  });
  expect(iso.json.room.ends_at).toBe('2027-06-01T13:30:00+02:00');
});

test('the hashes of roles end with the time of the reply', async () => {
  const { send, advance } = await bootApi();
  const read = async () => (await send('GET', '/conferences/10001')).json.conference.access_role_hashes;
  const first = await read();
  advance(1);
  const second = await read();
  expect(first.host).toMatch(/^[0-9a-f]{32}$/);
  expect(Number.parseInt(first.host.slice(-8), 16)).toBe(Date.parse('2026-11-20T11:00:30Z') / 1000);
  expect(second.host.slice(0, 24)).toBe(first.host.slice(0, 24));
  expect(second.host).not.toBe(first.host);
});

test('every wrong field of a new room is named at once', async () => {
  const { send } = await bootApi();
  const missing = await send('POST', '/conferences', { form: 'x=1' });
  expect(missing.status).toBe(422);
  expect(missing.json.code).toBe(422);
  expect(fieldsOf(missing)).toEqual(['name', 'room_type', 'permanent_room', 'access_type']);
  const wrong = await send('POST', '/conferences', {
    form:
      'name[]=x&room_type=party&permanent_room=perhaps&access_type=4&timezone=Mars/Base&skin_id=99&lobby_enabled=2&' +
      'registration[enabled]=x&registration[template]=4&settings[encryption_enabled]=x&settings[thank_you_page_url]=javascript:x',
  });
  expect(fieldsOf(wrong).sort()).toEqual([
    'access_type',
    'lobby_enabled',
    'name',
    'permanent_room',
    'registration[enabled]',
    'registration[template]',
    'room_type',
    'settings[encryption_enabled]',
    'settings[thank_you_page_url]',
    'skin_id',
    'timezone',
  ]);
});

test.each([
  ['starts_at=tomorrow', 'starts_at'],
  ['starts_at=2020-01-01 10:00', 'starts_at'],
  ['duration=90 minutes', 'duration'],
  ['duration=0', 'duration'],
])('%s is refused as INVALID_DATES', async (extra, field) => {
  const { send } = await bootApi();
  const answer = await send('POST', '/conferences', { form: `${webinar}&${extra}` });
  expect(answer.status).toBe(422);
  expect(answer.json.name).toBe('INVALID_DATES');
  expect(fieldsOf(answer)).toEqual([field]);
});

test('a password room needs a password, a name and a lobby text have a limit', async () => {
  const { send } = await bootApi();
  const noPassword = await send('POST', '/conferences', {
    form: 'name=x&room_type=meeting&permanent_room=1&access_type=2',
  });
  expect(fieldsOf(noPassword)).toEqual(['password']);
  const long = `name=${'x'.repeat(1_000_000)}&room_type=meeting&permanent_room=1&access_type=1&lobby_description=${'x'.repeat(256)}`;
  expect(fieldsOf(await send('POST', '/conferences', { form: long }))).toEqual(['name', 'lobby_description']);
  const lobby = await send('PUT', '/conferences/10001', { form: `lobby_description=${'x'.repeat(161)}` });
  expect(fieldsOf(lobby)).toEqual(['lobby_description']);
});

test('names are kept as given, addresses are made of them and never twice', async () => {
  const { send } = await bootApi();
  const name = '<script>"Żółw" & сон</script>';
  const form = `name=${encodeURIComponent(name)}&room_type=meeting&permanent_room=1&access_type=1`;
  const first = await send('POST', '/conferences', { form });
  const second = await send('POST', '/conferences', { form });
  expect(first.json.room.name).toBe(name);
  expect(first.json.room.name_url).toMatch(/^[a-z0-9_-]+$/);
  expect(second.json.room.name_url).toBe(`${first.json.room.name_url}_2`);
  expect(second.json.room.room_pin).not.toBe(first.json.room.room_pin);
});

test('control characters and line breaks in a name are cleaned', async () => {
  const { send } = await bootApi();
  const form = 'name=a%00b%0D%0ABcc:+x&room_type=meeting&permanent_room=1&access_type=1';
  expect((await send('POST', '/conferences', { form })).json.room.name).toBe('ab Bcc: x');
});

test('a custom address is used; a taken one is refused', async () => {
  const { send } = await bootApi();
  const form = 'name=x&room_type=meeting&permanent_room=1&access_type=1&custom_room_url_name=';
  expect((await send('POST', '/conferences', { form: `${form}My Own` })).json.room.name_url).toBe('my_own');
  const taken = await send('POST', '/conferences', { form: `${form}board-room` });
  expect(taken.status).toBe(422);
  expect(fieldsOf(taken)).toEqual(['custom_room_url_name']);
});

test('a change touches only what it names, and an empty one nothing', async () => {
  const { send } = await bootApi();
  const before = (await send('GET', '/conferences/10002')).json.conference;
  const form = 'name=New&settings[encryption_enabled]=True&registration[enabled]=false&lobby_description=';
  const { status, json } = await send('PUT', '/conferences/10002', { form });
  expect(status).toBe(200);
  expect(json.conference).toEqual({
    ...before,
    name: 'New',
    registration_enabled: 0,
    lobby_description: '',
    settings: { ...before.settings, encryption_enabled: true },
    updated_at: '2026-11-20T12:00:30+01:00',
  });
  const empty = await send('PUT', '/conferences/10001');
  expect(empty.status).toBe(200);
  expect(empty.json.conference.updated_at).toBe('2026-10-21T13:00:30+02:00');
});

test('new times need permanent_room, and make a permanent room scheduled', async () => {
  const { send } = await bootApi();
  const alone = await send('PUT', '/conferences/10002', { form: 'duration=2' });
  expect(fieldsOf(alone)).toEqual(['permanent_room']);
  const moved = await send('PUT', '/conferences/10002', { form: 'duration=2&permanent_room=0' });
  expect(moved.json.conference.ends_at).toBe('2026-11-21T12:00:00+01:00');
  const form = 'permanent_room=false&starts_at=2027-01-01 10:00&duration=0:20';
  expect((await send('PUT', '/conferences/10001', { form })).json.conference.ends_at).toBe('2027-01-01T10:20:00+01:00');
  expect((await send('PUT', '/conferences/10001', { form: 'permanent_room=1' })).json.conference).not.toHaveProperty(
    'starts_at',
  );
});

test('a room becomes a password room only with a password', async () => {
  const { send } = await bootApi();
  expect(fieldsOf(await send('PUT', '/conferences/10001', { form: 'access_type=2' }))).toEqual(['password']);
  const done = await send('PUT', '/conferences/10001', { form: 'access_type=2&password=x' });
  expect(done.json.conference.password).toBe('x');
});

test('a refused change changes nothing', async () => {
  const { send } = await bootApi();
  expect((await send('PUT', '/conferences/10001', { form: 'name=New&access_type=9' })).status).toBe(422);
  expect((await send('GET', '/conferences/10001')).json.conference.name).toBe('Weekly team meeting');
});

test('a status can be set and unset', async () => {
  const { send } = await bootApi();
  expect((await send('PUT', '/conferences/10001', { form: 'status=inactive' })).json.conference.status).toBe(
    'inactive',
  );
  expect((await send('PUT', '/conferences/10001', { form: 'status=active' })).json.conference.status).toBe('active');
  expect(fieldsOf(await send('PUT', '/conferences/10001', { form: 'status=gone' }))).toEqual(['status']);
});

test('a room that is over turns inactive at the next ten minutes', async () => {
  const { send, advance } = await bootApi();
  await send('POST', '/conferences', { form: `${webinar}&duration=0:05` });
  advance(8);
  expect((await send('GET', '/conferences/10006')).json.conference.status).toBe('active');
  advance(2);
  expect((await send('GET', '/conferences/10006')).json.conference).toMatchObject({
    status: 'inactive',
    updated_at: '2026-11-20T12:10:01+01:00',
  });
  await send('PUT', '/conferences/10006', { form: 'status=active' });
  expect((await send('GET', '/conferences/10006')).json.conference.status).toBe('active');
  advance(10);
  expect((await send('GET', '/conferences/10006')).json.conference.status).toBe('inactive');
});

test('lists hold the rooms of a status; both together are one object', async () => {
  const { send } = await bootApi();
  const ids = (rooms: { id: number }[]) => rooms.map(({ id }) => id);
  expect(ids((await send('GET', '/conferences/active')).json)).toEqual([10001, 10002, 10003, 10004]);
  expect(ids((await send('GET', '/conferences/inactive')).json)).toEqual([10005]);
  const both = (await send('GET', '/conferences/')).json;
  expect([ids(both.active_conferences), ids(both.inactive_conferences)]).toEqual([
    [10001, 10002, 10003, 10004],
    [10005],
  ]);
});

test('lists have pages of 250', async () => {
  const { send } = await bootApi();
  const form = 'name=x&room_type=meeting&permanent_room=1&access_type=1';
  for (let count = 0; count < 250; count += 1) await send('POST', '/conferences', { form });
  expect((await send('GET', '/conferences/active')).json).toHaveLength(250);
  expect((await send('GET', '/conferences/active?page=2')).json).toHaveLength(4);
  expect((await send('GET', '/conferences/active?page=3')).json).toEqual([]);
  expect((await send('GET', '/conferences/active?page=x')).json).toHaveLength(250);
});

test('rooms inactive for more than six months leave the list, not the API', async () => {
  const { send, advance } = await bootApi();
  advance(200 * 24 * 60);
  expect((await send('GET', '/conferences/inactive')).json.map(({ id }: { id: number }) => id)).not.toContain(10005);
  expect((await send('GET', '/conferences/10005')).status).toBe(200);
});

test('a deleted room is gone at once with all that belongs to it', async () => {
  const { send } = await bootApi();
  const deleted = await send('DELETE', '/conferences/10005');
  expect([deleted.status, deleted.text]).toEqual([200, '{"result":"OK"}']);
  for (const path of ['', '/sessions', '/recordings', '/registrations', '/tokens']) {
    expect((await send('GET', `/conferences/10005${path}`)).status).toBe(404);
  }
  expect((await send('GET', '/conferences/recordings')).json).toEqual([]);
  expect((await send('GET', '/chats')).json).toEqual([]);
  expect((await send('DELETE', '/conferences/10005')).status).toBe(404);
});

test('support can bring a deleted room back for a month', async () => {
  const { sandbox, send, advance } = await bootApi();
  await send('DELETE', '/conferences/10001');
  advance(29 * 24 * 60);
  expect(sandbox.world.store.sizes()['deleted_rooms']).toBe(1);
  advance(2 * 24 * 60);
  expect(sandbox.world.store.sizes()['deleted_rooms']).toBe(0);
});

test.each(['99999', '0', '-1', 'abc', '1e4', '%00', 'null', '9'.repeat(400)])(
  'the room id %s answers 404',
  async (id) => {
    const { send } = await bootApi();
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await send(method, `/conferences/${id}`);
      expect([answer.status, fieldsOf(answer)]).toEqual([404, ['room_id']]);
    }
  },
);

test('skins have text ids', async () => {
  const { send } = await bootApi();
  const { json } = await send('GET', '/conferences/skins');
  expect(json).toHaveLength(11);
  expect(json).toContainEqual({
    id: '10',
    name: 'Elegance 1',
    thumbnail_url: 'http://127.0.0.1:4711/images/conferences/skin_templates/elegance_1/preview.png',
  });
});
