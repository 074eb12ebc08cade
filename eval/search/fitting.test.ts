import { describe, expect, test } from 'vitest';
import { appOf } from './files.ts';
import { type Choice, fitChoices, type Row, scoreOf } from './listwise.ts';
import { chanceOf, fitCurve } from './logistic.ts';

describe('weights fitted to choices', () => {
  const row = (features: readonly number[], isRight: boolean, flags: readonly string[] = []): Row => ({
    features,
    flags,
    isRight,
  });
  // The first number tells; the second is noise on another scale, the third is always the same.
  const choices = Array.from({ length: 40 }, (_, at): Choice => {
    const noise = 100 * Math.sin(at);
    return { rows: [row([0.2, noise, 1], false), row([0.9, -noise, 1], true, ['wanted']), row([0.1, 50, 1], false)] };
  });
  const weights = fitChoices(choices);

  test('put the right row first', () => {
    for (const { rows } of choices) {
      const [best] = [...rows].sort((a, b) => scoreOf(b, weights) - scoreOf(a, weights));
      expect(best?.isRight).toBe(true);
    }
    expect(weights.features[0]).toBeGreaterThan(1);
    expect(Math.abs(weights.features[1] ?? 1)).toBeLessThan(0.1);
    expect(weights.features[2]).toBeCloseTo(0, 6);
    expect(weights.flags.get('wanted')).toBeGreaterThan(0);
  });

  test('know no flag that is seldom right', () => {
    const rare = choices.slice(0, 4);
    expect(
      fitChoices([...rare, ...choices.map(({ rows }) => ({ rows: rows.map((one) => ({ ...one, flags: [] })) }))]).flags
        .size,
    ).toBe(0);
  });

  test('pass over choices without a right row', () => {
    const hopeless: Choice = { rows: [row([9, 9, 9], false, ['wanted'])] };
    expect(fitChoices([...choices, hopeless])).toEqual(weights);
    expect(fitChoices([])).toEqual({ features: [], flags: new Map() });
  });
});

describe('a curve fitted to cases', () => {
  test('tells them apart, on any scale', () => {
    const cases = Array.from({ length: 100 }, (_, at) => ({ features: [1_000 + at, 1], isRight: at >= 60 }));
    const curve = fitCurve(cases);
    expect(chanceOf({ features: [1_000, 1] }, curve)).toBeLessThan(0.1);
    expect(chanceOf({ features: [1_099, 1] }, curve)).toBeGreaterThan(0.9);
    const middle = chanceOf({ features: [1_060, 1] }, curve);
    expect(middle).toBeGreaterThan(0.3);
    expect(middle).toBeLessThan(0.7);
  });

  test('is as high everywhere as cases are right where nothing tells', () => {
    const cases = Array.from({ length: 100 }, (_, at) => ({ features: [7], isRight: at % 4 === 0 }));
    expect(chanceOf({ features: [7] }, fitCurve(cases))).toBeCloseTo(0.25, 2);
  });
});

test('a query is about the app that it is asked of, or that has its answer', () => {
  const query = { id: 'q1', query: 'list', lang: 'en', kind: 'goal' };
  expect(appOf({ ...query, scope: 'shop', acceptable: ['desk/list'] })).toBe('shop');
  expect(appOf({ ...query, scope: '*', acceptable: ['desk/list', 'shop/list'] })).toBe('desk');
  expect(appOf({ ...query, scope: '*', acceptable: [] })).toBe('q1');
});
