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
