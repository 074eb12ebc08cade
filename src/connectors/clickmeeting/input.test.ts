import { expect, test } from 'vitest';
import { fileAction } from '../../kernel/action.ts';
import { describeIssues } from '../../kernel/issues.ts';

/** What an action says about an input: empty when it takes it. */
async function complaint(key: string, input: unknown): Promise<string> {
  const checked = fileAction(key, (await import(`./actions/${key}.ts`)).default).validate(input);
  return checked.ok ? '' : describeIssues(checked.issues);
}

const event = { name: 'E', room_type: 'webinar', permanent_room: false, access_type: 1 };

test.each([['1:30'], ['0:05'], ['24:00'], ['01:00']])('duration %s is taken', async (duration) => {
  expect(await complaint('create-conference', { ...event, duration })).toBe('');
});

test.each<[unknown, string]>([
  [90, "duration: 90 is ambiguous: write 90 minutes as '1:30'"],
  ['90', `duration: "90" is ambiguous: write 90 minutes as '1:30'`],
  [2, "duration: 2 is ambiguous: write 2 hours as '2:00'"],
  [20, "duration: 20 is ambiguous: write 20 minutes as '0:20', write 20 hours as '20:00'"],
  [5000, "duration: 5000 is ambiguous: write hours and minutes such as '1:30'"],
  [-1, "duration: -1 is ambiguous: write hours and minutes such as '1:30'"],
  [1.5, "duration: 1.5 is ambiguous: write 1.5 hours as '1:30'"],
  ['1,5', `duration: "1,5" is ambiguous: write 1.5 hours as '1:30'`],
  [0, "duration: 0 is ambiguous: write hours and minutes such as '1:30'"],
  ['90 min', "duration: write hours and minutes such as '1:30'"],
  ['1:60', "duration: write hours and minutes such as '1:30'"],
  ['0:04', "duration: must be between '0:05' and '24:00'"],
  ['24:01', "duration: must be between '0:05' and '24:00'"],
])('duration %j is refused with the spelling that was meant', async (duration, message) => {
  expect(await complaint('create-conference', { ...event, duration })).toBe(message);
});

test.each([
  ['2030-05-14 10:00'],
  ['2030-05-14 10:00:30'],
  ['2030-05-14T10:00'],
  ['2030-05-14T10:00:00Z'],
  ['2030-05-14T10:00:00.000Z'],
  ['2030-05-14T10:00:00+02:00'],
  ['2028-02-29 10:00'],
])('start %s is taken', async (starts_at) => {
  expect(await complaint('create-conference', { ...event, starts_at })).toBe('');
});

test.each<[unknown, RegExp]>([
  ['14.05.2030 10:00', /^starts_at: not a date and time; write/],
  ['2030-05-14', /^starts_at: not a date and time; write/],
  ['2030-05-14 25:00', /^starts_at: not a date and time; write/],
  ['tomorrow', /^starts_at: not a date and time; write/],
  ['2030-02-29 10:00', /^starts_at: no such day in the calendar$/],
  ['2030-13-01 10:00', /^starts_at: no such day in the calendar$/],
  [1905069600, /^starts_at: expected string, got number$/],
])('start %j is refused', async (starts_at, message) => {
  expect(await complaint('create-conference', { ...event, starts_at })).toMatch(message);
});

test.each([['Europe/Warsaw'], ['America/Argentina/Buenos_Aires'], ['UTC']])(
  'time zone %s is taken',
  async (timezone) => {
    expect(await complaint('create-conference', { ...event, timezone })).toBe('');
  },
);

test.each([['CET'], ['Europe/Warsawa'], ['+02:00'], ['']])('time zone %j is refused', async (timezone) => {
  expect(await complaint('create-conference', { ...event, timezone })).toMatch(
    /^timezone: no such time zone; .*write an IANA/,
  );
});

test.each([
  ['Europe/Warsawa', 'Europe/Warsaw'],
  ['Warsaw', 'Europe/Warsaw'],
  ['new york', 'America/New_York'],
  ['europe/berlin', 'Europe/Berlin'],
])('time zone %j is refused with the one that was meant', async (timezone, meant) => {
  expect(await complaint('create-conference', { ...event, timezone })).toContain(`did you mean '${meant}'?`);
});

test.each([['https://acct.clickmeeting.com/my-room'], ['Board room']])(
  '%j in place of a room id leads to find-conferences',
  async (room_id) => {
    expect(await complaint('get-conference', { room_id })).toBe(
      `room_id: expected the number of a room, got ${JSON.stringify(room_id)}; find-conferences with {"query": ${JSON.stringify(room_id)}} gives its id`,
    );
  },
);

test('a password protects or is refused', async () => {
  expect(await complaint('create-conference', { ...event, access_type: 2 })).toMatch(
    /^password: required, because access_type 2/,
  );
  expect(await complaint('create-conference', { ...event, access_type: 2, password: 'x' })).toBe('');
  expect(await complaint('create-conference', { ...event, password: 'x' })).toMatch(
    /^password: has no effect with access_type 1/,
  );
  expect(await complaint('update-conference', { room_id: 1, password: 'x' })).toBe('');
});

test('a permanent room takes no date', async () => {
  const room = { ...event, permanent_room: true };
  expect(await complaint('create-conference', room)).toBe('');
  expect(await complaint('create-conference', { ...room, starts_at: '2030-05-14 10:00' })).toMatch(
    /^starts_at: a permanent room/,
  );
  expect(await complaint('update-conference', { room_id: 1, permanent_room: true, duration: '1:00' })).toMatch(
    /^duration: a permanent/,
  );
});

test('moving an event needs permanent_room, and a change needs something to change', async () => {
  expect(await complaint('update-conference', { room_id: 1, starts_at: '2030-05-14 10:00' })).toMatch(
    /^permanent_room: required together/,
  );
  expect(await complaint('update-conference', { room_id: 1, duration: '1:00' })).toMatch(
    /^permanent_room: required together/,
  );
  expect(await complaint('update-conference', { room_id: 1, permanent_room: false, duration: '1:00' })).toBe('');
  expect(await complaint('update-conference', { room_id: 1 })).toMatch(/^nothing to change/);
});

test.each<[string, unknown, RegExp]>([
  ['create-conference', { ...event, access_type: 4 }, /^access_type: /],
  ['create-conference', { ...event, room_type: 'conference' }, /^room_type: .*"meeting", "webinar"/],
  ['create-conference', { ...event, name: '   ' }, /^name: must not be empty/],
  ['create-conference', { ...event, registration: { enabled: true, template: 4 } }, /^registration\.template: /],
  [
    'create-conference',
    { ...event, settings: { recorder_autostart: true } },
    /did you mean 'recorder_autostart_enabled'/,
  ],
  ['create-conference', { ...event, custom_room_url_name: 'a b' }, /^custom_room_url_name: must not contain spaces/],
  ['create-conference', { ...event, lobby_enabled: 'yes' }, /^lobby_enabled: expected boolean, got string/],
  ['update-conference', { room_id: 1, lobby_description: 'x'.repeat(161) }, /^lobby_description: /],
  ['create-access-tokens', { room_id: 1, how_many: 1001 }, /^how_many: /],
  ['create-access-tokens', { room_id: 1, how_many: 0 }, /^how_many: /],
  ['deactivate-tokens', { room_id: 1, tokens: [] }, /^tokens: name at least one token/],
  ['send-invitation', { room_id: 1, lang: 'english', attendees: [{ email: 'a@b.co' }] }, /^lang: not a language code/],
  [
    'send-invitation',
    { room_id: 1, lang: 'en', attendees: [{ email: 'nobody' }] },
    /^attendees\[0\]\.email: not an e-mail address/,
  ],
  ['send-invitation', { room_id: 1, lang: 'en', attendees: [] }, /^attendees: name at least one person/],
  ['register-participant', { room_id: 1, registration: { '1': 'A', '2': 'B' } }, /^registration\.email: required/],
  [
    'register-participant',
    { room_id: 1, registration: { firstnam: 'A', last_name: 'B', email: 'a@b.co' } },
    /did you mean 'first_name'/,
  ],
  ['register-participant', { room_id: 1, registration: 'Anna' }, /^registration: expected object, got string/],
  ['list-timezones-by-country', { country: 'Poland' }, /^country: not a country code/],
  ['list-conferences', { status: 'all' }, /^status: .*"active", "inactive"/],
  ['get-conference', { room_id: '10001' }, /^room_id: expected (int|number|integer), got string/],
  ['get-conference', {}, /^room_id: required/],
  ['ping', { verbose: true }, /^verbose: unknown field/],
])('%s refuses %j and says where', async (key, input, message) => {
  expect(await complaint(key, input)).toMatch(message);
});

const eva = { email: 'eva@example.com' };
test.each<[string, (names: object) => object]>([
  ['create-contact', (names) => ({ ...eva, ...names })],
  ['send-invitation', (names) => ({ room_id: 1, lang: 'en', attendees: [{ ...eva, ...names }] })],
  ['invite-participants', (names) => ({ room_id: 1, people: [{ ...eva, ...names }] })],
  ['register-participant', (names) => ({ room_id: 1, registration: { ...eva, ...names } })],
  ['register-participants', (names) => ({ room_id: 1, people: [{ ...eva, ...names }] })],
])('%s takes both spellings of a name, unless they differ', async (key, inputOf) => {
  const action = fileAction(key, (await import(`./actions/${key}.ts`)).default);
  const read = action.validate(inputOf({ first_name: 'Eva', last_name: 'Nowak' }));
  expect(read).toMatchObject({ ok: true });
  expect(JSON.stringify(read)).toMatch(/"first_?name":"Eva"/);
  expect(action.validate(inputOf({ firstname: 'Eva', lastname: 'Nowak' }))).toEqual(read);
  expect(action.validate(inputOf({ firstname: 'Eva', first_name: 'Eva', lastname: 'Nowak' }))).toEqual(read);
  expect(await complaint(key, inputOf({ firstname: 'Eva', first_name: 'Ewa', last_name: 'Nowak' }))).toMatch(
    /\bfirst_?name: differs from first_?name, which means the same; leave first_?name out$/,
  );
});
