import { describe, expect, test } from 'vitest';
import { readDefinitionAnswer } from './definition-answer.ts';

const app = { name: 'example.com', host: 'example.com', path: '', url: 'https://example.com' };
const base = { baseUrl: 'https://api.example.com/v1/' };
const read = (input: Record<string, unknown>, isTrusted = false) => readDefinitionAnswer(input, app, { isTrusted });

describe('each way to authenticate becomes an auth option', () => {
  test.each([
    [{ auth: 'none' }, { type: 'none', fields: {} }],
    [{ auth: 'bearer' }, { type: 'bearer', token: '{token}' }],
    [
      { auth: 'api_key_header', headerName: 'X-Api-Key' },
      { type: 'api_key', in: 'header', name: 'X-Api-Key', value: '{apiKey}' },
    ],
    [
      { auth: 'api_key_header', headerName: 'Authorization', prefix: 'Token' },
      { type: 'api_key', in: 'header', value: 'Token {apiKey}' },
    ],
    [
      { auth: 'api_key_query', paramName: 'key' },
      { type: 'api_key', in: 'query', name: 'key' },
    ],
    [{ auth: 'basic' }, { type: 'basic', username: '{username}', password: '{password}' }],
    [
      {
        auth: 'oauth2',
        authorizeUrl: 'https://example.com/authorize',
        tokenUrl: 'https://example.com/token',
        scopes: 'read write',
      },
      { type: 'oauth2', grant: 'authorization_code', scopes: [{ name: 'read' }, { name: 'write' }] },
    ],
  ])('%j', (given, option) => {
    const { definition } = read({ ...base, ...given, testPath: '/me' });
    expect(definition).toMatchObject({ baseUrl: 'https://api.example.com/v1', domains: ['example.com'] });
    expect(definition.auth[0]).toMatchObject({ ...option, test: { method: 'GET', path: '/me' } });
  });
});

test('what is left are credentials, and the client of OAuth is none of them', () => {
  expect(read({ ...base, auth: 'bearer', token: 'x' }).credentials).toEqual({ token: 'x' });
  const oauth = { auth: 'oauth2', authorizeUrl: 'https://example.com/a', tokenUrl: 'https://example.com/t' };
  const { client, credentials, definition } = read({ ...base, ...oauth, clientId: 'id', clientSecret: 'hush' });
  expect(client).toEqual({ clientId: 'id', clientSecret: 'hush' });
  expect(credentials).toEqual({});
  expect(JSON.stringify(definition)).not.toContain('hush');
});

describe('what is wrong is named by its field', () => {
  test.each([
    [{}, 'input.baseUrl: required'],
    [{ baseUrl: 'https://api.example.com' }, 'input.auth: required'],
    [{ ...base, auth: 'magic' }, 'input.auth'],
    [{ ...base, auth: 'api_key_header' }, 'input.headerName: enter the name of the header'],
    [{ ...base, auth: 'api_key_header', headerName: 'X Key' }, 'input.headerName'],
    [{ ...base, auth: 'api_key_header', headerName: 'X-Key', prefix: 'a\r\nb' }, 'input.prefix'],
    [{ ...base, auth: 'api_key_query' }, 'input.paramName: enter the name of the parameter'],
    [{ ...base, auth: 'oauth2' }, 'input.authorizeUrl: enter the address where people sign in'],
    [{ ...base, auth: 'bearer', testPath: 'me' }, 'input.testPath'],
    [{ ...base, auth: 'bearer', tokne: 'x' }, 'input.tokne: unknown field, did you mean token?'],
    [{ ...base, auth: 'none', apiKey: 'x' }, 'input.apiKey: unknown field'],
    [{ baseUrl: 'api.example.com', auth: 'none' }, 'input.baseUrl: expected an address'],
    [{ baseUrl: 'http://api.example.com', auth: 'none' }, 'input.baseUrl: expected https://'],
    [{ baseUrl: 'https://10.0.0.1', auth: 'none' }, 'input.baseUrl: 10.0.0.1 is not a public'],
    [{ baseUrl: 'https://localhost/x', auth: 'none' }, 'input.baseUrl: localhost is not'],
    [{ baseUrl: 'https://db.internal', auth: 'none' }, 'input.baseUrl: db.internal is not'],
    [{ baseUrl: 'https://[::1]/', auth: 'none' }, 'input.baseUrl'],
    [{ baseUrl: 'https://me:pw@api.example.com', auth: 'none' }, 'input.baseUrl: an address with a user'],
    [{ baseUrl: 'https://{region}.example.com', auth: 'none' }, 'input.baseUrl'],
    [{ baseUrl: 'ftp://api.example.com', auth: 'none' }, 'input.baseUrl'],
  ])('%j', (input, message) => {
    expect(() => read(input)).toThrow(expect.objectContaining({ code: 'bad_request' }));
    expect(() => read(input)).toThrow(message);
  });
});

test('everything that is wrong is told at once', () => {
  const issuesOf = (input: Record<string, unknown>) => {
    try {
      read(input);
    } catch (error) {
      return (error as { details: { issues: { path: string }[] } }).details.issues.map(({ path }) => path);
    }
    return [];
  };
  const wrong = { baseUrl: 'api.example.com', auth: 'api_key_header', testPath: 'me' };
  expect(issuesOf(wrong)).toEqual(['input.baseUrl', 'input.testPath', 'input.headerName']);
  const oauth = { baseUrl: 'ftp://example.com', auth: 'oauth2', authorizeUrl: 'http://example.com/a' };
  expect(issuesOf(oauth)).toEqual(['input.baseUrl', 'input.authorizeUrl', 'input.tokenUrl']);
});

test('what an added app asks for is written as people write it', () => {
  const described = (auth: Record<string, string>) =>
    Object.values(read({ ...base, ...auth }).definition.auth[0].fields).map(({ description }) => description);
  expect(described({ auth: 'api_key_header', headerName: 'X-Key' })).toEqual(['The API key that the app gave you']);
  expect(described({ auth: 'bearer' })).toEqual(['The token that the app gave you']);
});

test('the operator may name private addresses', () => {
  expect(read({ baseUrl: 'http://10.0.0.1:8080/api', auth: 'none' }, true).definition.baseUrl).toBe(
    'http://10.0.0.1:8080/api',
  );
});
