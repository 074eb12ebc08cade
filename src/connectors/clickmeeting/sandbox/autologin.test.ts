import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scramble, unscramble } from './autologin.ts';

test('any text survives, and its scrambled form can stand in an address', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const value = scramble(text);
      expect(value).toMatch(/^[A-Za-z0-9._-]*$/);
      expect(unscramble(value)).toBe(text);
    }),
  );
});

test('the value that the vendor documents is unscrambled', () => {
  expect(unscramble('AQN4AHO8YKkNL3O1nUSgqauNqacwrKMeYaOvrxO8YKkNpUIbpJkNs____')).toMatch(/^\d+@\|-\|@/);
});

test('nonsense gives nonsense, not an error', () => {
  expect(() => unscramble('%%%% not base64 \u0000')).not.toThrow();
});
