import { expect, test } from 'vitest';
import { checkPassword, hashPassword, isPasswordOf } from './passwords.ts';

test('a hash names its scheme and cost, holds no password, and fits that password alone', async () => {
  const [one, other] = [await hashPassword('correct horse'), await hashPassword('correct horse')];
  expect(one).toMatch(/^scrypt\$65536\$8\$2\$[\w-]{22}\$[\w-]{43}$/);
  expect(one).not.toBe(other);
  expect(await isPasswordOf(one, 'correct horse')).toBe(true);
  expect(await isPasswordOf(one, 'correct horsf')).toBe(false);
  expect(await isPasswordOf(one, '')).toBe(false);
});

test('a password is the same however its letters are composed', async () => {
  expect(await isPasswordOf(await hashPassword('mot de passé'), 'mot de passe\u0301')).toBe(true);
});

test('a hash of another cost still fits', async () => {
  const weak = 'scrypt$1024$8$1$c2FsdHNhbHRzYWx0c2FsdA$';
  const { scryptSync } = await import('node:crypto');
  const key = scryptSync('old password', Buffer.from('c2FsdHNhbHRzYWx0c2FsdA', 'base64url'), 32, {
    N: 1024,
    r: 8,
    p: 1,
  });
  expect(await isPasswordOf(weak + key.toString('base64url'), 'old password')).toBe(true);
});

test.each([undefined, null, '', 'plain', 'scrypt$1$2$3'])('no password fits %j', async (hash) => {
  expect(await isPasswordOf(hash, 'correct horse')).toBe(false);
});

test('an unknown name takes about as long as a wrong password', async () => {
  const hash = await hashPassword('correct horse');
  const timed = async (stored: string | undefined) => {
    const start = performance.now();
    await isPasswordOf(stored, 'wrong password');
    return performance.now() - start;
  };
  const [unknown, wrong] = [await timed(undefined), await timed(hash)];
  expect(unknown).toBeGreaterThan(wrong / 4);
});

test('nine characters are too few, ten suffice, however many bytes they are', () => {
  for (const short of ['', '123456789', '\u{1f600}'.repeat(9)])
    expect(() => checkPassword(short)).toThrow(expect.objectContaining({ code: 'bad_request' }));
  expect(() => checkPassword('1234567890')).not.toThrow();
  expect(() => checkPassword('x'.repeat(1001))).toThrow('1001');
});
