import { DateTime } from 'luxon';
import { expect, test } from 'vitest';
import { instantOf, isoIn, plusDays, readInstant, wallTimeOf } from './zone-time.ts';

const zones = ['Europe/Warsaw', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'];

test('instants are shown as another library shows them, every 7 hours of two years', () => {
  const from = Date.parse('2026-01-01T00:30:00Z');
  for (const zone of zones) {
    for (let at = from; at < from + 730 * 86_400_000; at += 7 * 3_600_000) {
      const expected = DateTime.fromMillis(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ssZZ");
      expect(isoIn(at, zone)).toBe(expected);
      // The second of two equal hours leads to the first.
      const back = instantOf(wallTimeOf(at, zone), zone);
      expect(back.occurs === 'twice' ? [at, at - 3_600_000, at - 1_800_000] : [at]).toContain(back.at);
      expect(back.occurs).not.toBe('skipped');
    }
  }
});

test('an hour that is skipped or comes twice is said to be so', () => {
  expect(instantOf('2027-03-28T02:30:00', 'Europe/Warsaw')).toEqual({
    at: Date.parse('2027-03-28T03:30:00+02:00'),
    occurs: 'skipped',
  });
  expect(instantOf('2027-10-31T02:30:00', 'Europe/Warsaw')).toEqual({
    at: Date.parse('2027-10-31T02:30:00+02:00'),
    occurs: 'twice',
  });
});

test('a time without an offset is meant in the zone, one with an offset is not', () => {
  expect(readInstant('2030-05-14 10:00', 'Europe/Warsaw')).toBe(Date.parse('2030-05-14T08:00:00Z'));
  expect(readInstant('2030-05-14T10:00:00.5+0200', 'UTC')).toBe(Date.parse('2030-05-14T08:00:00Z'));
  expect(readInstant('2030-05-14T10:00Z', 'Europe/Warsaw')).toBe(Date.parse('2030-05-14T10:00:00Z'));
  expect(readInstant('soon', 'UTC')).toBeUndefined();
});

test('a week later is the same hour on the clock', () => {
  expect(plusDays('2027-03-24T18:00:00', 7)).toBe('2027-03-31T18:00:00');
});
