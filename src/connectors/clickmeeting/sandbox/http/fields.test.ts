import { expect, test } from 'vitest';
import { booleanOf, type Fields, fieldsOfJson, fieldsOfPairs, integerOf, listOf, mergeFields } from './fields.ts';

const parse = (text: string): Fields => fieldsOfPairs(new URLSearchParams(text));
const plain = (fields: unknown): unknown => JSON.parse(JSON.stringify(fields));

test('brackets nest, keep their keys and append when empty', () => {
  expect(plain(parse('a=1&settings[x]=1&registration[1]=Anna&registration[3]=a%40b.c'))).toEqual({
    a: '1',
    settings: { x: '1' },
    registration: { 1: 'Anna', 3: 'a@b.c' },
  });
  expect(plain(parse('attendees[][email]=a&attendees[][email]=b'))).toEqual({
    attendees: { 0: { email: 'a' }, 1: { email: 'b' } },
  });
  expect(plain(parse('attendees%5B0%5D%5Bemail%5D=a'))).toEqual({ attendees: { 0: { email: 'a' } } });
});

test('the last of two equal names wins, and a leading & does not matter', () => {
  expect(plain(parse('&name=first&name=second'))).toEqual({ name: 'second' });
  expect(plain(parse('a=1&a[x]=2'))).toEqual({ a: { x: '2' } });
});

test('text that only looks like brackets stays a name', () => {
  expect(plain(parse('[x]=1&a[b=2&c]=3'))).toEqual({ '[x]': '1', 'a[b': '2', 'c]': '3' });
});

test.each(['settings[__proto__]=1', '__proto__[x]=1', 'a[constructor][prototype][x]=1'])(
  '%s is refused and changes no prototype',
  (text) => {
    expect(() => parse(text)).toThrow('is not a parameter name');
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  },
);

test('a huge index, a deep nesting and too many fields are refused', () => {
  expect(() => parse('attendees[999999][email]=a@b.c')).toThrow('beyond the last index');
  expect(() => parse('a[b][c][d][e][f][g]=1')).toThrow('nested deeper');
  expect(() => parse('a=1&'.repeat(10_001))).toThrow('More than 10000');
});

test('ten thousand appended values are read in a moment, and go on after the highest index', () => {
  const before = process.cpuUsage();
  expect(Object.keys(parse('a[]=x&'.repeat(9_999))['a'] as Fields)).toHaveLength(9_999);
  const { user, system } = process.cpuUsage(before);
  // Of the processor, so that a busy machine changes nothing.
  expect((user + system) / 1000).toBeLessThan(1000);
  expect(plain(parse('a[7]=x&a[]=y&a[3]=z&a[]=w'))).toEqual({ a: { 3: 'z', 7: 'x', 8: 'y', 9: 'w' } });
});

test('JSON gives the same shape as a form', () => {
  expect(plain(fieldsOfJson({ attendees: [{ email: 'a' }], on: true }))).toEqual({
    attendees: { 0: { email: 'a' } },
    on: true,
  });
  expect(() => fieldsOfJson('text')).toThrow('must be an object');
  expect(() => fieldsOfJson(JSON.parse('{"settings":{"__proto__":1}}'))).toThrow('is not a parameter name');
  expect(() => fieldsOfJson(JSON.parse(`${'{"a":'.repeat(9)}1${'}'.repeat(9)}`))).toThrow('nested deeper');
});

test('a JSON document has no more fields than a form', () => {
  const attendees = Array.from({ length: 5_000 }, () => ({ email: 'a' }));
  expect(() => fieldsOfJson({ attendees })).toThrow('More than 10000');
  expect(Object.keys(fieldsOfJson({ attendees: attendees.slice(1) })['attendees'] as Fields)).toHaveLength(4_999);
});

test('a name of megabytes is not copied for each field below it', () => {
  const started = performance.now();
  const fields = fieldsOfJson({ ['k'.repeat(4_000_000)]: Array.from({ length: 9_998 }, () => 1) });
  expect([Object.keys(fields).length, performance.now() - started < 1000]).toEqual([1, true]);
});

test.each([
  ['1', true],
  ['0', false],
  [true, true],
  ['False', false],
  ['True', true],
  ['false', false],
  [0, false],
  ['', undefined],
  ['maybe', undefined],
] as const)('%j as a boolean is %s', (value, expected) => {
  expect(booleanOf(value)).toBe(expected);
});

test('numbers are whole decimals only', () => {
  expect([' 12 ', 5, '1.5', '0x10', '1e3', '', null].map((value) => integerOf(value))).toEqual([
    12,
    5,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('a list parameter may be one plain value or absent', () => {
  expect(listOf('a')).toEqual(['a']);
  expect(listOf(undefined)).toEqual([]);
  expect(listOf(parse('t[]=a&t[]=b')['t'])).toEqual(['a', 'b']);
});

test('body fields cover query fields of the same name', () => {
  expect(plain(mergeFields(parse('a=1&b=1'), parse('a=2')))).toEqual({ a: '2', b: '1' });
});
