import { expect, test } from 'vitest';
import { PorinError } from '../../kernel/errors.ts';

/** What an action makes of an answer, checked against its own output schema. */
async function read(key: string, body: unknown, input: unknown = {}): Promise<any> {
  const { default: action } = await import(`./actions/${key}.ts`);
  const output = action.result({ status: 200, headers: {}, body }, input);
  expect(action.output.safeParse(output).error).toBeUndefined();
  return output;
}

// As the vendor's document prints it, with the types that its various replies have.
const vendorRoom = {
  id: '5964',
  name: 'My meeting',
  room_type: 'meeting',
  status: 'active',
  access_type: '1',
  lobby_enabled: '1',
  registration_enabled: 0,
  permanent_room: 0,
  starts_at: '2014-08-26T10:13:27+02:00',
  room_pin: 458484137,
  parent_id: 'null',
  lobby_description: null,
  recorder_list: [],
  access_role_hashes: [],
  settings: { show_on_personal_page: 'true', phonegateway_enabled: 0, thank_you_page_url: '', brand_new: 'kept' },
  brand_new: { kept: true },
};

test('a room has numbers as numbers, flags as booleans, null as null and unknown fields untouched', async () => {
  expect(await read('get-conference', { conference: vendorRoom })).toEqual({
    ...vendorRoom,
    id: 5964,
    access_type: 1,
    lobby_enabled: true,
    registration_enabled: false,
    permanent_room: false,
    parent_id: null,
    access_role_hashes: {},
    settings: { show_on_personal_page: true, phonegateway_enabled: false, thank_you_page_url: null, brand_new: 'kept' },
  });
});

test('a room is the same in every wrapping', async () => {
  for (const body of [{ room: vendorRoom }, { conference: vendorRoom }, [{ conference: vendorRoom }], vendorRoom]) {
    expect(await read('create-conference', body)).toMatchObject({ id: 5964, lobby_enabled: true });
  }
});

test('a room of which only id and name are known is enough', async () => {
  expect(await read('update-conference', { conference: { id: 1, name: '' } }, { room_id: 1 })).toEqual({
    id: 1,
    name: '',
  });
});

test.each([[{}], [{ conference: { name: 'no id' } }], ['<html>'], [null], [[]], [undefined]])(
  'an answer %j in place of a room is an error that shows it',
  async (body) => {
    await expect(read('get-conference', body)).rejects.toMatchObject({
      code: 'upstream_failed',
      message: expect.stringMatching(/The app answered .*room/),
    });
  },
);

test('a list of rooms is taken as an array and as the braces of the document', async () => {
  const expected = { items: [{ id: 1 }, { id: 2 }], page: 1, has_more: false };
  const rooms = [
    { id: 1, name: 'a' },
    { id: 2, name: 'b' },
  ];
  expect(await read('list-conferences', rooms)).toMatchObject(expected);
  expect(await read('list-conferences', { 0: rooms[0], 3: rooms[1] })).toMatchObject(expected);
  expect(await read('list-conferences', [])).toEqual({ items: [], page: 1, has_more: false });
  await expect(read('list-conferences', { error: 'x' })).rejects.toBeInstanceOf(PorinError);
});

test('a full page says that there may be more', async () => {
  const rooms = Array.from({ length: 250 }, (_, index) => ({ id: index + 1, name: 'r' }));
  expect(await read('list-conferences', rooms, { page: 3 })).toMatchObject({ page: 3, has_more: true });
  expect(await read('list-conferences', rooms.slice(1))).toMatchObject({ has_more: false });
});

test('the two lists of all rooms become one, with the status of each', async () => {
  const body = {
    active_conferences: [{ id: 1, name: 'a' }],
    inactive_conferences: [{ id: 2, name: 'b', status: 'inactive' }],
  };
  const items = [
    { id: 1, name: 'a', status: 'active' },
    { id: 2, name: 'b', status: 'inactive' },
  ];
  expect(await read('list-all-conferences', body)).toEqual({ items });
  expect(await read('list-all-conferences', { active_conferences: [] })).toEqual({ items: [] });
});

test.each<[string, unknown, object]>([
  ['delete-file', '200 OK', { file_id: 9 }],
  ['delete-file', { response: 'OK' }, { file_id: 9 }],
  ['delete-recording', { STATUS: 'OK' }, { room_id: 7, recording_id: 5 }],
  ['delete-recording', { result: 'OK' }, { room_id: 7, recording_id: 5 }],
  ['deactivate-tokens', { status: 'deleted' }, { room_id: 7, tokens: ['A9H6A7'] }],
  ['deactivate-tokens', undefined, { room_id: 7, tokens: ['A9H6A7'] }],
])('%s reads %j as done', async (key, body, input) => {
  expect(await read(key, body, input)).toEqual({ ok: true, ...input });
});

test('a marker that says the opposite of OK is a refusal in spite of its status', async () => {
  for (const body of [{ status: 'ERROR' }, { STATUS: 'failed' }, { result: false }, { response: 'NOT OK' }]) {
    await expect(read('delete-file', body, { file_id: 9 })).rejects.toMatchObject({ code: 'upstream_refused' });
  }
});

test('contacts and invitations say for whom they worked', async () => {
  expect(await read('create-contact', { status: 'OK' }, { email: 'a@b.co' })).toEqual({ ok: true, email: 'a@b.co' });
  const input = { room_id: 7, attendees: [{ email: 'a@b.co' }, { email: 'b@b.co' }] };
  expect(await read('send-invitation', { status: 'OK' }, input)).toEqual({ ok: true, room_id: 7, invited: 2 });
});

test('a registration tells whether the person was known', async () => {
  const input = { room_id: 7, registration: { email: 'a@b.co' } };
  const url = 'https://example.clickmeeting.com/123?r=Zw__';
  expect(await read('register-participant', { status: 'OK', exist: 1, url, r: 'Zw__' }, input)).toEqual({
    ok: true,
    room_id: 7,
    email: 'a@b.co',
    url,
    r: 'Zw__',
    already_registered: true,
  });
  expect((await read('register-participant', { status: 'OK', url }, input)).already_registered).toBeUndefined();
});

test('registrations are confirmed only when they are: the text "null" is null', async () => {
  const person = {
    id: '480',
    email: 'a@b.co',
    session_id: '60068',
    registration_confirmed: 'null',
    fields: { 'First Name': 'A', Age: 7 },
    geo: [],
  };
  const { items } = await read('list-registrations', [
    person,
    { id: 481, registration_confirmed: '2013-12-01', session_id: null, fields: [] },
  ]);
  expect(items[0]).toEqual({
    ...person,
    id: 480,
    session_id: 60068,
    registration_confirmed: null,
    fields: { 'First Name': 'A', Age: '7' },
    geo: {},
  });
  expect(items[1]).toEqual({ id: 481, registration_confirmed: '2013-12-01', session_id: null, fields: {} });
  expect((await read('list-session-registrations', [person])).items[0].registration_confirmed).toBeNull();
});

test('attendees have ratings as numbers and polls in their places', async () => {
  const polls = [{ name: 'P', questions: [{ question: 'Q', answers: [{ points: '0', value: 'A' }] }] }];
  const { items } = await read('get-session-attendees', [
    { uid: '948', rating: '5', polls },
    { uid: 6275, rating: null, email: '' },
  ]);
  expect(items[0]).toMatchObject({
    uid: '948',
    rating: 5,
    polls: [{ questions: [{ answers: [{ points: 0, value: 'A' }] }] }],
  });
  expect(items[1]).toEqual({ uid: '6275', rating: null, email: null });
});

test('a session gets back the id that the app leaves out, and one spelling of report states', async () => {
  const body = {
    total_visitors: '1',
    max_visitors: 1,
    attendees: [{ id: 867, login: 'visitor', email: 'v@b.co' }],
    pdf: { en: { generate_pdf_url: 'https://x/en', progress: 0 }, pl: { status: 'IN PROGRESS', progress: '40' } },
  };
  const session = await read('get-session', body, { room_id: 7, session_id: 8 });
  expect(session).toMatchObject({ id: 8, room_id: 7, total_visitors: 1, attendees: [{ id: 867 }] });
  expect(session.pdf).toEqual({ en: body.pdf.en, pl: { status: 'IN_PROGRESS', progress: 40 } });
  expect(await read('get-session', { pdf: [] }, { room_id: 7, session_id: 8 })).toEqual({ id: 8, room_id: 7, pdf: {} });
});

test('recording sizes are numbers in old and new accounts', async () => {
  const old = { id: 5126, recording_duration: 300, recording_file_size: 30000 };
  const recent = {
    id: 5127,
    recording_duration: '300.5',
    recording_file_size: '30000',
    recording_name: 'R',
    conference_id: '7',
  };
  const { items } = await read('list-all-recordings', [old, recent]);
  expect(items).toEqual([old, { ...recent, recording_duration: 300.5, recording_file_size: 30000, conference_id: 7 }]);
  expect((await read('list-recordings', [old])).items).toEqual([old]);
});

test('tokens come out of their wrapper, also a single one', async () => {
  const token = { token: 'D9P7YW', sent_to_email: null, first_use_date: null };
  expect(await read('create-access-tokens', { access_tokens: [token] })).toEqual({ items: [token] });
  expect(await read('list-access-tokens', [token])).toEqual({ items: [token] });
});

test.each([
  [['D9P7YW']],
  ['D9P7YW'],
  [{ token: 'D9P7YW' }],
  [{ access_tokens: [{ token: 'D9P7YW' }] }],
  [{ tokens: ['D9P7YW'] }],
  [[{ token: 'D9P7YW' }]],
])('the token of an address is read from %j', async (body) => {
  expect(await read('get-token-by-email', body)).toEqual({ items: [{ token: 'D9P7YW' }] });
});

test.each([[[]], [null], [''], [undefined], [{ access_tokens: [] }]])(
  '%j means that an address has no token',
  async (body) => {
    expect(await read('get-token-by-email', body)).toEqual({ items: [] });
  },
);

test('skins have the numbers that rooms take, phone gateways have degrees', async () => {
  expect((await read('list-skins', [{ id: '5', name: 'Business 2' }])).items).toEqual([{ id: 5, name: 'Business 2' }]);
  const { items } = await read('list-phone-gateways', [
    { code: 'US', value: '+1', geo: { lat: '51.9', long: '19.1' } },
  ]);
  expect(items[0].geo).toEqual({ lat: 51.9, long: 19.1 });
});

test('time zones, files, chats and sessions are lists of items', async () => {
  expect(await read('list-timezones', ['UTC'])).toEqual({ items: ['UTC'] });
  expect(await read('list-timezones-by-country', [])).toEqual({ items: [] });
  const file = { id: 1106, name: 'logo.png', conversion_progress: 0, status_message: '' };
  expect(await read('list-files', [file])).toEqual({ items: [{ ...file, status_message: null }] });
  expect((await read('list-conference-files', [file])).items).toHaveLength(1);
  expect(await read('upload-file', file)).toMatchObject({ id: 1106 });
  expect(await read('list-chats', [{ id: 65075, time: '15:56 GMT+2' }])).toEqual({
    items: [{ id: 65075, time: '15:56 GMT+2' }],
  });
  expect((await read('list-sessions', [{ id: 65177, max_visitors: 1, total_visitors: 1 }])).items[0].id).toBe(65177);
});

test('only a pong is a pong', async () => {
  expect(await read('ping', { ping: 'pong' })).toEqual({ ok: true });
  await expect(read('ping', '<html>login</html>')).rejects.toMatchObject({ code: 'upstream_failed' });
});
