import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { readBody } from './body.ts';
import { bearerToken, coerce, parseJsonObject, queryTokenOf } from './request.ts';

describe('a bearer token', () => {
  test.each([
    ['Bearer abc', 'abc'],
    ['bearer  abc ', 'abc'],
    ['BEARER a.b-c_d', 'a.b-c_d'],
  ])('is read from %j', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });

  test.each([undefined, '', 'Bearer', 'Bearer ', 'Basic abc', 'abc', 'Bearer a b', 'xBearer a'])(
    'is not in %j',
    (header) => {
      expect(bearerToken(header)).toBeUndefined();
    },
  );
});

describe('a token in the address', () => {
  const at = (url: string) => queryTokenOf({ url } as IncomingMessage);

  test.each([
    ['/sse?token=abc', 'abc'],
    ['/sse?a=1&access_token=a%2Bb', 'a+b'],
    ['/sse?token=first&token=second', 'first'],
    ['/sse?token=', ''],
  ])('is read from %s', (url, token) => {
    expect(at(url)).toBe(token);
  });

  test.each(['/sse', '/sse?', '/token=abc', '/sse?a=token', '/sse?mytoken=abc', '/sse?Token=abc'])(
    'is not in %s',
    (url) => {
      expect(at(url)).toBeUndefined();
    },
  );
});

describe('texts of a query', () => {
  const schema = {
    properties: {
      limit: { type: 'integer' },
      ratio: { type: 'number' },
      wait: { type: 'boolean' },
      tags: { type: 'array' },
      name: { type: 'string' },
      any: {},
    },
  };

  test.each([
    [{ limit: '5' }, { limit: 5 }],
    [{ limit: '-5' }, { limit: -5 }],
    [{ limit: 'five' }, { limit: 'five' }],
    [{ limit: '' }, { limit: '' }],
    [{ limit: ' ' }, { limit: ' ' }],
    [{ limit: 'Infinity' }, { limit: 'Infinity' }],
    [{ ratio: '0.5' }, { ratio: 0.5 }],
    [{ wait: 'true' }, { wait: true }],
    [{ wait: '1' }, { wait: true }],
    [{ wait: 'No' }, { wait: false }],
    [{ wait: 'maybe' }, { wait: 'maybe' }],
    [{ tags: 'a,b' }, { tags: ['a', 'b'] }],
    [{ tags: ['a,b', 'c'] }, { tags: ['a', 'b', 'c'] }],
    [{ name: '5' }, { name: '5' }],
    [{ name: 'true' }, { name: 'true' }],
    [{ name: ['a', 'b'] }, { name: 'b' }],
    [{ limit: ['1', '2'] }, { limit: 2 }],
    [{ any: '5' }, { any: '5' }],
    [{ unknown: 'x' }, {}],
  ])('%j are read as %j', (given, read) => {
    expect(coerce(given as Record<string, string | string[]>, schema)).toEqual(read);
  });

  test('names of every object are no fields', () => {
    expect(coerce({ constructor: 'x', toString: 'y' }, schema)).toEqual({});
    expect(coerce({ a: 'x' }, {})).toEqual({});
  });
});

describe('a body', () => {
  const request = (chunks: Buffer[], headers: Record<string, string> = {}) =>
    Object.assign(Readable.from(chunks), { headers }) as unknown as IncomingMessage;

  test('is read whole, in however many pieces it comes', async () => {
    expect((await readBody(request([]), { maxBytes: 10, timeoutMs: 1_000 })).length).toBe(0);
    expect((await readBody(request([Buffer.from('ab')]), { maxBytes: 10, timeoutMs: 1_000 })).toString()).toBe('ab');
    expect(
      (await readBody(request([Buffer.from('ab'), Buffer.from('cd')]), { maxBytes: 4, timeoutMs: 1_000 })).toString(),
    ).toBe('abcd');
  });

  test('that announces too much is not read', async () => {
    const large = request([Buffer.from('ab')], { 'content-length': '11' });
    await expect(readBody(large, { maxBytes: 10, timeoutMs: 1_000 })).rejects.toMatchObject({
      code: 'payload_too_large',
    });
    expect(large.readableDidRead).toBe(false);
  });

  test('that grows too large is refused, and the request stays whole for the answer', async () => {
    const large = request([Buffer.alloc(6), Buffer.alloc(6), Buffer.alloc(6)], { 'content-length': '1' });
    await expect(readBody(large, { maxBytes: 10, timeoutMs: 1_000 })).rejects.toMatchObject({
      code: 'payload_too_large',
    });
    expect(large.destroyed).toBe(false);
  });

  test('is a JSON object', () => {
    expect(parseJsonObject(Buffer.from(''))).toEqual({});
    expect(parseJsonObject(Buffer.from('{"a":[1]}'))).toEqual({ a: [1] });
  });

  test('nested too deep is refused before anything walks it; brackets in texts do not count', () => {
    const nested = (levels: number) => Buffer.from(`{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`);
    expect(() => parseJsonObject(nested(499))).not.toThrow();
    expect(() => parseJsonObject(nested(500))).toThrow(/nested deeper than 500/);
    expect(() => parseJsonObject(nested(1_000_000))).toThrow(/nested deeper than 500/);
    const text = { a: `${'['.repeat(2_000)}"\\`, b: '{'.repeat(2_000) };
    expect(parseJsonObject(Buffer.from(JSON.stringify(text)))).toEqual(text);
  });

  test.each(['[]', 'null', '5', '"x"', '{', 'a=b', '\ufeff{}'])('%j is none', (text) => {
    expect(() => parseJsonObject(Buffer.from(text))).toThrow(expect.objectContaining({ code: 'bad_request' }));
  });
});
