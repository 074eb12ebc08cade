import { describe, expect, test } from 'vitest';
import { isPorinError } from '../../../kernel/errors.ts';
import type { Connector } from '../../catalog/connector.ts';
import { fillPath } from './raw-request.ts';
import { checkConfig, defaultOutputSchemaOf, effectOf, inputSchemaOf, outputSchemaOf } from './types.ts';

const request = { path: '/users/{id}', pathParameters: { id: { $var: '$.input.id' } } };

function refusal(type: string, config: unknown, connector?: Connector): string {
  try {
    checkConfig(type, config, connector);
  } catch (error) {
    if (isPorinError(error) && error.code === 'bad_request') return `${error.message} (${error.hint})`;
    throw error;
  }
  return 'accepted';
}

const operation = {
  effect: 'destroy',
  inputSchema: { type: 'object', title: 'in' },
  outputSchema: { type: 'object', title: 'out' },
};
/** As much of a connector as a check reads. */
const connector = {
  app: 'tiny',
  definition: { name: 'Tiny' },
  actions: new Map([['delete-thing', operation]]),
} as unknown as Connector;

describe('a configuration', () => {
  test('is kept with its formulas, in the order they were written in', () => {
    const formula = { $concat: ['a', { $var: 'input.b' }], delimiter: '-' };
    const config = { request: { ...request, data: { name: formula }, query: { a: formula } }, allowNon2xx: true };
    const checked = checkConfig('api-request-to-external-app', config);
    expect(checked).toEqual({ type: 'api-request-to-external-app', config });
    expect(JSON.stringify(checked.config['request'])).toContain(JSON.stringify(formula));
  });

  test('of the older type is one of the newer, with its method in capitals', () => {
    expect(checkConfig('api-request', { request: { ...request, method: 'post' } })).toEqual({
      type: 'api-request-to-external-app',
      config: { request: { ...request, method: 'POST' } },
    });
  });

  test.each([
    [{ uri: 'https://a.test', body: 1 }],
    [{ request: { uri: 'https://a.test', body: 1 } }],
    [{ request: { url: 'https://a.test', data: 1 } }],
    [{ url: 'https://a.test', data: 1 }],
  ])('of a request to any address is the same wrapped or not: %j', (config) => {
    expect(checkConfig('http-request', config).config).toEqual({ request: { uri: 'https://a.test', body: 1 } });
  });

  test.each([
    ['api-request-to-external-app', {}, 'config.request: required'],
    ['api-request-to-external-app', undefined, 'config.request: required'],
    ['api-request-to-external-app', 'text', 'config: expected object'],
    ['api-request-to-external-app', { request: { path: '' } }, 'config.request.path'],
    ['api-request-to-external-app', { request: { path: '/a', method: 'FETCH' } }, 'config.request.method'],
    ['api-request-to-external-app', { request: { path: '/a', heders: {} } }, "did you mean 'headers'?"],
    ['api-request-to-external-app', { request, alowNon2xx: true }, "did you mean 'allowNon2xx'?"],
    ['http-request', {}, 'config.request.uri: required'],
    ['http-request', { request: { uri: 'https://a.test' }, method: 'GET' }, 'config.method: unknown field'],
    ['http-request', { request: 'https://a.test' }, 'config.request: expected object'],
    ['api-request-to-external-app', { request: { path: { $var: 'a[' } } }, 'config.request.path.$var: $var needs'],
    [
      'http-request',
      { uri: 'https://a.test', body: [{ $concat: 'x' }] },
      'config.request.body[0].$concat: $concat needs',
    ],
    [
      'connector-operation',
      { operationKey: 'a', inputMapping: { $record: 1 } },
      'config.inputMapping.$record: $record',
    ],
    ['run-javascript', {}, 'config.code: required'],
    ['run-javascript', { code: '' }, 'config.code'],
    ['run-javascript', { code: 'x'.repeat(200_001) }, 'at most 200000'],
    ['connector-operation', { operation: 'a' }, 'config.operationKey: required'],
    ['list-data-records', {}, 'The types are api-request-to-external-app'],
    ['apirequest', {}, "did you mean 'api-request'?"],
    ['run-javscript', {}, "did you mean 'run-javascript'?"],
  ])('of %s that is %j is refused by name', (type, config, words) => {
    expect(refusal(type, config)).toContain(words);
  });

  test('names an operation that the connector has', () => {
    expect(refusal('connector-operation', { operationKey: 'delete-thing' }, connector)).toBe('accepted');
    const refused = refusal('connector-operation', { operationKey: 'delete-thong' }, connector);
    expect(refused).toContain("Tiny has no action 'delete-thong', did you mean 'delete-thing'?");
  });
});

describe('the effect', () => {
  test.each([
    [undefined, 'read'],
    ['HEAD', 'read'],
    ['POST', 'write'],
    ['DELETE', 'destroy'],
    [{ $var: 'input.method' }, 'write'],
  ])('of a request with the method %j is %s', (method, effect) => {
    const config = { request: { ...request, method } };
    expect(effectOf({ type: 'api-request-to-external-app', config, effect: null })).toBe(effect);
    expect(effectOf({ type: 'api-request-to-external-app', config, effect: 'destroy' })).toBe('destroy');
  });

  test('of code is a change, that of an operation its own', () => {
    expect(effectOf({ type: 'run-javascript', config: { code: '1' }, effect: null })).toBe('write');
    const row = { type: 'connector-operation', config: { operationKey: 'delete-thing' }, effect: null } as const;
    expect(effectOf(row, connector)).toBe('destroy');
    expect(effectOf(row)).toBe('write');
  });
});

test.each(['\ud800', 'a\udc00', '..', '.', '', null, [1]])('%j is no part of a path', (id) => {
  expect(() => fillPath('/users/{id}', { id }, 'request')).toThrow(/request\.pathParameters\.id/);
});

test.each([
  ['../x', '/users/..%2Fx'],
  ['?a#b', '/users/%3Fa%23b'],
  ['\r\n', '/users/%0D%0A'],
  ['👍', '/users/%F0%9F%91%8D'],
])('%j stays one part of a path', (id, path) => {
  expect(fillPath('/users/{id}', { id }, 'request')).toBe(path);
});

describe('schemas', () => {
  const own = { type: 'connector-operation', config: { operationKey: 'delete-thing' } } as const;
  const nothing = { outputMapping: null, customOutputSchema: null, inputSchema: null };

  test('of an operation are its own until something maps them', () => {
    expect(inputSchemaOf({ ...own, ...nothing }, connector)).toBe(operation.inputSchema);
    expect(outputSchemaOf({ ...own, ...nothing }, connector)).toBe(operation.outputSchema);
    expect(outputSchemaOf({ ...own, ...nothing, outputMapping: { $var: 'output' } }, connector)).toEqual({});
    const mapped = { ...own, config: { ...own.config, inputMapping: {}, outputMapping: {} } };
    expect(inputSchemaOf({ ...mapped, ...nothing }, connector)).toEqual({});
    expect(outputSchemaOf({ ...mapped, ...nothing }, connector)).toEqual({});
  });

  test('that the author says count', () => {
    const said = { type: 'object', title: 'said' };
    expect(inputSchemaOf({ ...own, inputSchema: said }, connector)).toBe(said);
    const row = { ...own, outputMapping: { $var: 'output' }, customOutputSchema: said };
    expect(outputSchemaOf(row, connector)).toBe(said);
  });

  test('of a request have the status, and the data as its schema says', () => {
    const config = { request, responseSchema: { type: 'array' } };
    expect(defaultOutputSchemaOf({ type: 'api-request-to-external-app', config })).toMatchObject({
      properties: { status: { type: 'integer' }, data: { type: 'array' } },
    });
  });
});
