import { expect, test } from 'vitest';
import { bootApi } from '../api.fixture.ts';

const scheduled = 'name=Demo&room_type=webinar&permanent_room=0&access_type=1';

const text = expect.any(String);
const whole = expect.any(Number);
const hash = expect.stringMatching(/^[0-9a-f]{32}$/);
const isoTime = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}$/);

/** Every field that recorded replies have, with its type. */
const common = {
  id: whole,
  parent_id: null,
  room_type: 'webinar',
  room_pin: whole,
  name: 'Demo',
  name_url: 'demo',
  access_type: 1,
  lobby_enabled: false,
  lobby_description: '',
  registration_enabled: 0,
  status: 'active',
  timezone: 'Europe/Warsaw',
  timezone_offset: 3600,
  paid_enabled: 0,
  automated_enabled: 0,
  type: 0,
  permanent_room: true,
  created_at: isoTime,
  updated_at: isoTime,
  access_role_hashes: { listener: hash, presenter: hash, host: hash },
  room_url: text,
  embed_room_url: text,
  phone_presenter_pin: whole,
  phone_listener_pin: whole,
  widgets_hash: text,
  recorder_list: [],
  settings: {
    show_on_personal_page: true,
    thank_you_emails_enabled: true,
    connection_tester_enabled: true,
    phonegateway_enabled: true,
    recorder_autostart_enabled: false,
    room_invite_button_enabled: true,
    social_media_sharing_enabled: true,
    connection_status_enabled: true,
    encryption_enabled: false,
    thank_you_page_url: '',
  },
  autologin_hashes: { host: text },
  autologin_hash: text,
};

const dates = {
  permanent_room: false,
  starts_at: isoTime,
  ends_at: isoTime,
  ccc: expect.stringMatching(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/),
};

test.each([
  ['permanent_room=1&access_type=1', common],
  ['permanent_room=1&access_type=1&password=kept+but+hidden', common],
  ['permanent_room=1&access_type=2&password=open', { ...common, access_type: 2, password: 'open' }],
  ['permanent_room=1&access_type=3', { ...common, access_type: 3 }],
  ['permanent_room=0&access_type=1', { ...common, ...dates }],
])('a room made with %s has exactly the recorded fields in each reply', async (form, fields) => {
  const { send } = await bootApi();
  const made = await send('POST', '/conferences', { form: `name=Demo&room_type=webinar&${form}` });
  expect([made.status, Object.keys(made.json)]).toEqual([201, ['room']]);
  const { id } = made.json.room;
  const read = await send('GET', `/conferences/${id}`);
  const changed = await send('PUT', `/conferences/${id}`);
  expect([Object.keys(read.json), Object.keys(changed.json)]).toEqual([['conference'], ['conference']]);
  const list = (await send('GET', '/conferences/active')).json;
  const listed = list.find((room: { id: number }) => room.id === id);
  for (const room of [made.json.room, read.json.conference, changed.json.conference, listed]) {
    expect(room).toStrictEqual(fields);
  }
});

test.each([
  ['1', true],
  ['0', false],
  ['True', true],
  ['False', false],
  ['true', true],
  ['false', false],
])('lobby_enabled=%s is answered as a boolean, flags of registration as a number', async (spelling, enabled) => {
  const { send } = await bootApi();
  const form = `${scheduled}&lobby_enabled=${spelling}&registration[enabled]=${spelling}&lobby_description=Zażółć`;
  const { room } = (await send('POST', '/conferences', { form })).json;
  const { lobby_enabled, registration_enabled, lobby_description } = room;
  expect([lobby_enabled, registration_enabled, lobby_description]).toEqual([enabled, Number(enabled), 'Zażółć']);
});

test('settings change one by one, and end-to-end encryption is one of them', async () => {
  const { send } = await bootApi();
  const form = 'settings[encryption_enabled]=1&settings[show_on_personal_page]=0&encryption_enabled=0&unknown=1';
  const { settings } = (await send('PUT', '/conferences/10001', { form })).json.conference;
  expect(settings).toEqual({ ...common.settings, encryption_enabled: true, show_on_personal_page: false });
});

test.each(['description=x', 'lang=pl', 'registration_enabled=1', 'recorder_autostart=1', 'status=inactive', 'id=1'])(
  'a new room ignores %s, which it does not know',
  async (extra) => {
    const { send } = await bootApi();
    const { room } = (await send('POST', '/conferences', { form: `${scheduled}&${extra}` })).json;
    expect(room).toMatchObject({ id: 10006, status: 'active', registration_enabled: 0, settings: common.settings });
  },
);

test.each([
  ['Europe/Warsaw', '2027-03-28 01:30:00', '2', '2027-03-28T01:30:00+01:00', '2027-03-28T04:30:00+02:00', 3600],
  ['Europe/Warsaw', '2027-03-28 02:30:00', '1', '2027-03-28T03:30:00+02:00', '2027-03-28T04:30:00+02:00', 7200],
  ['Europe/Warsaw', '2027-10-31 02:30:00', '1', '2027-10-31T02:30:00+02:00', '2027-10-31T02:30:00+01:00', 7200],
  ['Asia/Kathmandu', '2027-07-01T10:00', '0:20', '2027-07-01T10:00:00+05:45', '2027-07-01T10:20:00+05:45', 20_700],
  ['America/St_Johns', '2027-01-01 10:00', '1:5', '2027-01-01T10:00:00-03:30', '2027-01-01T11:05:00-03:30', -12_600],
  ['UTC', '2027-01-01T10:00:00+02:00', '3:0', '2027-01-01T08:00:00+00:00', '2027-01-01T11:00:00+00:00', 0],
])('in %s, %s for %s hours has the offsets of that day', async (timezone, start, duration, starts, ends, offset) => {
  const { send } = await bootApi();
  const form = `${scheduled}&timezone=${timezone}&starts_at=${encodeURIComponent(start)}&duration=${duration}`;
  const { room } = (await send('POST', '/conferences', { form })).json;
  expect([room.starts_at, room.ends_at, room.timezone_offset]).toEqual([starts, ends, offset]);
  expect(room.ccc).toBe(new Date(starts).toISOString().slice(0, 19).replace('T', ' '));
});

test('the offset of a permanent room is that of the day', async () => {
  const { send, advance } = await bootApi();
  const read = async () => (await send('GET', '/conferences/10001')).json.conference.timezone_offset;
  expect(await read()).toBe(3600);
  advance(200 * 24 * 60);
  expect(await read()).toBe(7200);
});

test('each room shows its times in its own zone', async () => {
  const { send } = await bootApi();
  const { room } = (await send('POST', '/conferences', { form: `${scheduled}&timezone=Asia/Tokyo` })).json;
  expect([room.created_at, room.starts_at]).toEqual(['2026-11-20T20:00:30+09:00', '2026-11-20T20:00:00+09:00']);
});

/** Written anew from the documented construction, to check the sandbox's own. */
function decode(value: string): string {
  const rot13 = (mixed: string) =>
    mixed.replace(/[a-z]/gi, (letter) => {
      const code = letter.charCodeAt(0) + 13;
      return String.fromCharCode(code > (letter <= 'Z' ? 90 : 122) ? code - 26 : code);
    });
  const base64 = rot13(value.replaceAll('__', '='));
  return rot13(Buffer.from(base64, 'base64').toString());
}

test('the autologin hash of a room says that the owner comes as its host', async () => {
  const { send } = await bootApi();
  const { conference } = (await send('GET', '/conferences/10003')).json;
  const { host } = conference.access_role_hashes;
  const plain = `10003@|-|@host@example.com@|-|@Porin Demo@|-|@open-sesame@|-|@${host}@|-|@`;
  expect(decode(conference.autologin_hash)).toBe(plain);
  expect(conference.autologin_hashes).toEqual({ host: conference.autologin_hash });
});

test.each([
  ['2026-11-20 15:00', '0:20', '2026-11-20T15:30:01+01:00'],
  ['2026-11-21 03:22', '0:30', '2026-11-21T04:00:01+01:00'],
  ['2026-11-21 03:22', '0:37', '2026-11-21T04:00:01+01:00'],
])('a room that starts at %s and lasts %s turns inactive at %s', async (start, duration, updated) => {
  const { send, advance } = await bootApi();
  const form = `${scheduled}&starts_at=${start}&duration=${duration}`;
  await send('POST', '/conferences', { form });
  advance(24 * 60);
  const { conference } = (await send('GET', '/conferences/10006')).json;
  expect([conference.status, conference.updated_at]).toEqual(['inactive', updated]);
});

test('each room of a list has its own recordings', async () => {
  const { send } = await bootApi();
  const { active_conferences: active, inactive_conferences: inactive } = (await send('GET', '/conferences')).json;
  expect(inactive.map((room: any) => room.recorder_list.length)).toEqual([1]);
  expect(active.flatMap((room: any) => room.recorder_list)).toEqual([]);
});
