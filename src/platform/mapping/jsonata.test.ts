import { expect, test } from 'vitest';
import { buildData } from './build.ts';
import { evaluateJsonata as jsonata } from './jsonata.ts';

const variables = { o: { a: { b: 1 } }, list: [{ id: 1, k: [1, 2] }, { id: 2 }] };

test.each([
  ['o', 'o'],
  ['o.a', 'o.a'],
  ['list[id=1]', 'list[0]'],
])('what %s gives is the object itself, as is compares by identity', (expression, locator) => {
  const formula = { $eval: { $jsonata: expression }, is: { $var: locator } };
  expect(buildData(formula, variables, { jsonata })).toBe(true);
});

test.each([
  ['list.id', [1, 2]],
  ['[o, $sum]', [{ a: { b: 1 } }]],
  ['{"f": $sum, "a": 1}', { a: 1 }],
  ['$sum', undefined],
])('%s gives data alone', (expression, value) => {
  const given = jsonata(expression, variables);
  expect(given).toEqual(value);
  if (given !== undefined) expect(structuredClone(given)).toEqual(value);
});
