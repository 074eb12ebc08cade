import { expect, test } from 'vitest';
import { matchesGlob } from './glob.ts';

test.each([
  ['/**', ['/', '/a', '/a/b/'], []],
  ['/v1/**', ['/v1', '/v1/', '/v1/a/b'], ['/v2', '/v10', '/']],
  ['/v1/*', ['/v1/a', '/v1/a/'], ['/v1', '/v1/a/b']],
  ['/v1/*/tokens', ['/v1/7/tokens'], ['/v1/tokens', '/v1/7/8/tokens']],
  ['/v1/**/tokens', ['/v1/tokens', '/v1/7/8/tokens'], ['/v1/7/tokens/x']],
  ['/v1/conf*ces/x-*', ['/v1/conferences/x-', '/v1/confces/x-1'], ['/v1/conf/ces/x-1', '/v1/conferences/y-1']],
  ['/**/a/**/b', ['/a/b', '/x/a/y/a/z/b'], ['/b/a', '/a/b/c']],
  ['/a.b+(c)[d]', ['/a.b+(c)[d]'], ['/aXb+(c)[d]', '/a.bb(c)d']],
])('%s fits %j and not %j', (glob, fitting, others) => {
  expect(fitting.filter((path) => !matchesGlob(glob, path))).toEqual([]);
  expect(others.filter((path) => matchesGlob(glob, path))).toEqual([]);
});

test.each([
  ['many segments', `${'/**/a'.repeat(38)}/x`, '/a'.repeat(8000)],
  ['one long segment', `/${'*a'.repeat(98)}x`, `/${'a'.repeat(16_000)}`],
  ['both', `${'/**/*a*a'.repeat(24)}/x`, `/${'a'.repeat(20)}`.repeat(800)],
])('a hostile pattern of %s takes a moment', (_, glob, path) => {
  const started = performance.now();
  expect(matchesGlob(glob, path)).toBe(false);
  expect(performance.now() - started).toBeLessThan(1000);
});
