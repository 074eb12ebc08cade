import { expect, test } from 'vitest';
import { en } from './en.ts';
import { fill } from './fill.ts';
import { pl } from './pl.ts';

/** What a text leaves open, by the text's place: `room.waiting` → `{name}`. */
function gaps(texts: object, path = ''): [string, string][] {
  return Object.entries(texts).flatMap(([name, text]): [string, string][] =>
    typeof text === 'string'
      ? [[path + name, (text.match(/\{\w+\}/g) ?? []).sort().join()]]
      : gaps(text, `${path}${name}.`),
  );
}

test('each language leaves the same gaps in the same texts', () => {
  expect(gaps(pl)).toEqual(gaps(en));
  expect(gaps(en).filter(([, gap]) => gap !== '').length).toBeGreaterThan(10);
});

test('what is put into a text is not read as a gap again', () => {
  expect(fill('{name} and {other}', { name: '{other}', other: 2 })).toBe('{other} and 2');
  expect(fill('{unknown}', {})).toBe('{unknown}');
});
