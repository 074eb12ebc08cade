import { expect, test } from 'vitest';
import { freeSlug, slugOf } from './slug.ts';

test.each([
  ['My meeting', 'my_meeting'],
  ['tits-tits', 'tits-tits'],
  ['Żółta Łódź!', 'zolta_lodz_'],
  ['Привет, мир', 'privet_mir'],
  ['Straße Ångström', 'strasse_angstrom'],
  ['会議', 'room'],
  ['<b>"x"</b>', '_b_x_b_'],
])('%s becomes %s', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

test('a slug is at most 100 characters', () => {
  expect(slugOf('a'.repeat(1_000_000))).toHaveLength(100);
});

test('a taken slug, a reserved one and one of digits get a number', () => {
  const taken = new Set(['demo', 'demo_2']);
  expect(freeSlug('demo', (slug) => taken.has(slug))).toBe('demo_3');
  expect(freeSlug('v1', () => false)).toBe('v1_2');
  expect(freeSlug('123456789', () => false)).toBe('123456789_2');
});

test.each([
  ['🙂🙂', 'room'],
  ['   ', 'room'],
  ['', 'room'],
  ['[API] test meeting', '_api_test_meeting'],
  [' API test meeting!', '_api_test_meeting_'],
  ['Ελληνικά', 'ellinika'],
  ['Київ 2026', 'kiyiv_2026'],
  ['../../etc/passwd', '_etc_passwd'],
  ["x'; drop table--", 'x_drop_table--'],
])('the address of %j is %s', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

test('a free number is found with few questions, however many rooms share a name', () => {
  const taken = new Set(['x', ...Array.from({ length: 50_000 }, (_, index) => `x_${index + 2}`)]);
  let questions = 0;
  const slug = freeSlug('x', (candidate) => {
    questions += 1;
    return taken.has(candidate);
  });
  expect([slug, questions < 50]).toEqual(['x_50002', true]);
});
