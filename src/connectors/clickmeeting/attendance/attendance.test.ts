import { expect, test } from 'vitest';
import { toCsv } from '../../../kernel/csv.ts';
import { bootActions } from '../on-sandbox.fixture.ts';
import { presentMs } from './presence.ts';
import { attendanceOf } from './report.ts';

const plain = { delimiter: ',', escapeFormulas: true, byteOrderMark: false } as const;

const stays = (...minutes: readonly (readonly [from: number, to: number])[]) =>
  minutes.map(([from, to]) => ({ from: from * 60_000, to: to * 60_000 }));

test.each([
  ['nobody', [], 0],
  ['stays apart', stays([0, 10], [20, 30]), 20],
  ['stays that overlap, in any order', stays([5, 30], [0, 10], [6, 7]), 30],
  ['stays that touch', stays([0, 10], [10, 20], [3, 3]), 20],
  ['the page reloaded over the turn of a minute', stays([0, 10], [11, 20]), 20],
  ['two minutes away', stays([0, 10], [12, 20]), 18],
])('the minutes of %s count once', (_, visits, minutes) => {
  expect(presentMs(visits)).toBe(minutes * 60_000);
  expect(presentMs(visits.toReversed())).toBe(minutes * 60_000);
});

test('whoever was there from the beginning to the end and reloaded the page was there all the time', () => {
  const session = { id: 1, start_date: at(0), end_date: at(45) };
  const attendees = [
    visit({ email: 'a@x.pl' }, 0, 20),
    visit({ email: 'a@x.pl' }, 21, 44),
    visit({ email: 'a@x.pl' }, 45, 45),
  ];
  expect(attendanceOf([{ session, attendees }], { registrations: [], zone: 'UTC' })).toMatchObject([
    { minutes: 45, percent: 100 },
  ]);
});

test('what a spreadsheet would run becomes text, and numbers stay numbers', () => {
  const rows = [['=HYPERLINK("http://x")', '+48 1-2', '-1', '@a', '\tx', '＝1', ' =1', 'a=b', -5, true, null]];
  const escaped = `"'=HYPERLINK(""http://x"")",'+48 1-2,-1,'@a,'\tx,'＝1,' =1,a=b,-5,true,\r\n`;
  expect(toCsv(rows, plain)).toBe(escaped);
  expect(toCsv([['=1']], { ...plain, escapeFormulas: false })).toBe('=1\r\n');
});

test.each(['+14155551263', '+48 22 555 01 00', '-1.5', '-622360cef3c07f88967c08820e20df31', '-a22360cef3c07f88967c'])(
  '%j is no formula to any spreadsheet, and stays as it is',
  (text) => {
    expect(toCsv([[text]], plain)).toBe(`${text}\r\n`);
  },
);

test.each([
  '-A1',
  '+A1+A2',
  '+1-415-555-0100',
  '-SUM(A1:A9)',
  "+cmd|' /C calc'!A0",
  '-1+1',
  '+a22360cef3c07f88967c(1)',
])('%j is one, and becomes text', (text) => {
  expect(toCsv([[text]], plain)).toContain(`'${text}`);
});

test('quotes, line ends and the delimiter are quoted, and a mark comes first when asked for', () => {
  expect(toCsv([['a,b', 'c;d', 'e"f', 'g\nh']], plain)).toBe('"a,b",c;d,"e""f","g\nh"\r\n');
  expect(toCsv([['a,b', 'c;d']], { ...plain, delimiter: ';', byteOrderMark: true })).toBe('\uFEFFa,b;"c;d"\r\n');
});

const at = (minute: number) => new Date(Date.UTC(2030, 0, 1, 10, minute)).toISOString();
const visit = (facts: object, from: number, to: number) => ({ start_date: at(from), end_date: at(to), ...facts });

test('people are merged by e-mail in any case, then by name; strangers without both stay apart', () => {
  const session = { id: 1, start_date: at(0), end_date: at(60) };
  const attendees = [
    visit({ uid: '1', email: 'Eva@x.pl', nickname: 'Eva', role: 'listener' }, 0, 20),
    visit({ uid: '2', email: 'eva@x.pl', nickname: 'Eva (phone)', role: 'presenter', rating: 4 }, 10, 30),
    visit({ uid: '3', email: null, nickname: 'Guest' }, 0, 10),
    visit({ uid: '4', email: '', nickname: 'guest ' }, 40, 60),
    visit({ uid: '5' }, 0, 1),
    visit({ uid: '6' }, 0, 1),
  ];
  const registrations = [
    { id: 1, email: 'EVA@x.pl', fields: { 'First Name': 'Eva', 'Last Name': 'Nowak' } },
    { id: 2, email: 'absent@x.pl', visitor_nickname: 'Jan' },
  ];
  const rows = attendanceOf([{ session, attendees }], { registrations, zone: 'UTC' });
  expect(rows.map(({ name, minutes, attended, percent }) => [name, minutes, attended, percent])).toEqual([
    ['Eva Nowak', 30, true, 50],
    ['Guest', 30, true, 50],
    ['', 1, true, 2],
    ['', 1, true, 2],
    ['Jan', 0, false, 0],
  ]);
  expect(rows[0]).toMatchObject({
    role: 'presenter',
    rating: 4,
    nicknames: ['Eva', 'Eva (phone)'],
    first_in: '2030-01-01T10:00:00+00:00',
    last_out: '2030-01-01T10:30:00+00:00',
  });
});

test('minutes add up over sessions, and a visit without an end lasts as long as its session', () => {
  const held = [1, 2].map((id) => ({
    session: { id, start_date: at(0), end_date: at(30) },
    attendees: [{ uid: `${id}`, email: 'a@x.pl', nickname: 'A', start_date: at(10), end_date: null }],
  }));
  const [row] = attendanceOf(held, { registrations: [], zone: 'UTC' });
  expect(row).toMatchObject({
    minutes: 40,
    percent: 67,
    sessions: [{ session_id: 1, minutes: 20 }, { session_id: 2 }],
  });
});

test('the report of the demo webinar has who came and who did not', async () => {
  const { run } = await bootActions();
  const report = await run('get-attendance-report', { room_id: 10005 });
  expect(report).toMatchObject({ sessions: 1, session_minutes: 55, timezone: 'Europe/Warsaw', attended: 4 });
  expect(report.items.find(({ email }: any) => email === 'dana@example.com')).toMatchObject({
    minutes: 42,
    registered: true,
    rating: 3,
  });
  expect(report.absent).toBe(report.items.filter(({ attended }: any) => !attended).length);
  const launch = await run('get-attendance-report', { room_id: 10002 });
  expect(launch).toMatchObject({ sessions: 0, attended: 0 });
  expect(launch.items.every(({ attended, minutes }: any) => !attended && minutes === 0)).toBe(true);
  expect((await run('get-attendance-report', { room_id: 10002, include_absent: false })).items).toEqual([]);
});

test('sessions are chosen by id and by date, in the zone of the caller', async () => {
  const { run } = await bootActions();
  const sessions = async (input: object) => (await run('get-attendance-report', { room_id: 10005, ...input })).sessions;
  expect(await sessions({ from: '2026-11-13', until: '2026-11-14' })).toBe(1);
  expect(await sessions({ until: '2026-11-13' })).toBe(0);
  expect(await sessions({ from: '2026-11-13 10:30', timezone: 'America/New_York' })).toBe(0);
  expect(await sessions({ from: '2026-11-13 10:00', timezone: 'America/New_York' })).toBe(1);
  expect(await sessions({ session_ids: [20001] })).toBe(1);
  await expect(sessions({ session_ids: [20001, 5] })).rejects.toMatchObject({
    message: 'Room 10005 has no session 5',
    hint: expect.stringContaining('20001'),
  });
});

test('a CSV file takes the place of the rows, with chosen columns', async () => {
  const { run, files } = await bootActions();
  const csv = {
    delimiter: ';',
    columns: ['email', 'attended', 'minutes', 'sessions_attended'],
    byte_order_mark: false,
  };
  const report = await run('get-attendance-report', { room_id: 10005, format: 'csv', csv });
  expect(report.items).toBeUndefined();
  expect(report.file).toMatchObject({ name: 'attendance-10005.csv', contentType: 'text/csv; charset=utf-8' });
  expect(files[0]?.text.split('\r\n').slice(0, 2)).toEqual([
    'email;attended;minutes;sessions_attended',
    'anna@example.com;yes;55;1',
  ]);
  await expect(run('get-attendance-report', { room_id: 10005, csv })).rejects.toThrow(
    'csv: has no effect without format csv',
  );
});

test.each([
  ['x;=1+1', "x;'=1+1"],
  ['x;+1|calc', "x;'+1|calc"],
  ['a\t@SUM(A1)', "a\t'@SUM(A1)"],
  ['a\n =1', '"a\n \'=1"'],
  ['a","=1', '"a"",""\'=1"'],
  ['good, but -1 for sound; = fine', '"good, but -1 for sound; \'= fine"'],
  ['+48 22, x=1', '"\'+48 22, x=1"'],
])('%j is no formula either where a spreadsheet splits at other signs', (text, written) => {
  expect(toCsv([[text]], { delimiter: ',', escapeFormulas: true, byteOrderMark: false })).toBe(`${written}\r\n`);
  expect(toCsv([[text]], { delimiter: ',', escapeFormulas: false, byteOrderMark: false })).not.toContain("'");
});
