import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ConnectionFacts, type FileAction, fileAction, type SingleCallAction } from '../../kernel/action.ts';
import { PorinError } from '../../kernel/errors.ts';
import connector from './connector.ts';

const files = readdirSync(new URL('./actions/', import.meta.url)).filter((name) => name.endsWith('.ts'));
const definitions = await Promise.all(
  files.map(async (name) => [name.slice(0, -3), (await import(`./actions/${name.slice(0, -3)}.ts`)).default] as const),
);
const actions = new Map<string, FileAction>(definitions.map(([key, definition]) => [key, fileAction(key, definition)]));
const facts: ConnectionFacts = {
  connectionId: 'con_1',
  baseUrl: connector.baseUrl,
  sandbox: false,
  fields: {},
  now: 0,
};
const fileRef = { file: 'file_1', name: 'a.pdf', contentType: 'application/pdf', sizeBytes: 3, sha256: 'ab' };

function action(key: string): FileAction {
  const found = actions.get(key);
  if (!found) throw new Error(`no action ${key}`);
  return found;
}

/** What the action sends, without the members that are not set. */
function sent(key: string, input: unknown): unknown {
  const found = action(key);
  if (!('request' in found)) throw new Error(`${key} makes several requests`);
  const checked = found.validate(input);
  if (!checked.ok) throw new PorinError('bad_request', JSON.stringify(checked.issues));
  const { method, path, query, body } = found.request(checked.value, facts);
  const list = query === undefined ? '' : `?${new URLSearchParams(JSON.parse(JSON.stringify(query)))}`;
  return [`${method} ${path}${list === '?' ? '' : list}`, ...(body === undefined ? [] : [body])];
}

test.each<[string, unknown, string, unknown?]>([
  ['ping', {}, 'GET /ping'],
  ['list-conferences', { status: 'active' }, 'GET /conferences/active'],
  ['list-conferences', { status: 'inactive', page: 2 }, 'GET /conferences/inactive?page=2'],
  ['list-all-conferences', {}, 'GET /conferences'],
  ['get-conference', { room_id: 7 }, 'GET /conferences/7'],
  ['set-registration', { room_id: 7, enabled: false }, 'PUT /conferences/7', { registration: { enabled: 0 } }],
  [
    'set-registration',
    { room_id: 7, enabled: true, template: 3 },
    'PUT /conferences/7',
    { registration: { enabled: 1, template: 3 } },
  ],
  ['list-skins', {}, 'GET /conferences/skins'],
  ['list-access-tokens', { room_id: 7 }, 'GET /conferences/7/tokens'],
  ['create-access-tokens', { room_id: 7, how_many: 1000 }, 'POST /conferences/7/tokens', { how_many: 1000 }],
  ['get-token-by-email', { room_id: 7, email: 'a@b.co' }, 'POST /conferences/7/token', { email: 'a@b.co' }],
  ['deactivate-tokens', { room_id: 7, tokens: ['D9P7YW'] }, 'DELETE /conferences/7/tokens', { tokens: ['D9P7YW'] }],
  ['list-sessions', { room_id: 7 }, 'GET /conferences/7/sessions'],
  ['get-session', { room_id: 7, session_id: 8 }, 'GET /conferences/7/sessions/8'],
  ['get-session-attendees', { room_id: 7, session_id: 8 }, 'GET /conferences/7/sessions/8/attendees'],
  ['list-session-registrations', { room_id: 7, session_id: 8 }, 'GET /conferences/7/sessions/8/registrations'],
  ['list-registrations', { room_id: 7, status: 'all' }, 'GET /conferences/7/registrations/all'],
  [
    'create-contact',
    { email: 'a@b.co', firstname: 'A', lastname: 'B' },
    'POST /contacts',
    { email: 'a@b.co', firstname: 'A', lastname: 'B' },
  ],
  ['list-timezones', {}, 'GET /time_zone_list'],
  ['list-timezones-by-country', { country: 'pl' }, 'GET /time_zone_list/pl'],
  ['list-phone-gateways', {}, 'GET /phone_gateways'],
  ['list-files', {}, 'GET /file-library'],
  ['list-conference-files', { room_id: 7 }, 'GET /file-library/conferences/7'],
  ['get-file', { file_id: 9 }, 'GET /file-library/9'],
  ['download-file', { file_id: 9 }, 'GET /file-library/9/download'],
  ['delete-file', { file_id: 9 }, 'DELETE /file-library/9'],
  ['list-recordings', { room_id: 7 }, 'GET /conferences/7/recordings'],
  ['list-all-recordings', {}, 'GET /conferences/recordings'],
  ['delete-recording', { room_id: 7, recording_id: 5 }, 'DELETE /conferences/7/recordings/5'],
  ['list-chats', {}, 'GET /chats'],
  ['download-chat', { session_id: 8 }, 'GET /chats/8'],
])('%s of %j is %s', (key, input, line, form) => {
  expect(sent(key, input)).toEqual(form === undefined ? [line] : [line, { form }]);
});

test('a room is created from a form with 1 and 0, encryption inside settings and nothing that was left out', () => {
  const input = {
    name: ' Board ',
    room_type: 'meeting',
    permanent_room: false,
    access_type: 2,
    password: 'open',
    starts_at: '2030-05-14T10:00:00+02:00',
    duration: '1:30',
    lobby_enabled: true,
    encryption_enabled: true,
    settings: { encryption_enabled: false, show_on_personal_page: false, thank_you_page_url: '' },
    registration: { enabled: true, template: 2 },
  };
  const form = {
    ...input,
    name: 'Board',
    permanent_room: 0,
    lobby_enabled: 1,
    encryption_enabled: undefined,
    settings: { encryption_enabled: 1, show_on_personal_page: 0, thank_you_page_url: '' },
    registration: { enabled: 1, template: 2 },
  };
  expect(sent('create-conference', input)).toEqual(['POST /conferences', { form: JSON.parse(JSON.stringify(form)) }]);
});

test('a change of a room sends only what changes', () => {
  expect(sent('update-conference', { room_id: 7, status: 'inactive' })).toEqual([
    'PUT /conferences/7',
    { form: { status: 'inactive' } },
  ]);
});

test('an invitation carries the role for all when every person has the same one', () => {
  const anna = { email: 'a@b.co', role: 'presenter' };
  const one = { room_id: 7, lang: 'pl', attendees: [anna] };
  expect(sent('send-invitation', one)).toEqual([
    'POST /conferences/7/invitation/email/pl',
    { form: { attendees: [anna], role: 'presenter' } },
  ]);
  const boris = { email: 'b@b.co' };
  expect(sent('send-invitation', { ...one, attendees: [anna, boris], template: 'basic' })).toEqual([
    'POST /conferences/7/invitation/email/pl',
    { form: { attendees: [anna, boris], template: 'basic' } },
  ]);
});

test('a registration goes out by field number, however it was written', () => {
  const form = {
    registration: { '1': 'Eva', '2': 'Nowak', '3': 'eva@example.com', '10': 'ACME' },
    confirmation_email: { enabled: 1, lang: 'pl' },
  };
  const mail = { confirmation_email: { enabled: true, lang: 'pl' } };
  const named = { first_name: 'Eva', last_name: 'Nowak', email: 'eva@example.com', fields: { '10': 'ACME' } };
  for (const registration of [named, form.registration]) {
    expect(sent('register-participant', { room_id: 7, registration, ...mail })).toEqual([
      'POST /conferences/7/registration',
      { form },
    ]);
  }
});

test('uploads are multipart with the file in the field that the app reads', () => {
  const body = { multipart: [{ name: 'uploaded', file: fileRef }] };
  const upload = action('upload-file') as SingleCallAction;
  const toRoom = action('upload-conference-file') as SingleCallAction;
  expect(upload.request({ file: fileRef }, facts)).toEqual({ method: 'POST', path: '/file-library', body });
  expect(toRoom.request({ room_id: 7, file: fileRef }, facts)).toMatchObject({
    path: '/file-library/conferences/7',
    body,
  });
});

test('downloads stream to a file and give its handle', () => {
  const download = action('download-chat') as SingleCallAction;
  expect(download.request({ session_id: 8 }, facts)).toMatchObject({ responseType: 'file', fileName: 'chat-8.zip' });
  expect(download.result({ status: 200, headers: {}, body: fileRef }, { session_id: 8 })).toEqual(fileRef);
});

test('what deletes or revokes is marked as destroying, what only asks as reading', () => {
  for (const [key, { effect }] of actions) {
    const isDestroying = /^(delete|deactivate)-/.test(key);
    const isReading = /^(list|get|find|poll|download|check|ping)/.test(key) || key === 'generate-session-report';
    expect([key, effect]).toEqual([key, isDestroying ? 'destroy' : isReading ? 'read' : 'write']);
  }
});

test('the 19 published keys exist', () => {
  const published =
    'list-timezones list-skins send-invitation generate-autologin-url list-recordings list-files create-contact list-access-tokens create-access-tokens register-participant list-registrations get-session-attendees get-session list-sessions update-conference delete-conference create-conference get-conference list-conferences';
  expect(published.split(' ').filter((key) => !actions.has(key))).toEqual([]);
});

test('every action explains itself and says how people ask for it', () => {
  for (const [key, { description, phrases }] of actions) {
    expect(description.length, key).toBeGreaterThan(60);
    expect(phrases.length, key).toBeGreaterThanOrEqual(4);
    expect(new Set(phrases).size, key).toBe(phrases.length);
  }
});

test('every example is a valid input', () => {
  for (const [key, definition] of definitions)
    expect([key, action(key).validate(definition.example.input)]).toMatchObject([key, { ok: true }]);
});

test('every input and output is a JSON Schema whose fields are all described', () => {
  for (const [key, { inputSchema, outputSchema }] of actions) {
    expect(inputSchema['additionalProperties'], key).toBe(false);
    expect([...undescribed(inputSchema, `${key} input`), ...undescribed(outputSchema, `${key} output`)]).toEqual([]);
  }
});

function undescribed(schema: any, at: string): string[] {
  const fields = Object.entries<any>(schema?.properties ?? {});
  const bare = fields.filter(([, field]) => !field.description).map(([name]) => `${at}.${name}`);
  const inside = [
    ...fields.map(([, field]) => field),
    schema?.items,
    schema?.additionalProperties,
    ...(schema?.anyOf ?? []),
  ];
  return [...bare, ...inside.flatMap((field) => (field && typeof field === 'object' ? undescribed(field, at) : []))];
}

test('an unknown field is refused with the name that was meant', () => {
  const checked = action('get-conference').validate({ room_id: 7, roomid: 7 });
  expect(checked).toMatchObject({ ok: false, issues: [{ path: 'roomid', nearest: 'room_id' }] });
});

test('the connector is data and knows where its key goes', () => {
  expect(JSON.parse(JSON.stringify(connector))).toEqual(connector);
  const [auth] = connector.auth;
  const pattern = new RegExp(auth.fields['apiKey']?.pattern ?? '');
  expect([`us${'a1'.repeat(20)}`, 'a1'.repeat(20), 'other'].every((key) => pattern.test(key))).toBe(true);
  expect(['', 'two words'].some((key) => pattern.test(key))).toBe(false);
});
