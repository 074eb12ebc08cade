import { afterAll, describe, expect, test } from 'vitest';
import { openIsolate } from './isolate.fixture.ts';

const isolate = openIsolate({ timeoutMs: 300, memoryMb: 16 });
// What nests is slow before it is too deep.
const patient = openIsolate({ memoryMb: 64 });
afterAll(() => Promise.all([isolate.close(), patient.close()]));
const { error } = isolate;

const time = 'The code took longer than 300 ms (codeTimeoutMs)';
const memory = 'The code needs more than 16 MB of memory (codeMemoryMb)';

describe('code that never ends is ended', () => {
  test.each([
    ['a loop', 'while (true);'],
    ['a loop that catches everything', 'for (;;) { try { for (;;); } catch {} finally { for (;;); } }'],
    ['a loop in a promise job', 'await null; while (true);'],
    ['an endless chain of promises', 'const again = () => Promise.resolve().then(again); await again();'],
    [
      'an endless chain of microtasks',
      'const again = () => queueMicrotask(again); again(); await new Promise(() => {})',
    ],
    ['a getter of the result', 'return { get a() { while (true); } }'],
    ['toJSON of the result', 'return { toJSON() { while (true); } }'],
    ['toString of what it logs', 'console.log({ toJSON() { while (true); } })'],
    ['a getter of the error', 'throw { get message() { while (true); } }'],
    [
      'toString of the error',
      'const e = new Error("x"); Object.defineProperty(e, "name", { get() { for (;;); } }); throw e',
    ],
    ['then of the result', 'return { get then() { while (true); } }'],
    ['a proxy as the result', 'return new Proxy({}, { ownKeys() { while (true); } })'],
    ['a comparator', '[3, 2, 1].sort(() => { while (true); })'],
    ['a regular expression', '/^(a+)+$/.test("a".repeat(50) + "b")'],
    ['a regular expression in a replacement', '"a".repeat(50).replace(/(a*)*b/g, "")'],
    ['a timer that starts itself', 'const again = () => setTimeout(again, 0); again(); await new Promise(() => {})'],
    ['a wait', 'await sleep(1e9)'],
    ['a loop in a timer', 'setTimeout(() => { for (;;); }, 1); await sleep(50)'],
    ['a loop in a module', 'export default 1;\nwhile (true);'],
    ['a generator', 'function* f() { for (;;) yield 1 } for (const x of f());'],
    ['a class that is read for ever', 'class A { static { for (;;); } }'],
    ['text of a huge number, which cannot be interrupted from inside', 'return String((10n ** 300000n)).length'],
    ['a request that never ends', 'await membrane.api("/x")'],
  ])('%s', async (_, code) => {
    const failed = await error(code, { call: () => new Promise(() => undefined) });
    expect(failed.message).toBe(time);
    expect(failed).toMatchObject({ code: 'custom_code', hint: expect.stringContaining('PORIN_CODE_TIMEOUT_MS') });
  });
});

describe('code that wants too much memory is ended', () => {
  test.each([
    ['one large text', 'return "x".repeat(1e9)'],
    ['a growing list', 'const a = []; for (;;) a.push({ a })'],
    [
      'a list that is caught and grows again',
      'const a = []; for (;;) { try { for (;;) a.push("x" + a.length) } catch (e) { throw e } }',
    ],
    ['an array of a given length', 'return new Array(1e8).fill(1)'],
    ['a buffer', 'return new ArrayBuffer(2 ** 30).byteLength'],
    ['a set', 'const s = new Set(); for (let i = 0; ; i++) s.add("key" + i)'],
    ['what waits in promises', 'const all = []; for (;;) all.push(new Promise(() => {}).then(() => all))'],
    ['JSON of it', 'let a = ["x".repeat(1e5)]; for (let i = 0; i < 20; i++) a = [a, a]; return a'],
  ])('%s', async (_, code) => {
    const failed = await error(code);
    expect([memory, time]).toContain(failed.message);
    expect(failed.code).toBe('custom_code');
  });

  test('the message names the setting', async () => {
    const failed = await error('console.log("before"); return "x".repeat(1e9)');
    expect(failed).toMatchObject({ message: memory, details: { logs: ['before'] } });
    expect(failed.hint).toContain('PORIN_CODE_MEMORY_MB');
  });
});

describe('code that nests too deeply is ended', () => {
  test.each([
    ['calls', 'const f = () => f() + 1; f()'],
    ['brackets', '('.repeat(30_000)],
    ['text that is evaluated', 'eval("(".repeat(30000))'],
    ['JSON that is read', 'JSON.parse("[".repeat(200000))'],
    ['a chain of proxies', 'let a = {}; for (let i = 0; i < 20000; i++) a = new Proxy(a, {}); a.x'],
  ])('%s', async (_, code) => {
    expect((await patient.error(code)).message).toMatch(
      /calls itself, or is nested, too deeply|too deep|stack overflow/,
    );
  });
});

test('code that waits for nothing is told so at once', async () => {
  expect((await patient.error('await new Promise(() => {})')).message).toContain('nothing will ever keep');
});

describe('what is outside', () => {
  test('cannot be named', async () => {
    const names = [
      'process',
      'fetch',
      'Buffer',
      'global',
      'window',
      'WebAssembly',
      'Worker',
      'postMessage',
      'std',
      'os',
      'host',
      'settle',
    ];
    expect(await patient.output(`return ${JSON.stringify(names)}.filter((name) => name in globalThis)`)).toEqual([]);
    expect(await patient.output('return typeof __dirname + typeof module.require + typeof module.constructor')).toBe(
      'undefinedundefinedfunction',
    );
  });

  test('cannot be imported', async () => {
    expect((await patient.error('import fs from "node:fs";\nexport default () => fs')).message).toContain('node:fs');
    expect((await patient.error('return (await import("node:fs")).readFileSync("/etc/passwd")')).message).toContain(
      'node:fs',
    );
  });

  test('is not reached by way of the constructors of what the code is given', async () => {
    const code = `
      const seen = [];
      for (const one of [membrane.api, console.log, setTimeout, new Error('x'), input, URL, crypto.randomUUID]) {
        const make = one.constructor.constructor ?? one.constructor;
        seen.push(make('return typeof process + typeof require')());
      }
      return [...new Set(seen)]`;
    expect(await patient.output(code)).toEqual(['undefinedfunction']);
  });

  test('keeps its prototypes whatever the code does to its own', async () => {
    const code = `
      Object.prototype.polluted = 'yes';
      Array.prototype.push = () => { throw 1 };
      JSON.stringify = () => '{"forged":true}';
      Promise.prototype.then = function () { return this };
      return JSON.parse('{"__proto__": {"polluted": "yes"}, "constructor": {"prototype": {"polluted": "yes"}}}')`;
    await patient.run(code).catch(() => undefined);
    const made = await patient.output(`return JSON.parse('{"__proto__": {"polluted": "yes"}, "a": 1}')`);
    expect(Object.keys(made as object)).toEqual(['__proto__', 'a']);
    expect(({} as any).polluted).toBeUndefined();
    expect((made as any).polluted).toBeUndefined();
  });

  test('does not see what another run left', async () => {
    await patient.output('globalThis.left = input; Array.prototype.left = 1; return 1', { data: { input: 'secret' } });
    expect(await patient.output('return [typeof left, [].left]')).toEqual(['undefined', null]);
  });
});

describe('requests', () => {
  test('are counted: the hundred and first is refused', async () => {
    let served = 0;
    const call = async () => ({ status: 200, headers: {}, body: ++served });
    const code = 'for (let i = 0; i < 1000; i++) await membrane.api("/x")';
    expect((await patient.error(code, { call })).message).toContain('at most 100 requests');
    expect(served).toBe(100);
  });

  test('that nobody awaits are dropped with the run, whose thread goes on', async () => {
    const answers: (() => void)[] = [];
    const call = () =>
      new Promise<any>((resolve) => answers.push(() => resolve({ status: 200, headers: {}, body: 1 })));
    const code = 'for (let i = 0; i < 5000; i++) membrane.api("/x").catch(() => {}); await sleep(20); return "ended"';
    expect(await patient.output(code, { call })).toBe('ended');
    expect(answers).toHaveLength(10);
    const next = patient.output('await sleep(20); return "next"');
    for (const answer of answers) answer();
    expect(await next).toBe('next');
  });

  test('that are answered after the run was killed do no harm', async () => {
    let answer: (value: any) => void = () => undefined;
    const call = () =>
      new Promise<any>((resolve) => {
        answer = resolve;
      });
    expect((await error('await membrane.api("/x")', { call })).message).toBe(time);
    answer({ status: 200, headers: {}, body: 1 });
    expect(await patient.output('1 + 1')).toBe(2);
  });

  test('whose answer does not fit are refused, and code can go on', async () => {
    const call = async () => ({ status: 200, headers: {}, body: 'x'.repeat(20_000_000) });
    const code = 'try { await membrane.api("/x") } catch (e) { return e.message }';
    expect(await patient.output(code, { call })).toContain('PORIN_CODE_MEMORY_MB raises it');
  });

  test('whose answer is no JSON are refused', async () => {
    const call = async () => ({ status: 200, headers: {}, body: { n: 1n } });
    expect((await patient.error('await membrane.api("/x")', { call })).message).toContain('could not be made');
  });
});

test('an aborted run ends at once with the reason, wherever it is', async () => {
  const reason = new Error('the caller left');
  for (const code of ['while (true);', 'await sleep(1e6)']) {
    const stop = new AbortController();
    const run = isolate.run(code, { signal: stop.signal });
    setTimeout(() => stop.abort(reason), 30);
    await expect(run).rejects.toBe(reason);
  }
  await expect(isolate.run('1', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

test('200 hostile runs leave no memory behind', async () => {
  const codes = [
    'const a = []; for (;;) a.push({ a })',
    'return "x".repeat(5_000_000)',
    'for (let i = 0; i < 500; i++) membrane.api("/x"); return 1',
    'const f = () => f() + 1; f()',
    'await new Promise(() => {})',
  ];
  const rounds = async (count: number) => {
    for (let i = 0; i < count; i++)
      await Promise.allSettled(codes.map((code) => isolate.run(code, { owner: String(i) })));
  };
  await rounds(10);
  const before = process.memoryUsage.rss();
  await rounds(40);
  expect((process.memoryUsage.rss() - before) / 1_000_000).toBeLessThan(200);
}, 120_000);
