import fc from 'fast-check';
import {
  comparisons,
  expressions,
  goodLocators,
  locators,
  names,
  oldOperators,
  personNames,
  scalars,
  texts,
} from './formula-words.fixture.ts';

/** Formulas of every operator, well formed and not, inside each other. */
const { value: made } = fc.letrec<{ value: unknown; compare: unknown; junction: unknown }>((tie) => {
  const value = tie('value');
  const list = fc.array(value, { maxLength: 4 });
  const keyed = fc.array(fc.tuple(names, value), { maxLength: 4 }).map((entries) => Object.fromEntries(entries));
  const odd = fc.oneof({ weight: 9, arbitrary: list as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: value });
  const dates = fc.oneof(
    texts,
    fc.constantFrom('date', 'iso', 'd', 'num').map((name) => ({ $var: name })),
    value,
  );
  const partly = (shape: Record<string, fc.Arbitrary<unknown>>) =>
    fc.oneof(
      { weight: 6, arbitrary: fc.record(shape) as fc.Arbitrary<unknown> },
      { weight: 2, arbitrary: fc.record(shape, { requiredKeys: [] }) as fc.Arbitrary<unknown> },
      { weight: 1, arbitrary: value },
    );
  const oldFilter = fc.array(
    fc.record({ field: goodLocators, operator: oldOperators, value: scalars as fc.Arbitrary<unknown> }),
    {
      maxLength: 2,
    },
  );
  const filter = fc.oneof(tie('compare'), tie('junction'), value, oldFilter);
  const cases = fc.array(partly({ filter, value }), { maxLength: 3 });
  const source = fc.oneof(
    fc.constantFrom('a', 'objs', 'nest', 'item.k').map((name) => ({ $var: name })),
    value,
  );
  const mapping = fc.array(fc.record({ from: value, to: value }, { requiredKeys: [] }), { maxLength: 3 });
  const one = (key: string, args: fc.Arbitrary<unknown>) => args.map((inner) => ({ [key]: inner }));
  const wrapped = fc
    .array(
      fc.tuple(
        names,
        fc.oneof(
          scalars,
          goodLocators.map((locator) => ({ $var: locator })),
        ),
      ),
      { maxLength: 3 },
    )
    .map((entries): unknown => Object.fromEntries(entries));
  const operators: fc.Arbitrary<unknown>[] = [
    one(
      '$var',
      fc.oneof({ weight: 12, arbitrary: locators as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: scalars }),
    ),
    one('$plain', value),
    one('$concat', fc.oneof(odd, partly({ values: list, delimiter: value }))),
    one(
      '$tpl',
      partly({
        template: fc.oneof(fc.constantFrom('Hi {a}{b}!', '{a} {a}', '{b}$&', '{x.y}{0}'), value),
        values: keyed,
      }),
    ),
    one('$firstNotEmpty', odd),
    tie('compare'),
    tie('junction'),
    one('$case', fc.oneof(cases, partly({ cases, default: value }))),
    one('$map', partly({ value, mapping, default: value })),
    one('$iterate', partly({ source, item: value })),
    one('$mergeObjects', fc.oneof(fc.array(fc.oneof(keyed, value), { maxLength: 3 }), value)),
    one('$firstName', fc.oneof(personNames, value)),
    one('$lastName', fc.oneof(personNames, value)),
    one('$extractDate', dates),
    one('$extractTime', dates),
    one('$domainFromEmail', fc.oneof(texts, value)),
    one(
      '$jsonata',
      fc.oneof({ weight: 5, arbitrary: expressions as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: value }),
    ),
    one('$record', fc.oneof(fc.record({ id: value }), value)),
    one('$copy', fc.oneof(goodLocators, value)),
    one('$lookup', value),
    one('$findExternalRecordId', value),
    one('$findAppRecordId', value),
    one('$dataSchemaRef', value),
    // Lists of variables are left out: the official client garbles what stands behind a missing one.
    one(
      '$formula',
      fc.oneof(
        wrapped,
        fc.tuple(fc.constantFrom('$concat', '$tpl', '$eval', 'x'), wrapped).map((entry) => Object.fromEntries([entry])),
      ),
    ),
    one('$unknown', value),
    fc.tuple(names, value, value).map(([name, inner, last]) => ({ [name]: inner, $var: last })),
  ];
  return {
    compare: fc.tuple(value, comparisons, value).map(([left, name, right]) => ({ $eval: left, [name]: right })),
    junction: fc.tuple(fc.constantFrom('$and', '$or'), odd).map(([key, args]) => ({ [key]: args })),
    value: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'formula', depthSize: 'small' },
      { weight: 3, arbitrary: scalars },
      { weight: 2, arbitrary: list },
      { weight: 2, arbitrary: keyed },
      ...operators.map((arbitrary) => ({ weight: 1, arbitrary })),
      { weight: 4, arbitrary: operators[0] ?? scalars },
    ),
  };
});

/** As they come out of JSON. */
export const formulas = made.map((formula): unknown => JSON.parse(JSON.stringify(formula)));

/** What formulas read, fresh each time: the official client changes it. */
export function variablesFor(extra: unknown): Record<string, unknown> {
  return structuredClone({
    ...{
      s: 'str',
      n: null,
      e: '',
      z: 0,
      f: false,
      num: 5,
      ü: 'ö',
      'x.y': 3,
      'p[0]': 4,
      'b\\': 6,
      name: 'Dr. Ann van der Bee',
    },
    ...{
      email: 'ann@example.com',
      date: '2020-01-02',
      iso: '2020-01-02T03:04:05.678Z',
      d: new Date(0),
      ea: [],
      eo: {},
    },
    ...{
      o: { a: 1, b: { c: 'deep' } },
      a: [1, 0, 2, '', 'x'],
      nest: [[0, 1], [], [[2]]],
      extra,
      '': 'empty',
      $: 'dollar',
    },
    objs: [{ id: 1, k: [1, 2] }, { id: 2, k: [3] }, null, 0, { id: 0 }, { id: null, k: 'text' }],
    filters: [{ field: 's', operator: 'is', value: 'no' }],
    copies: { $copy: 's' },
  });
}

/** How often each key that looks like an operator stands in a value. */
export function countOperators(value: unknown, counts: Map<string, number>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (key.startsWith('$') && key.length > 1) counts.set(key, (counts.get(key) ?? 0) + 1);
    countOperators(member, counts);
  }
}
