import { expect, test } from 'vitest';
import type { AuthOption, ConnectorDefinition } from '../../kernel/connector.ts';
import type { AppRow } from '../../kernel/ports/storage-connect.ts';
import { addedBy, destinationsOf } from './destinations.ts';

const oauth = {
  key: 'oauth2',
  title: 'Sign in',
  type: 'oauth2',
  grant: 'authorization_code',
  authorizeUrl: 'https://login.example.org/authorize',
  tokenUrl: 'https://api.example.com/token',
  scopes: [],
  fields: {},
} satisfies AuthOption;
const bearer: AuthOption = { key: 'bearer', title: 'Token', type: 'bearer', token: '{token}', fields: {} };

function hosts(option: AuthOption, given: { baseUrl?: string; override?: string; region?: string } = {}) {
  const definition = { baseUrl: given.baseUrl ?? 'https://api.example.com/v1' } as ConnectorDefinition;
  const fields: Record<string, string> = given.region === undefined ? {} : { region: given.region };
  const addresses = { override: () => given.override };
  return destinationsOf({ addresses }, { fields, sandbox: false }, { app: 'x', definition }, option);
}

test('credentials go to the base address, and those of a sign-in to its addresses too', () => {
  expect(hosts(bearer)).toEqual(['api.example.com']);
  expect(hosts(oauth)).toEqual(['api.example.com', 'login.example.org']);
});

test('an override moves the base address, and what lies beside it', () => {
  expect(hosts(oauth, { override: 'http://127.0.0.1:8080' })).toEqual(['127.0.0.1:8080', 'login.example.org']);
});

test('what is not entered yet is open, and letters that look like others are shown for what they are', () => {
  const baseUrl = 'https://{region}.api.example.com';
  expect(hosts(bearer, { baseUrl })).toEqual(['*.api.example.com']);
  expect(hosts(bearer, { baseUrl, region: 'eu' })).toEqual(['eu.api.example.com']);
  expect(hosts(bearer, { baseUrl: 'https://\u0430pple.com' })).toEqual(['xn--pple-43d.com']);
});

test('hosts of another owner are strangers; sub-domains, ports and neighbours of a shared suffix are told apart', () => {
  const strangers = (host: string, ...to: string[]) => addedBy({ tenantId: null, host } as AppRow, to).strangers;
  expect(strangers('stripe.com', 'api.stripe.com', 'stripe.com:8443')).toEqual([]);
  expect(strangers('stripe.com', 'api.stripe.com', 'attacker.example.net')).toEqual(['attacker.example.net']);
  expect(strangers('stripe.com', 'stripe.com.evil.net', '10.0.0.1:80', 'notstripe.com')).toHaveLength(3);
  expect(strangers('one.github.io', 'two.github.io')).toEqual(['two.github.io']);
  expect(strangers('', 'api.stripe.com')).toEqual(['api.stripe.com']);
});
