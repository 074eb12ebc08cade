import { expect, test } from 'vitest';
import type { AuthOption } from '../../kernel/connector.ts';
import type { SealedCredentials } from '../../kernel/ports/storage.ts';
import type { Vault } from '../../kernel/ports/vault.ts';
import { Secret } from '../../kernel/secret.ts';
import { createRedactor } from '../../platform/telemetry/redactor.ts';
import { createSigner } from './signer.ts';

const sealed: SealedCredentials = {
  tenantId: 'ten_1',
  connectionId: 'con_1',
  keyId: 'k',
  wrappedKey: '',
  version: 1,
  fields: {},
};
const base = { key: 'main', title: 'Main', fields: {} };

function unused(): never {
  throw new Error('Signing needs no secrets of others');
}

/** A vault that holds exactly these secrets. */
function vaultWith(secrets: Record<string, string>) {
  const opened: SealedCredentials[] = [];
  const vault: Vault = {
    activeKeyId: 'k',
    seal: () => sealed,
    rewrap: (credentials) => credentials,
    open(credentials) {
      opened.push(credentials);
      return Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, new Secret(value)]));
    },
    sealSecret: unused,
    openSecret: unused,
    rewrapSecret: unused,
  };
  return { vault, opened };
}

function sign(option: AuthOption, secrets: Record<string, string> = {}, fields: Record<string, string> = {}) {
  const redactor = createRedactor();
  const { vault, opened } = vaultWith(secrets);
  return {
    ...createSigner({ vault, redactor }).sign(option, Object.keys(secrets).length === 0 ? undefined : sealed, fields),
    redactor,
    opened,
  };
}

test('an open API is signed with nothing and opens no credentials', () => {
  expect(sign({ ...base, type: 'none' })).toMatchObject({ headers: {}, query: {}, opened: [] });
});

test('an API key goes into its header under a lower-case name', () => {
  const option: AuthOption = { ...base, type: 'api_key', in: 'header', name: 'X-Api-Key', value: '{apiKey}' };
  expect(sign(option, { apiKey: 'us-1' })).toMatchObject({ headers: { 'x-api-key': 'us-1' }, query: {} });
});

test('an API key goes into the query with text around it', () => {
  const option: AuthOption = { ...base, type: 'api_key', in: 'query', name: 'apiKey', value: 'v2:{apiKey}' };
  expect(sign(option, { apiKey: 'abcd' })).toMatchObject({ headers: {}, query: { apiKey: 'v2:abcd' } });
});

test('Basic encodes user and password in UTF-8', () => {
  const option: AuthOption = { ...base, type: 'basic', username: '{username}', password: '{apiKey}' };
  const { headers } = sign(option, { apiKey: 'pä:ss' }, { username: 'anna@example.com' });
  expect(headers).toEqual({ authorization: `Basic ${Buffer.from('anna@example.com:pä:ss').toString('base64')}` });
});

test('Basic refuses a user name with a colon', () => {
  const option: AuthOption = { ...base, type: 'basic', username: '{username}', password: '{apiKey}' };
  expect(() => sign(option, { apiKey: 'p' }, { username: 'a:b' })).toThrow(
    expect.objectContaining({ code: 'client_action_required' }),
  );
});

test('a bearer token goes into the authorization header', () => {
  expect(sign({ ...base, type: 'bearer', token: '{token}' }, { token: 'tok-1' }).headers).toEqual({
    authorization: 'Bearer tok-1',
  });
});

test('several headers take secret and open fields alike', () => {
  const option: AuthOption = {
    ...base,
    type: 'headers',
    headers: { 'X-Account-Id': '{accountId}', 'X-Passcode': '{passcode}' },
  };
  expect(sign(option, { passcode: 'p-1' }, { accountId: 'A-1' }).headers).toEqual({
    'x-account-id': 'A-1',
    'x-passcode': 'p-1',
  });
});

test('a secret wins over an open field of the same name', () => {
  expect(sign({ ...base, type: 'bearer', token: '{token}' }, { token: 'sealed' }, { token: 'open' }).headers).toEqual({
    authorization: 'Bearer sealed',
  });
});

test('a missing credential asks the person to connect again and names the field', () => {
  expect(() => sign({ ...base, type: 'bearer', token: '{token}' })).toThrow(
    expect.objectContaining({ code: 'client_action_required', message: expect.stringContaining('token') }),
  );
});

test('a template cannot reach what is not a credential', () => {
  expect(() => sign({ ...base, type: 'bearer', token: '{constructor}' }, { token: 'x' })).toThrow(
    expect.objectContaining({ code: 'client_action_required' }),
  );
});

test.each(['a\r\nx-evil: 1', 'a\nb', 'a\0b', 'smile😀'])(
  'a credential that no header can carry is refused and not repeated: %j',
  (token) => {
    const error = (() => {
      try {
        return sign({ ...base, type: 'bearer', token: '{token}' }, { token });
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toMatchObject({ code: 'client_action_required' });
    expect(JSON.stringify(error) + String(error)).not.toContain(token);
  },
);

test('opened and composed secrets are redacted from signing until forget', () => {
  const option: AuthOption = { ...base, type: 'basic', username: '{username}', password: '{apiKey}' };
  const { headers, redactor, forget } = sign(option, { apiKey: 'key-12345' }, { username: 'anna' });
  const leak = `key-12345 and ${headers['authorization']}`;
  expect(redactor.redactText(leak)).not.toMatch(/key-12345|[A-Za-z0-9+/]{16}/);
  forget();
  expect(redactor.redactText('key-12345')).toBe('key-12345');
});

test('credentials are opened anew for every call', () => {
  const { vault, opened } = vaultWith({ token: 'tok-1' });
  const signer = createSigner({ vault, redactor: createRedactor() });
  const option: AuthOption = { ...base, type: 'bearer', token: '{token}' };
  signer.sign(option, sealed, {});
  signer.sign(option, sealed, {});
  expect(opened).toHaveLength(2);
});

test('oauth2 sends the access token as a bearer and hides it, the refresh token and no ordinary word', () => {
  const option: AuthOption = {
    ...base,
    type: 'oauth2',
    grant: 'authorization_code',
    tokenUrl: 'https://a.test/t',
    scopes: [],
  };
  const secrets = {
    accessToken: 'access-1234567',
    refreshToken: 'refresh-1234567',
    tokenType: 'Bearer',
    rotation: 'rotates',
  };
  const signature = sign(option, secrets);
  expect(signature.headers).toEqual({ authorization: 'Bearer access-1234567' });
  expect(signature.secrets).toEqual(['access-1234567', 'refresh-1234567']);
});
