import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { CodeCall } from '../../kernel/ports/isolate.ts';
import { openIsolate } from './isolate.fixture.ts';
import { bounds } from './protocol.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/code.md'), 'utf8');
const examples = [...page.matchAll(/```js\n([\s\S]*?)```\s+```json\n([\s\S]*?)```/g)].map(
  ([, code = '', json = '']) => ({
    code,
    json,
  }),
);
const isolate = openIsolate();
afterAll(() => isolate.close());

async function call({ method, path, query, body }: CodeCall) {
  if (path === '/missing') return { status: 404, headers: {}, body: { message: 'no such thing' } };
  return { status: 200, headers: {}, body: { method, path, query, body } };
}

test('every example of docs/code.md gives what the page says', async () => {
  expect(examples.length).toBe([...page.matchAll(/```js\n/g)].length);
  expect(examples.length).toBeGreaterThan(4);
  for (const { code, json } of examples) {
    const data = { input: { name: 'Ada', ids: [1, 2] } };
    expect(await isolate.output(code, { data, call })).toEqual(JSON.parse(json));
  }
});

test('the page names the limits that hold', () => {
  expect(page).toContain(`| ${bounds.calls}, and ${bounds.callsAtOnce} |`);
  expect(page).toContain(`${bounds.logLines} of ${bounds.logLineChars.toLocaleString('en')} characters`);
  expect(page).toContain(`${bounds.outputChars / 1e6} million characters, ${bounds.outputLevels} levels`);
});
