import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildData } from './build.ts';
import { checkFormulas } from './check.ts';
import { mentions, needsWorker } from './inspect.ts';
import { evaluateJsonata as jsonata } from './jsonata.ts';
import { getValueAtLocator } from './locator.ts';
import { operatorOf } from './operators.ts';
import { mappingLimits, Work } from './work.ts';

const page = readFileSync(new URL('../../../docs/mapping.md', import.meta.url), 'utf8');
const variables = JSON.parse(/```json variables\n(.+)\n```/.exec(page)?.[1] ?? '');
const examples = [...page.matchAll(/^\| `(\$\w+)` \|.*\| `([^`]+)` \| `([^`]+)` \|$/gm)].map(
  ([, name = '', formula = '', result = '']) => [name, formula, result] as const,
);

describe('docs/mapping.md', () => {
  test('has an example of every operator', () => {
    const shown = examples.map(([name]) => name);
    expect(shown).toHaveLength(25);
    expect(shown.filter((name) => !operatorOf({ [name]: null }))).toEqual([]);
  });

  test.each(examples)('the example of %s gives what the page says', (name, formula, result) => {
    expect(formula).toContain(`"${name}"`);
    expect(buildData(JSON.parse(formula), variables, { jsonata })).toEqual(JSON.parse(result));
  });
});

const tooMuch = (operator: string, unit: string) =>
  expect.objectContaining({
    code: 'bad_request',
    message: expect.stringMatching(new RegExp(`^${operator.replace('$', '\\$')} went over .* ${unit} `)),
  });

describe('bounds', () => {
  const ten = Array.from({ length: 10 }, (_, index) => index + 1);
  const nested = (levels: number, item: unknown): unknown =>
    levels === 0 ? item : { $iterate: { source: { $plain: ten }, item: nested(levels - 1, item) } };

  test('iterations inside each other end at the limit of steps', () => {
    expect(thrownBy(() => buildData(nested(9, 'x'), {}))).toEqual(tooMuch('$iterate', 'steps'));
  });

  test('names in values of a template do not grow without end', () => {
    const letters = [...'abcdefghijklmnopqrst'];
    const values = Object.fromEntries(letters.map((name, at) => [name, `{${letters[at + 1]}}`.repeat(10)]));
    expect(thrownBy(() => buildData({ $tpl: { template: '{a}', values } }, {}))).toEqual(tooMuch('$tpl', 'characters'));
    const around = { template: '{a}'.repeat(4000), values: { a: "$'$`".repeat(4000) } };
    expect(thrownBy(() => buildData({ $tpl: around }, {}))).toEqual(tooMuch('$tpl', 'characters'));
  });

  test('one long text many times is too large, however little the formula is', () => {
    const long = { text: 'x'.repeat(100_000) };
    const repeated = nested(2, { $concat: [{ $var: 'parent.parent.text' }, { $var: 'parent.parent.text' }] });
    expect(thrownBy(() => buildData(repeated, long))).toEqual(tooMuch('$concat', 'characters'));
    expect(thrownBy(() => buildData(nested(3, { $var: 'parent.parent.parent.text' }), long))).toEqual(
      tooMuch('The value', 'characters'),
    );
  });

  test('a formula or data nested deeply is refused before the stack is full', () => {
    const deep = JSON.parse(`${'{"$concat":['.repeat(5000)}1${']}'.repeat(5000)}`);
    expect(thrownBy(() => buildData(deep, {}))).toEqual(tooMuch('$concat', 'levels'));
    const list = (): unknown => JSON.parse(`${'['.repeat(5000)}1${']'.repeat(5000)}`);
    const formula = { $map: { value: { $var: 'a' }, mapping: [{ from: { $var: 'b' }, to: 1 }] } };
    expect(thrownBy(() => buildData(formula, { a: list(), b: list() }))).toEqual(tooMuch('$map', 'levels'));
    expect(thrownBy(() => buildData({ a: { $formula: deep } }, {}))).toEqual(tooMuch('$formula', 'levels'));
    expect(needsWorker(deep)).toBe(false);
  });

  test('a caller may be given less', () => {
    expect(thrownBy(() => buildData([1, 2, 3], {}, { limits: { steps: 2 } }))).toEqual(tooMuch('The value', 'steps'));
  });
});

describe('what data inherits', () => {
  test('is not read, and a member called __proto__ is only a member', () => {
    for (const locator of ['__proto__', 'constructor', 'a.constructor', 'a.map', '__proto__.polluted', 'toString'])
      expect([locator, buildData({ $var: locator }, { a: [] })]).toEqual([locator, undefined]);
    const formula = JSON.parse('{"$mergeObjects":[{"__proto__":{"polluted":1}},{"a":1}]}');
    const merged = buildData(formula, {});
    expect(JSON.stringify(merged)).toBe('{"__proto__":{"polluted":1},"a":1}');
    expect('polluted' in {}).toBe(false);
    expect(getValueAtLocator({ a: 1 }, 'a.constructor', new Work(mappingLimits))).toBeUndefined();
    expect(buildData({ $eval: 1, toString: 2 }, {})).toBe(true);
    expect(buildData({ $concat: [{ $var: 'o' }] }, { o: { toString: 1, valueOf: 1 } })).toBe('[object Object]');
  });
});

describe('copies', () => {
  test('two in one list that lead nowhere are both dropped, and nothing else', () => {
    expect(buildData({ a: [{ $copy: 'x' }, 1, { $copy: 'y' }, { $copy: 'b' }], b: 2 }, {})).toEqual({
      a: [1, 2],
      b: 2,
    });
  });

  test('a copy of a copy is refused; the variables stay as they are', () => {
    expect(thrownBy(() => buildData({ a: { $copy: 'b' }, b: { $copy: 'a' } }, {}))).toMatchObject({
      code: 'bad_request',
    });
    const held = { x: { y: { $copy: 'b' } } };
    expect(buildData({ a: { $var: 'x' }, b: 1 }, held)).toEqual({ a: { y: 1 }, b: 1 });
    expect(held).toEqual({ x: { y: { $copy: 'b' } } });
  });
});

describe('what a value needs', () => {
  test('JSONata anywhere needs a worker, and fails where none is given', () => {
    expect(needsWorker({ a: [{ b: { $jsonata: 'x' } }] })).toBe(true);
    expect(needsWorker({ a: [{ b: '$jsonata' }] })).toBe(false);
    expect(thrownBy(() => buildData({ $jsonata: '1' }, {}))).toMatchObject({ code: 'internal' });
  });

  test.each([
    [{ a: { $var: '$.user.email' } }, true],
    [{ a: { $var: 'input.user' } }, false],
    [{ $case: [{ filter: [{ field: 'user.id', operator: 'is', value: 1 }] }] }, true],
    [{ $iterate: { source: [1], item: { $var: 'parent.user' } } }, true],
    [{ $var: '$' }, true],
    [{ $jsonata: 'user.id' }, true],
    [{ $plain: 'user' }, false],
  ])('%j mentions the user: %s', (formula, expected) => {
    expect(mentions(formula, 'user')).toBe(expected);
  });
});

describe('a formula that makes much of little', () => {
  const count = 20_000;
  const members = (from: string) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`${from}${i}`, 1]));
  const variables = {
    ones: Array.from({ length: count }, () => 1),
    nulls: Array.from({ length: count }, () => null),
    some: members('a'),
    others: { ...members('a'), last: 2 },
    text: 'a'.repeat(1_000_000),
    part: `b${'a'.repeat(500_000)}`,
    same: Buffer.from('a'.repeat(1_000_000)).toString(),
    names: 'a , '.repeat(500_000),
  };
  const many = (item: unknown) => ({ $iterate: { source: { $var: 'ones' }, item } });
  const again = (name: string) => ({ $var: `parent.${name}` });

  test.each([
    ['a list for each item', many({ $iterate: { source: again('ones'), item: 0 } })],
    ['an emptiness', many({ $eval: again('some'), isEmpty: true })],
    ['conditions', many({ $and: again('nulls') })],
    ['empty values', many({ $firstNotEmpty: again('nulls') })],
    ['texts', many({ $concat: { values: again('nulls') } })],
    ['nothing to merge', many({ $mergeObjects: again('ones') })],
    ['a long locator', many({ $var: 'a'.repeat(100_000) })],
    ['many cases', many({ $case: Array.from({ length: count }, () => 1) })],
    ['a deep comparison', many({ $map: { value: again('some'), mapping: [{ from: again('others'), to: 1 }] } })],
    ['long texts', many({ $map: { value: again('text'), mapping: [{ from: again('same'), to: 1 }] } })],
    ['an old field', many({ $case: [{ filter: [{ field: 'parent.ones.x', operator: 'is', value: 3 }], value: 1 }] })],
    ['addresses', many({ $domainFromEmail: again('text') })],
    ['names', { $firstName: { $var: 'names' } }],
    ['a text in a text', { $eval: { $var: 'text' }, contains: { $var: 'part' } }],
    ['a mark in a template', { $tpl: { template: '{t}', values: { t: { $var: 'text' }, ['}'.repeat(90_000)]: 1 } } }],
    ['copies', { from: { $var: 'some' }, ...Object.fromEntries(variables.ones.map((_, i) => [i, { $copy: 'from' }])) }],
  ])('is ended soon: %s', (_, formula) => {
    const startedAt = performance.now();
    expect(thrownBy(() => buildData(formula, variables))).toMatchObject({ code: 'bad_request' });
    expect(performance.now() - startedAt).toBeLessThan(15_000);
  });
});

test('the check names what can never have a value, and nothing else', () => {
  const value = {
    a: [{ $var: 'x[' }, { $var: 5 }],
    b: { $concat: 'x' },
    c: { $unknown: 1 },
    d: { $plain: { $var: 1 } },
  };
  expect(
    checkFormulas(value)
      .map(({ path }) => path)
      .sort(),
  ).toEqual(['a[0].$var', 'a[1].$var', 'b.$concat']);
  expect(checkFormulas({ $concat: { values: { $var: 'x' } } })).toEqual([]);
});

function thrownBy(act: () => unknown): unknown {
  try {
    return { gave: act() };
  } catch (error) {
    return error;
  }
}
