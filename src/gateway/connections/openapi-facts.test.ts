import { describe, expect, test } from 'vitest';
import { readOpenapi } from './openapi-facts.ts';

const source = new URL('https://api.example.com/docs/openapi.json');
const bearer = { type: 'http', scheme: 'bearer' };
const key = { type: 'apiKey', in: 'header', name: 'X-Key' };

describe('base URLs', () => {
  test.each([
    [{}, ['https://api.example.com']],
    [{ servers: [{ url: 'https://a.test/v1/' }] }, ['https://a.test/v1']],
    [{ servers: [{ url: '../v2' }] }, ['https://api.example.com/v2']],
    [
      { servers: [{ url: 'https://{region}.a.test', variables: { region: { default: 'eu' } } }] },
      ['https://eu.a.test'],
    ],
    [{ servers: [{ url: 'https://{region}.a.test' }] }, []],
    [{ servers: [{ url: 'ftp://a.test' }, {}, null, { url: 'https://b.test' }] }, ['https://b.test']],
  ])('%j', (given, baseUrls) => {
    expect(readOpenapi({ openapi: '3.1.0', ...given }, source).baseUrls).toEqual(baseUrls);
  });

  test('of version 2', () => {
    const document = { swagger: '2.0', host: 'a.test', basePath: '/v1', schemes: ['http', 'https'] };
    expect(readOpenapi(document, undefined).baseUrls).toEqual(['https://a.test/v1']);
    const plain = { ...document, schemes: ['http'] };
    expect(readOpenapi(plain, undefined).baseUrls).toEqual(['http://a.test/v1']);
  });
});

describe('ways to authenticate', () => {
  const schemesOf = (securitySchemes: object, security?: unknown) =>
    readOpenapi({ openapi: '3.0.0', components: { securitySchemes }, ...(security ? { security } : {}) }, source);

  test.each([
    [bearer, { auth: 'bearer' }],
    [{ type: 'http', scheme: 'Basic' }, { auth: 'basic' }],
    [key, { auth: 'api_key_header', headerName: 'X-Key' }],
    [
      { type: 'apiKey', in: 'query', name: 'k' },
      { auth: 'api_key_query', paramName: 'k' },
    ],
    [
      {
        type: 'oauth2',
        flows: {
          authorizationCode: {
            authorizationUrl: 'https://a.test/a',
            tokenUrl: 'https://a.test/t',
            scopes: { read: '' },
          },
        },
      },
      { auth: 'oauth2', authorizeUrl: 'https://a.test/a', tokenUrl: 'https://a.test/t', scopes: ['read'] },
    ],
  ])('%j', (scheme, fields) => {
    expect(schemesOf({ one: scheme }).schemes).toEqual({ one: fields });
  });

  test('those that the document asks for count, when it says so', () => {
    expect(Object.keys(schemesOf({ bearer, key }).schemes)).toEqual(['bearer', 'key']);
    expect(Object.keys(schemesOf({ bearer, key }, [{ key: [] }]).schemes)).toEqual(['key']);
  });

  test('those that are not known are named', () => {
    expect(schemesOf({ cookie: { type: 'apiKey', in: 'cookie', name: 'sid' } })).toMatchObject({
      schemes: {},
      unsupported: ['cookie'],
    });
  });
});

test.each([null, [], 'x', {}, { openapi: 3 }])('what is no OpenAPI document is refused: %j', (document) => {
  expect(() => readOpenapi(document, undefined)).toThrow(/input\.openapi: this is no OpenAPI document/);
});
