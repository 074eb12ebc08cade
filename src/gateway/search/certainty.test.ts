import { describe, expect, test } from 'vitest';
import { type Best, bestOf, certaintyFeatures, certaintyNames, certaintyOf, scoreBeside } from './certainty.ts';
import { Elsewhere } from './elsewhere.ts';
import type { Searchable } from './index/document.ts';
import weights from './index/weights.json' with { type: 'json' };
import { readVectors } from './language/vectors.ts';
import { createRanking } from './ranking.ts';

const sourceOf = (app: string, name: string, actions: readonly string[]) => ({
  app,
  definition: { name },
  actions: new Map(
    actions.map((one): [string, Searchable['action']] => {
      const key = one.toLowerCase().replaceAll(' ', '-');
      return [key, { key, name: one, description: '', phrases: [] }];
    }),
  ),
});
const things = ['Parcel', 'Courier', 'Pickup Point', 'Customs Declaration'];
const depot = sourceOf(
  'depot',
  'Depot',
  things.flatMap((thing) => ['List', 'Get', 'Create', 'Delete'].map((verb) => `${verb} ${thing}`)),
);
const { rank } = createRanking(async () => [depot]);
const find = async (intent: string) => [...(await rank({ intent, saved: [], apps: ['depot'] })).keys()];

describe('whether anything fits', () => {
  test.each([
    ...['create an invoice', 'play a song', 'list employees', 'translate a text', 'what is the weather in Oslo'],
    ...['send an sms', 'upload a video', 'schedule a webinar'],
  ])('not what other apps are for: %s', async (intent) => {
    expect(await find(intent)).toEqual([]);
  });

  test('always what an action is called, and what is near to it', async () => {
    for (const [key, { name }] of depot.actions)
      for (const intent of [name, key, name.toLowerCase()])
        expect([intent, (await find(intent))[0]]).toEqual([intent, `depot.${key}`]);
    for (const intent of ['where is my parcel', 'new courier', 'which pickup points are there'])
      expect([intent, (await find(intent)).length > 0]).toEqual([intent, true]);
  });
});

test('apps in general can do what is usual, and nothing of what nobody knows', () => {
  const elsewhere = new Elsewhere(readVectors(new URL('./language/vectors.bin', import.meta.url)));
  expect(elsewhere.best('create an invoice')).toBeGreaterThan(elsewhere.best('declare a kumquat'));
  expect(elsewhere.best('xqzzvj')).toBe(0);
});

describe('how sure it is', () => {
  const none = {
    ...{ verb: 0, covered: 0, strongest: 0, matched: 0, object: 0, cosine: 0, asking: 0, same: 0 },
    ...{ bulk: 0, tendency: 0, asked: 0, absent: 0, absentThings: 0, wanted: 0, length: 3 },
  };
  const beside = { elsewhere: 1, isEverywhere: false };

  test('is 0 where nothing was found, or nothing means anything', () => {
    expect(certaintyOf([], beside)).toBe(0);
    expect(bestOf([], beside)).toBeUndefined();
    expect(certaintyOf([{ signs: { ...none, verb: 1, covered: 1 }, score: 9 }], beside)).toBe(0);
  });

  test('grows with what is covered, and falls with what others have for it', () => {
    const at = (covered: number, elsewhere: number) =>
      certaintyOf([{ signs: { ...none, strongest: 0.5, cosine: 0.5, covered }, score: 3 }], { ...beside, elsewhere });
    expect(at(0.9, 1)).toBeGreaterThan(at(0.2, 1));
    expect(at(0.9, 1)).toBeGreaterThan(at(0.9, 9));
    expect(at(0.9, 9)).toBeGreaterThan(0);
    expect(at(0.9, 1)).toBeLessThan(1);
  });

  test('is weighed by names that there are', () => {
    const best: Best = { signs: none, score: 1, served: 0, ...beside };
    expect(certaintyFeatures(best)).toHaveLength(certaintyNames.length);
    const { always, threshold, ...named } = weights.certainty;
    expect(Object.keys(named).sort()).toEqual([...certaintyNames].sort());
    expect(Number.isFinite(always)).toBe(true);
    expect(threshold).toBeGreaterThan(0);
    expect(threshold).toBeLessThan(1);
  });

  test('serves as the score of the first, and the others’ fall with what they lack', () => {
    const at = (score: number, same = 0) => ({ score, signs: { ...none, same } });
    expect(scoreBeside(0.8, at(5), at(5))).toBe(0.8);
    expect(scoreBeside(0.8, at(5), at(3.8))).toBeCloseTo(0.8 / Math.E, 5);
    expect(scoreBeside(0.8, at(90), at(5))).toBe(0);
    // Being called by its name puts an action first, and not the others out of sight.
    const called = at(5 + weights.features.same, 1);
    expect(scoreBeside(0.8, called, at(5))).toBeLessThan(0.8);
    expect(scoreBeside(0.8, called, at(5))).toBeGreaterThan(0.1);
  });
});
