import { describe, expect, test } from 'vitest';
import chinese from './foreign/chinese.json' with { type: 'json' };
import german from './foreign/german.json' with { type: 'json' };
import polish from './foreign/polish.json' with { type: 'json' };
import spanish from './foreign/spanish.json' with { type: 'json' };
import phrases from './phrases.json' with { type: 'json' };
import thesaurus from './thesaurus.json' with { type: 'json' };
import verbs from './verbs.json' with { type: 'json' };
import { lemmaOf, wordsOf } from './words.ts';

/** Each of what is wrong, none twice. */
const twice = (all: readonly string[]) => all.filter((one, at) => all.indexOf(one) !== at);
const wordsIn = (text: string, separator = ' ') => text.split(separator).filter((word) => word !== '');

describe('the table of verbs', () => {
  test.each(Object.entries(verbs))('names other verbs only, and each word once: %s', (name, own) => {
    expect(twice([...wordsIn(own.words), ...wordsIn(own.perhaps)])).toEqual([]);
    const served = wordsIn(own.serves, ', ').map((pair) => pair.split(' '));
    expect(twice(served.map(([other = '']) => other))).toEqual([]);
    for (const [other = '', weight, ...more] of served) {
      expect([other, Object.hasOwn(verbs, other) && other !== name, more]).toEqual([other, true, []]);
      expect(Number(weight)).toBeGreaterThan(0);
      expect(Number(weight)).toBeLessThanOrEqual(1);
    }
  });
});

test('a phrase says what is done, and does not begin or end with a gap', () => {
  const wrong = Object.entries(phrases).filter(
    ([said, done]) =>
      !/^[a-z0-9]+(?: (?:\* )?[a-z0-9]+)*$/.test(said) || done.split(', ').some((verb) => !Object.hasOwn(verbs, verb)),
  );
  expect(wrong).toEqual([]);
});

describe('the thesaurus', () => {
  const formOf = (thing: string) =>
    wordsOf(thing)
      .map((word) => lemmaOf(word, () => true))
      .join(' ');

  test('has names and pointers for each thing', () => {
    const sidesOf = (said: string) => said.split('~').map((side) => side.split(','));
    const wrong = Object.entries(thesaurus).filter(([, said]) => {
      const sides = sidesOf(said);
      return sides.length !== 2 || sides.flat().some((one) => formOf(one) === '');
    });
    expect(wrong).toEqual([]);
  });

  test('has things in the form of a dictionary', () => {
    const things = Object.keys(thesaurus);
    // `meeting` stands in dictionaries, too.
    expect(things.filter((thing) => formOf(thing) !== thing && !/(?:ing|ed)\b/.test(thing))).toEqual([]);
  });
});

describe('a dictionary', () => {
  test.each(Object.entries({ german, polish, spanish }))('of %s has words as queries are read', (_, dictionary) => {
    const { nothing, exact, beginnings } = dictionary;
    const own = [...nothing.split(' '), ...Object.keys(exact), ...Object.keys(beginnings)];
    expect(own.filter((word) => !/^[a-z0-9]+$/.test(word))).toEqual([]);
    const english = [...Object.values(exact), ...Object.values(beginnings)];
    expect(english.filter((words) => !/^(?:[a-z0-9]+(?: [a-z0-9]+)*)?$/.test(words))).toEqual([]);
  });

  test('of Chinese has words that stand together', () => {
    expect(
      [...Object.keys(chinese.words), ...chinese.nothing.split(' ')].filter((word) => /[\s\p{Lu}]/u.test(word)),
    ).toEqual([]);
    expect(Object.values(chinese.words).filter((words) => !/^(?:[a-z0-9]+(?: [a-z0-9]+)*)?$/.test(words))).toEqual([]);
  });
});
