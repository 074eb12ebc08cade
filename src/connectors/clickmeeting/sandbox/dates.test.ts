import { expect, test } from 'vitest';
import { isoIn, offsetSeconds, parseDate, parseDuration, utcText, zoneName } from './dates.ts';

const at = (text: string): number => Date.parse(text);

test.each([
  ['2026-11-20 10:00:00', '2026-11-20T09:00:00Z'],
  ['2026-11-20 10:00', '2026-11-20T09:00:00Z'],
  ['2026-07-20T10:00:00', '2026-07-20T08:00:00Z'],
  ['2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00Z'],
  ['2026-11-20T10:00:00-05:00', '2026-11-20T15:00:00Z'],
  ['2026-11-20 10:00:00+02:00', '2026-11-20T08:00:00Z'],
  ['2026-11-20T10:00:00+0200', '2026-11-20T08:00:00Z'],
  ['2026-11-20 10:00:00 +02:00', '2026-11-20T08:00:00Z'],
  ['2026-11-20T10:00Z', '2026-11-20T10:00:00Z'],
  ['2026-11-20', '2026-11-19T23:00:00Z'],
])('%s is read in the zone of Warsaw unless it has an offset', (text, expected) => {
  expect(parseDate(text, 'Europe/Warsaw')).toBe(at(expected));
});

test.each([
  ['2027-10-31 02:30:00', 'Europe/Warsaw', '2027-10-31T00:30:00Z'],
  ['2027-10-31T02:30:00+01:00', 'Europe/Warsaw', '2027-10-31T01:30:00Z'],
  ['2027-11-07 01:30', 'America/New_York', '2027-11-07T05:30:00Z'],
  ['2027-04-04 02:30:00', 'Australia/Sydney', '2027-04-03T15:30:00Z'],
])(
  'of an hour that the clock change repeats, %s in %s is the first unless it has an offset',
  (text, zone, expected) => {
    expect(parseDate(text, zone)).toBe(at(expected));
  },
);

test('an hour that the clock change skips moves forward', () => {
  expect(parseDate('2026-03-29 02:30:00', 'Europe/Warsaw')).toBe(at('2026-03-29T01:30:00Z'));
});

test.each([
  'tomorrow',
  '20.11.2026',
  '2026-13-01 10:00',
  '2026-02-30 10:00',
  '1999-01-01 10:00',
  '2026-11-20 25:00',
  '1700000000',
  '2026-11-20T10:00:00 02:00',
  '2026-11-31',
  '2026-11-20 10:60',
  '2026-11-20T10:00:00+99:99',
  '2026-11-20 10:00:00 -14:15',
])('%s is no date', (text) => {
  expect(parseDate(text, 'UTC')).toBeUndefined();
});

test.each([
  ['1:20', 80],
  ['0:20', 20],
  ['1', 60],
  ['2', 120],
  ['3:0', 180],
  ['1.5', 90],
  ['01:30:00', 90],
  ['24', 1440],
] as const)('the duration %s is %i minutes', (text, minutes) => {
  expect(parseDuration(text)).toBe(minutes);
});

test.each(['0', '0:04', '1:75', '25', '24:01', '-1', '1h', '90 min', ''])('%j is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test('times are shown with the offset that the zone has then', () => {
  expect(isoIn(at('2026-07-01T10:00:00Z'), 'Europe/Warsaw')).toBe('2026-07-01T12:00:00+02:00');
  expect(isoIn(at('2026-12-01T10:00:00Z'), 'UTC')).toBe('2026-12-01T10:00:00+00:00');
  expect(utcText(at('2026-12-01T10:00:05Z'))).toBe('2026-12-01 10:00:05');
  expect(offsetSeconds(at('2026-07-01T10:00:00Z'), 'Asia/Kolkata')).toBe(19_800);
});

test('zone names are taken in any letter case, offsets and nonsense are not', () => {
  expect(['europe/warsaw', 'utc', 'Asia/Kolkata'].map(zoneName)).toEqual(['Europe/Warsaw', 'UTC', 'Asia/Kolkata']);
  expect(['EUROPE/KYIV', 'africa/asmara', 'US/Eastern'].map(zoneName)).toEqual([
    ...['Europe/Kyiv', 'Africa/Asmara', 'US/Eastern'],
  ]);
  expect(['+02:00', 'Mars/Olympus', '../etc'].map(zoneName)).toEqual([undefined, undefined, undefined]);
});
