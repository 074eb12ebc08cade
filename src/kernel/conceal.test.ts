import { expect, test } from 'vitest';
import { Concealer, concealed, concealedTexts, needlesOf } from './conceal.ts';

const key = '0A1B2C3D-4E5F-6071';

function shown(text: string, secrets: readonly string[] = [key]): string {
  return concealed(Buffer.from(text), needlesOf(secrets)).toString();
}

test('a value is covered wherever it stands, and everything keeps its length', () => {
  const text = JSON.stringify({ a: key, b: `${key}${key}`, c: 'ż' });
  const covered = shown(text);
  expect(covered).not.toContain(key);
  expect(Buffer.byteLength(covered)).toBe(Buffer.byteLength(text));
  expect(JSON.parse(covered)).toEqual({ a: '[redacted]********', b: expect.stringMatching(/^\[red/), c: 'ż' });
});

test('bytes without a value are the same bytes, and received ones are never changed', () => {
  const clean = Buffer.from('nothing here');
  expect(concealed(clean, needlesOf([key]))).toBe(clean);
  const received = Buffer.from(key);
  concealed(received, needlesOf([key]));
  expect(received.toString()).toBe(key);
});

test.each(['quo"te back\\slash', 'pa/th/secret', 'żółć-secret', 'line\nbreak'])(
  '%j is covered as JSON writes it',
  (secret) => {
    const ascii = JSON.stringify(secret).replace(
      /[^\x20-\x7e]/g,
      (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    for (const json of [JSON.stringify(secret), ascii, ascii.replaceAll('/', '\\/')])
      expect(JSON.parse(shown(json, [secret]))).toMatch(/^\[redacted\]\**$|^\*+$/);
  },
);

test('short values stay: they stand in answers by chance', () => {
  expect(shown('demo demo', ['demo'])).toBe('demo demo');
  expect(concealedTexts(['a', `id ${key}`], [key, 'id'])).toEqual(['a', 'id [redacted]********']);
});

test('a value that comes in pieces is covered at every cut, and what only looks like its beginning passes', () => {
  const text = Buffer.from(`x 0A1B2C3D-4E ${key} y ${key} 0A1B2C`);
  const whole = shown(text.toString());
  for (let one = 0; one <= text.length; one += 1) {
    for (let two = one; two <= text.length; two += 3) {
      const concealer = new Concealer(needlesOf([key, 'another-one']));
      const pieces = [text.subarray(0, one), text.subarray(one, two), text.subarray(two)];
      const passed = pieces.map((piece) => concealer.pass(piece, false));
      expect(Buffer.concat([...passed, concealer.rest() ?? Buffer.of()]).toString()).toBe(whole);
    }
  }
});
