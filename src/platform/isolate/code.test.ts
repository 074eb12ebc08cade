import { afterAll, describe, expect, test } from 'vitest';
import { PorinError } from '../../kernel/errors.ts';
import { openIsolate } from './isolate.fixture.ts';

const isolate = openIsolate();
afterAll(() => isolate.close());
const { output, error, run } = isolate;

describe('code may be written as', () => {
  const data = { input: { a: 1 } };
  test.each([
    ['a CommonJS module', 'module.exports = async ({ input }) => input.a + 1'],
    [
      'a CommonJS module after other statements',
      'const one = 1;\nmodule.exports = async ({ input }) => input.a + one;',
    ],
    ['exports.default', 'exports.default = function ({ input }) { return input.a + 1 };'],
    ['an ES module', 'const one = 1;\nexport default async ({ input }) => input.a + one;'],
    ['an ES module that awaits', 'const one = await Promise.resolve(1);\nexport default ({ input }) => input.a + one;'],
    ['an arrow function', '({ input }) => input.a + 1;\n'],
    [
      'a function with a comment before and after it',
      '// adds\nasync function add({ input }) { return input.a + 1 } // done',
    ],
    ['a body with return', 'return input.a + 1'],
    ['a body with await', 'const more = await Promise.resolve(1);\nreturn input.a + more;'],
    ['an expression', 'input.a + 1'],
    ['a body that names a variable as an argument', 'const input = { a: 1 }; return input.a + 1'],
  ])('%s', async (_, code) => {
    expect(await output(code, { data })).toBe(2);
  });

  test('a body without return gives nothing', async () => {
    expect(await run('const a = 1;')).toEqual({ output: undefined, logs: [] });
  });

  test('a module that exports no function is refused by name', async () => {
    expect((await error('module.exports = { run: 1 };')).message).toBe(
      'module.exports: expected a function, got object',
    );
    expect((await error('export const a = 1;')).message).toBe('export default: expected a function, got undefined');
  });
});

describe('what code gets', () => {
  test('its data, as an argument and as globals', async () => {
    const data = { input: { a: 1 }, connection: { id: 'con_1' }, integration: { key: 'i' }, user: { id: 'u' } };
    const code = '({ input, connection, integration, user }) => [input, connection, integration, user]';
    expect(await output(code, { data })).toEqual(Object.values(data));
    expect(await output('return [input, connection, integration, user]', { data })).toEqual(Object.values(data));
  });

  test('a client of its app under every name that published code uses', async () => {
    const code = `return Promise.all([
      membrane.api({ method: 'post', path: '/a', body: { x: 1 }, headers: { 'x-n': 1 }, query: { q: 'v', none: null } }),
      membrane.api({ url: '/b', data: 'text' }),
      membrane.proxy.get('/c', { q: 1 }),
      membrane.proxy.get('/c', { query: { q: 1 }, headers: { h: 'v' } }),
      membrane.proxy.post('/d', { x: 1 }, { query: { q: [1, 2] } }),
      externalApiClient.delete('/e'),
      externalApiClient.patch('/f?a=1', { x: 1 }),
      membrane.proxy.put(new URL('https://app.test/g'), new URLSearchParams({ a: 'b c' })),
    ])`;
    expect(await output(code)).toEqual([
      { method: 'POST', path: '/a', query: { q: 'v' }, headers: { 'x-n': '1' }, body: { x: 1 } },
      { method: 'GET', path: '/b', query: {}, headers: {}, body: 'text' },
      { method: 'GET', path: '/c', query: { q: 1 }, headers: {} },
      { method: 'GET', path: '/c', query: { q: 1 }, headers: { h: 'v' } },
      { method: 'POST', path: '/d?q=1&q=2', query: {}, headers: {}, body: { x: 1 } },
      { method: 'DELETE', path: '/e', query: {}, headers: {} },
      { method: 'PATCH', path: '/f?a=1', query: {}, headers: {}, body: { x: 1 } },
      {
        method: 'PUT',
        path: 'https://app.test/g',
        query: {},
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'a=b+c',
      },
    ]);
  });

  test('an error with status and body for an answer that is none of success, at the line that asked', async () => {
    const call = async () => ({ status: 404, headers: { 'x-a': 'b' }, body: { error: { message: 'no such thing' } } });
    const code = 'try {\n await membrane.api("/things/1?key=v");\n} catch (e) { return { ...e, message: e.message } }';
    const { name: _, ...seen } = (await output(code, { call })) as any;
    expect(seen).toEqual({
      message: 'GET /things/1 answered 404: no such thing',
      status: 404,
      headers: { 'x-a': 'b' },
      body: { error: { message: 'no such thing' } },
    });
    const uncaught = await error('\nawait membrane.api("/things/1")', { call });
    expect(uncaught.message).toBe('RequestError: GET /things/1 answered 404: no such thing (line 2)');
    expect(uncaught.details).toMatchObject({ status: 404, stack: expect.stringContaining('code.js:2:') });
  });

  test('what the gateway says about a request that it refuses, and nothing of its faults', async () => {
    const code = 'try { await membrane.api("/x") } catch (e) { return [e.message, e.code, e.status] }';
    const refuse = async () => Promise.reject(new PorinError('egress_denied', 'Not that host'));
    expect(await output(code, { call: refuse })).toEqual(['Not that host', 'egress_denied', 403]);
    const fail = async () => Promise.reject(new Error('SELECT secret'));
    expect(await output(code, { call: fail })).toEqual(['The request could not be made', null, null]);
  });

  test('no credentials, and no clients of the gateway: naming them is harmless, touching them says why', async () => {
    expect(await output('({ credentials, internalApiClient, engineApiClient }) => 1')).toBe(1);
    expect((await error('return credentials.apiKey')).message).toContain('credentials stay in the vault');
    expect((await error('await internalApiClient.get("/x")')).message).toContain('internalApiClient is not there');
    expect((await error('return { ...engineApiClient }')).message).toContain('engineApiClient is not there');
  });

  test('console, whose lines come back, cut and counted', async () => {
    const code =
      'console.log("a", { b: 1 }, 2n); console.warn(new TypeError("t")); console.error("x".repeat(9999)); return 1';
    const { logs } = await run(code);
    expect(logs.slice(0, 2)).toEqual(['a {"b":1} 2n', 'warn: TypeError: t']);
    expect(logs[2]?.length).toBeLessThan(2_100);
    const many = await run('for (let i = 0; i < 1e5; i++) console.log(i); return 1');
    expect(many.logs).toHaveLength(201);
    expect(many.logs.at(-1)).toBe('… further lines are not kept');
  });

  test('timers, text, addresses and random numbers', async () => {
    const code = `
      const order = [];
      const stop = setInterval(() => order.push('i'), 2);
      while (order.length < 2) await new Promise((resolve) => setTimeout(resolve, 5, 'x'));
      clearInterval(stop);
      const url = new URL('../b?x=1#h', 'https://u:p@host:8080/a/c');
      url.searchParams.append('y', 'ä&');
      url.hash = '';
      const copy = structuredClone({ at: new Date(0), map: new Map([[1, { a: 1 }]]) });
      return [
        order.length > 1, atob(btoa('hé')), new TextDecoder().decode(new TextEncoder().encode('añ€😀')), url.href,
        copy.at.getTime(), copy.map.get(1), /^[0-9a-f-]{36}$/.test(crypto.randomUUID()),
        new Set(crypto.getRandomValues(new Uint8Array(64))).size > 10, [...new URLSearchParams('a=1&b=%20')],
        await sleep(1), URL.canParse('nope'),
      ]`;
    expect(await output(code)).toEqual([
      true,
      'hé',
      'añ€😀',
      'https://u:p@host:8080/b?x=1&y=%C3%A4%26',
      0,
      { a: 1 },
      true,
      true,
      [
        ['a', '1'],
        ['b', ' '],
      ],
      null,
      false,
    ]);
  });

  test('requests that run at the same time, but ten of them at most', async () => {
    let now = 0;
    let most = 0;
    const call = async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 10));
      now--;
      return { status: 200, headers: {}, body: 1 };
    };
    const code = 'return (await Promise.all(Array.from({ length: 40 }, () => membrane.api("/x")))).length';
    expect(await output(code, { call })).toBe(40);
    expect(most).toBe(10);
  });
});

describe('an error of the code', () => {
  test('says what and where, in its own lines alone, with the logs until then', async () => {
    const failed = await error('console.log("so far");\nconst f = () => {\n  null.x;\n};\nf();');
    expect(failed).toMatchObject({ code: 'custom_code', details: { logs: ['so far'] } });
    expect(failed.message).toMatch(/^TypeError: .* \(line 3\)$/);
    expect(failed.details.stack).toMatch(/^ {4}at f \(code\.js:3:\d+\)\n {4}at .*\(code\.js:5:\d+\)$/);
    expect((await error('     boom()')).details.stack).toContain('code.js:1:6');
  });

  test.each([
    ['let a = ;', "SyntaxError: unexpected token in expression: ';' (line 1)"],
    ['throw "text"', 'text'],
    ['throw { message: "of an object" }', 'of an object'],
    ['throw null', 'null'],
    ['throw undefined', 'undefined'],
    ['export default () => { throw new Error("in a module") }', 'in a module (line 1)'],
    ['setTimeout(() => { throw new Error("in a timer") }, 1); await sleep(50)', 'in a timer (line 1)'],
  ])('%s', async (code, message) => {
    expect((await error(code)).message).toBe(message);
  });

  test('a hint for what is known elsewhere and not there', async () => {
    expect((await error('await fetch("https://x.test")')).hint).toContain('membrane.api');
    expect((await error('require("axios")')).message).toContain("require('axios') is not there");
  });
});

describe('a result has to be JSON', () => {
  test.each([
    ['a function', 'return { f() {} }', 'a function'],
    ['a cycle', 'const a = {}; a.a = a; return a', 'it contains itself'],
    ['a BigInt', 'return { n: 1n }', 'a BigInt'],
    ['a Map', 'return new Map()', 'a Map'],
    ['a promise inside', 'return [Promise.resolve(1)]', 'a promise'],
  ])('not %s', async (_, code, message) => {
    expect((await error(code)).message).toContain(message);
  });

  test('of at most ten million characters', async () => {
    expect((await error('return ["x".repeat(10_000_001)]')).message).toContain('10000005 characters');
    expect(String(await output('return "x".repeat(9_000_000)'))).toHaveLength(9_000_000);
  });

  test('of at most 500 levels, brackets in text aside', async () => {
    const nest = (levels: number) =>
      `let a = '"[[\\\\'.repeat(999); for (let i = 0; i < ${levels}; i++) a = [a]; return a`;
    expect((await error(nest(501))).message).toContain('nested more than 500 levels');
    expect(JSON.stringify(await output(nest(500)))).toContain('[[[');
  });

  test('a request too', async () => {
    expect((await error('await membrane.api({ path: "/x", body: { f() {} } })')).message).toContain(
      'request (at f) is no JSON: a function',
    );
    expect((await error('await membrane.api({ path: 5 })')).message).toBe(
      'TypeError: membrane.api: path: required, expected text (line 1)',
    );
  });
});
