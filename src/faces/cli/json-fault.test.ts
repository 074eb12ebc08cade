import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findJsonFault } from './json-fault.ts';

test.each([
  ['bad', 0, 'a value'],
  ['{bad', 1, 'a name in double quotes'],
  ['{"a":1,}', 7, 'a name in double quotes'],
  ['{"a":}', 5, 'a value'],
  ['{"a" 1}', 5, '":"'],
  ['[1 2]', 3, '"," or "]"'],
  ['{"a":1', 6, '"," or "}"'],
  ['"abc', 0, 'the string to end properly'],
  ['{"a":1} x', 8, 'nothing more'],
  ["{'a': 1}", 1, 'a name in double quotes'],
  ['01', 1, 'nothing more'],
  ['', 0, 'a value'],
])('the fault of %j is at %i', (text, position, expected) => {
  expect(findJsonFault(text)).toEqual({ position, expected });
});

test('it agrees with JSON.parse on any text near JSON', () => {
  const near = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', ',', '}', ']', '\\', '0', 'e', ' ', '\n'))
    .map(([text, at, piece]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + piece + text.slice(place);
    });
  fc.assert(
    fc.property(near, (text) => {
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      expect(findJsonFault(text) === undefined).toBe(isJson);
    }),
    { numRuns: 2000 },
  );
});
