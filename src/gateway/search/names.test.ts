import { describe, expect, test } from 'vitest';
import { fitOf, hostOf } from './names.ts';

const clockface = {
  names: ['Clockface', 'clock-face'],
  domains: ['clockface.test', 'house.test/clock'],
  purpose: 'Sends text messages and faxes',
};
const scoreOf = (query: string) => fitOf(query, clockface);

describe('a name', () => {
  test.each([
    'clockface',
    'Clock Face',
    'clock_face',
    'CLOCK-FACE',
    'https://www.clockface.test/login?x=1',
    'app.clockface.test',
    'clockface.example',
    'clockface-sms',
    'clock',
    'kface',
    'clokface',
    'clcokface',
    'clockfacee',
    'text message',
    'sending faxes',
  ])('is meant by %s', (query) => {
    expect(scoreOf(query)).toBeGreaterThan(0);
  });

  test.each([
    '',
    '-',
    'c',
    'clockwork',
    'wallface',
    'text hub',
    'clockfish',
    'notclockface.test',
    'other.test',
    'klokfase',
  ])('is not meant by %s', (query) => {
    expect(scoreOf(query)).toBe(0);
  });

  test('fits the better the more of it was written', () => {
    const queries = ['clock face', 'app.clockface.test', 'clockf', 'clockface sms', 'lockfac', 'clokface', 'faxes'];
    const fits = queries.map(scoreOf);
    expect(fits).toEqual([...fits].sort((a, b) => b - a));
    expect(new Set(fits).size).toBe(queries.length);
  });

  test('of few letters allows no slip: it would be another', () => {
    expect(fitOf('gmail', { names: ['Email'], domains: [], purpose: '' })).toBe(0);
  });
});

test.each([
  ['https://user@App.Example.com:8080/x?y#z', 'app.example.com'],
  ['www.example.com', 'example.com'],
  ['example.com.', 'example.com'],
  ['example', undefined],
  ['two words.com', undefined],
  ['', undefined],
])('%s names the host %s', (query, host) => {
  expect(hostOf(query)).toBe(host);
});
