import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { createClients } from './clients.ts';

const request = (remoteAddress: string, headers: Record<string, string> = {}) =>
  ({ socket: { remoteAddress }, headers }) as unknown as IncomingMessage;

test.each([
  ['', '10.0.0.9', '192.0.2.1', '10.0.0.9'],
  ['10.0.0.0/8', '10.0.0.9', '192.0.2.1', '192.0.2.1'],
  ['10.0.0.0/8', '::ffff:10.0.0.9', '192.0.2.1', '192.0.2.1'],
  ['10.0.0.0/8', '10.0.0.9', '203.0.113.7, 192.0.2.1', '192.0.2.1'],
  ['10.0.0.0/8', '10.0.0.9', '203.0.113.7, 192.0.2.1, 10.1.1.1', '192.0.2.1'],
  ['10.0.0.0/8', '10.0.0.9', '203.0.113.7, nonsense, 10.1.1.1', '10.1.1.1'],
  ['10.0.0.0/8', '10.0.0.9', '', '10.0.0.9'],
  ['10.0.0.0/8', '192.0.2.9', '203.0.113.7', '192.0.2.9'],
  ['loopback', '127.0.0.1', '192.0.2.1:5000', '192.0.2.1'],
  ['loopback', '::1', '[2001:db8::1]:5000', '2001:db8::1'],
  ['2001:db8::/32', '2001:db8::5', '192.0.2.1', '192.0.2.1'],
  ['10.0.0.5', '10.0.0.6', '192.0.2.1', '10.0.0.6'],
])('with %j trusted, %s that forwards for %j is %s', (trusted, peer, forwarded, ip) => {
  const headers = forwarded === '' ? {} : { 'x-forwarded-for': forwarded };
  expect(createClients(trusted).ip(request(peer, headers))).toBe(ip);
});

test('only a trusted proxy is believed to have spoken https', () => {
  const { isSecure } = createClients('loopback');
  const headers = { 'x-forwarded-proto': 'https' };
  expect(isSecure(request('127.0.0.1', headers))).toBe(true);
  expect(isSecure(request('192.0.2.1', headers))).toBe(false);
  expect(isSecure(request('127.0.0.1'))).toBe(false);
});

test.each(['everywhere', '10.0.0.0/33', '10.0.0', '::/129'])('%s is no range', (range) => {
  expect(() => createClients(range)).toThrow(expect.objectContaining({ code: 'configuration' }));
});
