import { expect, test } from 'vitest';
import { type Answer, bootApi } from '../api.fixture.ts';

/** What a parameter refuses as a form value, or as a JSON value. */
type Bad = readonly unknown[];

interface Endpoint {
  readonly method: string;
  readonly path: string;
  /** Parameters that are accepted. */
  readonly valid: Readonly<Record<string, unknown>>;
  readonly bad: Readonly<Record<string, Bad>>;
}

const long = 'x'.repeat(1_000_000);
const list = [['x'], { a: { b: 'x' } }, [[]]];
const flag = ['2', 'perhaps', long, ...list];
const date = [
  'soon',
  '2026-02-30',
  '2026-02-30 10:00:00',
  '2027-01-01 25:00',
  '2027-13-01 10:00:00',
  '20.11.2027',
  long,
];
const duration = ['0', '-1', '0:04', '25', '1:60', '1h', 'NaN', '1e1', long, ...list];
const email = ['x', 'a@b', '@example.com', 'a b@example.com', 'a@example.com\nBcc: b@example.com', long, ...list];

const settings = ['show_on_personal_page', 'thank_you_emails_enabled', 'connection_tester_enabled'].concat(
  ['phonegateway_enabled', 'recorder_autostart_enabled', 'room_invite_button_enabled'],
  ['social_media_sharing_enabled', 'connection_status_enabled', 'encryption_enabled'],
);

const ofRoom: Endpoint['bad'] = {
  name: ['', ' ', 'x'.repeat(256), long, ...list],
  room_type: ['party', 'MEETING', '1', long, ...list],
  permanent_room: flag,
  access_type: ['0', '4', '-1', '1.5', 'open', true, long, ...list],
  lobby_enabled: flag,
  starts_at: [...date, '2020-01-01 10:00', '1999-12-31 10:00', '2101-01-01 10:00', 1_800_000_000, ...list],
  duration,
  timezone: ['Mars/Olympus', '+02:00', '../etc/passwd', "' or 1=1 --", long, ...list],
  skin_id: ['0', '-1', '11', '1.5', 'red', '9'.repeat(400), long, ...list],
  password: ['x'.repeat(256), long, ...list],
  registration: ['1', true, long],
  'registration[enabled]': flag,
  'registration[template]': ['0', '4', '-1', 'one', long, ...list],
  settings: ['1', true, long],
  ...Object.fromEntries(settings.map((name) => [`settings[${name}]`, flag])),
  'settings[thank_you_page_url]': ['javascript:alert(1)', 'ftp://x', 'https://x/"><script>', long, ...list],
};

const endpoints: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/conferences',
    valid: { name: 'Bad input', room_type: 'meeting', permanent_room: '0', access_type: '1' },
    bad: {
      ...ofRoom,
      room_type: ['', ...(ofRoom['room_type'] ?? [])],
      permanent_room: ['', ...flag],
      access_type: ['', ...(ofRoom['access_type'] ?? [])],
      lobby_description: ['x'.repeat(256), long, ...list],
      custom_room_url_name: ['board-room', 'Board-Room', 'x'.repeat(256), long, ...list],
    },
  },
  {
    method: 'PUT',
    path: '/conferences/10002',
    valid: { permanent_room: '0' },
    bad: {
      ...ofRoom,
      lobby_description: ['x'.repeat(161), long, ...list],
      status: ['gone', 'ACTIVE', '1', long, ...list],
    },
  },
  {
    method: 'POST',
    path: '/conferences/10004/tokens',
    valid: {},
    bad: { how_many: [undefined, '', '0', '-1', '1001', '396', '1.5', 'two', true, '9'.repeat(400), long, ...list] },
  },
  {
    method: 'POST',
    path: '/conferences/10004/token',
    valid: {},
    bad: { email: [undefined, '', ...email] },
  },
  {
    method: 'DELETE',
    path: '/conferences/10004/tokens',
    valid: {},
    bad: {
      tokens: [undefined, '', [['A9H6A7']], ['A9H6A7', { a: 'x' }], ['A9H6A7', 'nonsense'], 'XXXXXX', long, [long]],
    },
  },
  {
    method: 'POST',
    path: '/conferences/10004/room/autologin_hash',
    valid: { email: 'a@example.com', nickname: 'A', role: 'listener', token: 'A9H6A7' },
    bad: {
      email: [undefined, '', ...email],
      nickname: [undefined, '', ' ', 'x'.repeat(256), long, ...list],
      role: [undefined, '', 'guest', '1', 'LISTENER', long, ...list],
      token: ['XXXXXX', "' or 1=1 --", long, ...list],
    },
  },
  {
    method: 'POST',
    path: '/conferences/10003/room/autologin_hash',
    valid: { email: 'a@example.com', nickname: 'A', role: 'listener', password: 'open-sesame' },
    bad: { password: ['Open-Sesame', "' or 1=1 --", long, ...list] },
  },
  {
    method: 'POST',
    path: '/conference/availability',
    valid: { start_time: '2027-01-10 10:00:00', duration: '1', id: '0' },
    bad: {
      start_time: [undefined, '', ...date, '2020-01-01 10:00', ...list],
      duration: [undefined, '', ...duration],
      id: ['-1', '1.5', 'x', '9'.repeat(400), long, ...list],
    },
  },
];

/** `settings[x]` is a place within a record. */
function withValue(valid: Endpoint['valid'], name: string, value: unknown): Record<string, unknown> {
  const [outer = '', inner] = name.split(/[[\]]/);
  return { ...valid, [outer]: inner === undefined ? value : { [inner]: value } };
}

function asForm(fields: Readonly<Record<string, unknown>>, prefix = ''): string {
  const pairs = Object.entries(fields).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const name = prefix === '' ? key : `${prefix}[${key}]`;
    if (typeof value !== 'object' || value === null)
      return [`${name}=${encodeURIComponent(Buffer.from(String(value)).toString())}`];
    const inner = asForm(value as Record<string, unknown>, name);
    return inner === '' ? [] : [inner];
  });
  return pairs.join('&');
}

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 40) ?? 'nothing';

function expectRefusal(answer: Answer, name: string, what: string): void {
  expect([what, answer.status >= 400 && answer.status < 500]).toEqual([what, true]);
  expect(Object.keys(answer.json)).toEqual(['code', 'name', 'errors']);
  expect([answer.json.code, answer.json.name]).toEqual([answer.status, expect.stringMatching(/^[A-Z_]+$/)]);
  const names = answer.json.errors.map((error: { name: string }) => error.name);
  const isNamed = names.some((field: string) => field === name || field.startsWith(`${name}[`));
  expect([what, names, isNamed]).toEqual([what, names, true]);
  if (['starts_at', 'start_time', 'duration'].includes(name)) expect(answer.json.name).toBe('INVALID_DATES');
  for (const { message } of answer.json.errors) expect(message.length).toBeLessThan(300);
}

test.each(endpoints.flatMap((endpoint) => Object.keys(endpoint.bad).map((name) => ({ ...endpoint, name }))))(
  '$method $path refuses what $name cannot be, by its name, and writes nothing',
  async ({ method, path, valid, bad, name }) => {
    const { sandbox, send } = await bootApi();
    const state = () => [sandbox.world.store.sizes(), sandbox.world.outbox.list({ limit: 10 }).length];
    const before = [state(), (await send('GET', '/conferences')).text];
    for (const value of bad[name] ?? []) {
      const fields = withValue(valid, name, value);
      const json = { body: JSON.stringify(fields), headers: { 'content-type': 'application/json' } };
      const what = `${name}=${shown(value)}`;
      expectRefusal(await send(method, path, json), name, `${what} in JSON`);
      const form = asForm(fields);
      // An empty list leaves nothing in a form.
      if (form.includes(name.split('[')[0] ?? '') || value === undefined) {
        expectRefusal(await send(method, path, { form }), name, `${what} in a form`);
      }
    }
    expect([state(), (await send('GET', '/conferences')).text]).toEqual(before);
  },
);

const hostile = [
  '<script>alert(1)</script>',
  "Robert'); drop table c_rooms;--",
  '\u0000\u0007\u001b[31m',
  '會議 🙂 שלום Ωμέγα',
  '\ud800',
  'e\u0301'.repeat(120),
  '%00%0d%0a',
  '{{7*7}} <%= 7*7 %> `id`',
  '../../etc/passwd',
  '@|-|@',
  '||',
  'null',
  'undefined',
  '1e999',
];

test.each(endpoints)('$method $path never fails, whatever stands in a text', async ({ method, path, valid, bad }) => {
  const { send } = await bootApi();
  for (const name of new Set([...Object.keys(valid), ...Object.keys(bad)])) {
    for (const value of [...hostile, null, [], {}, 0, -1, 1.5, 1e300, true, false]) {
      const fields = withValue(valid, name, value);
      const body = JSON.stringify(fields);
      const answers = [
        await send(method, path, { body, headers: { 'content-type': 'application/json' } }),
        await send(method, path, { form: asForm(fields) }),
      ];
      for (const answer of answers) {
        const what = `${name}=${shown(value)}`;
        expect([what, answer.status < 500]).toEqual([what, true]);
        if (answer.status >= 400) expect(answer.json.errors[0].message).toEqual(expect.any(String));
      }
    }
  }
});

test.each([
  'settings[__proto__]=x',
  'settings[constructor][prototype]=x',
  '__proto__[admin]=1',
  'settings[a][b][c][d][e][f][g]=x',
  'settings[99999999]=x',
])('%s is refused, and no object learns of it', async (form) => {
  const { send } = await bootApi();
  const answer = await send('PUT', '/conferences/10001', { form });
  expect([answer.status, answer.json.name]).toEqual([400, 'INVALID_PARAMETER']);
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test.each(['-1', '0', 'x', '1.5', '9'.repeat(400), '1 or 1=1', '[]'])(
  'page %s is a list all the same',
  async (page) => {
    const { send } = await bootApi();
    const answer = await send('GET', `/conferences/active?page=${encodeURIComponent(page)}`);
    expect([answer.status, Array.isArray(answer.json)]).toEqual([200, true]);
  },
);
