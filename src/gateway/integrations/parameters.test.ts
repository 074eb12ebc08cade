import { describe, expect, test } from 'vitest';
import type { AuthOption, ConnectorDefinition } from '../../kernel/connector.ts';
import type { SealedSecret } from '../../kernel/ports/vault.ts';
import { neededParameters } from '../catalog/parameters.ts';
import { hasMissingParameters, readOptions, readParameters } from './parameters.ts';

const key: AuthOption = { key: 'key', title: 'Key', type: 'bearer', token: '{apiKey}', fields: {} };
const oauth: AuthOption = {
  key: 'oauth',
  title: 'Sign in',
  type: 'oauth2',
  grant: 'authorization_code',
  tokenUrl: 'https://app.test/token',
  scopes: [],
  fields: {},
};
const definition: ConnectorDefinition = {
  name: 'App',
  description: '',
  domains: ['app.test'],
  links: { docs: 'https://app.test', homepage: 'https://app.test' },
  baseUrl: 'https://app.test',
  auth: [oauth, key],
  limits: { concurrency: 1, timeoutMs: 1000, maxResponseBytes: 1000 },
  errorMessagePaths: [],
};
const sealed: SealedSecret = {
  ownerId: 'int_1',
  keyId: 'k',
  wrappedKey: 'w',
  version: 1,
  fields: { clientSecret: 's' },
};

describe('parameters', () => {
  test('are sorted by their names: what says secret is sealed', () => {
    expect(readParameters(definition, { clientId: ' id ', clientSecret: 'x', webhookToken: 'y', port: 1 })).toEqual({
      plain: { clientId: 'id', port: '1' },
      secret: { clientSecret: 'x', webhookToken: 'y' },
    });
  });

  test('are removed by null and by nothing but white space', () => {
    expect(readParameters(definition, { clientId: null, clientSecret: ' ' })).toEqual({
      plain: { clientId: null },
      secret: { clientSecret: null },
    });
  });

  test.each(['client_secret', 'clientid', 'cleintId'])('that are all but known ones are refused: %s', (name) => {
    expect(() => readParameters(definition, { [name]: 'hush' })).toThrow(/did you mean client/);
  });

  test.each([
    ['__proto__x y', 'v'],
    ['region', 'a\nb'],
    ['region', 'x'.repeat(8_193)],
  ])('are names and single lines: %s', (name, value) => {
    expect(() => readParameters(definition, { [name]: value })).toThrow(/parameters/);
  });

  test('are never repeated by a refusal', () => {
    const refused = () => readParameters(definition, { clientSecret: 'hush\nhush' });
    expect(refused).toThrow();
    expect(refused).not.toThrow(/hush/);
  });
});

test('an option needs a client, unless every connection brings its own or has none', () => {
  expect(neededParameters(oauth)).toEqual(['clientId', 'clientSecret']);
  expect(neededParameters({ ...oauth, clientAuth: 'none' })).toEqual(['clientId']);
  expect(neededParameters({ ...oauth, grant: 'client_credentials' })).toEqual([]);
  expect(neededParameters(key)).toEqual([]);
});

test('parameters are missing until the plain and the sealed ones are there', () => {
  const row = { parameters: { clientId: 'id' }, options: {} };
  expect(hasMissingParameters([oauth, key], undefined, undefined)).toBe(true);
  expect(hasMissingParameters([oauth, key], row, undefined)).toBe(true);
  expect(hasMissingParameters([oauth, key], row, sealed)).toBe(false);
  expect(hasMissingParameters([key], undefined, undefined)).toBe(false);
  const ofOption = { parameters: {}, options: { oauth: { parameters: { clientId: 'id' } } } };
  expect(hasMissingParameters([oauth], ofOption, sealed)).toBe(false);
});

test('settings of options name options that there are, and hold no secrets', () => {
  expect(readOptions(definition, { '': { disabled: true } })).toEqual({ oauth: { disabled: true } });
  expect(() => readOptions(definition, { other: {} })).toThrow("no auth option 'other'");
  expect(() => readOptions(definition, { oauth: { parameters: { clientSecret: 'hush' } } })).toThrow('is a secret');
});
