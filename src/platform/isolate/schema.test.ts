import { afterAll, describe, expect, test } from 'vitest';
import { refusal } from './isolate.fixture.ts';
import { createIsolate } from './isolate.ts';

const isolate = createIsolate({ timeoutMs: 1_000, memoryMb: 32 });
afterAll(() => isolate.close());
const validate = async (schema: object, value: unknown) => isolate.validate({ ...schema }, value, 'a');
const messages = async (schema: object, value: unknown) =>
  (await validate(schema, value)).map(({ path, message }) => `${path}: ${message}`);
const refused = async (schema: object, value: unknown = 1) => refusal(validate(schema, value));

const person = {
  type: 'object',
  properties: { email: { type: 'string', format: 'email' }, count: { type: 'integer', minimum: 3 } },
  required: ['email'],
  additionalProperties: false,
};

describe('a refused value is told', () => {
  test.each<[string, object, unknown, string[]]>([
    ['a missing field', person, {}, ['email: required, expected email']],
    [
      'a misspelt field',
      person,
      { emial: 'a@b.c' },
      [
        "email: required, expected email (did you mean this by 'emial'?)",
        "emial: unknown field, did you mean 'email'?",
      ],
    ],
    ['another type', person, { email: 'a@b.c', count: 'x' }, ['count: expected integer, got string']],
    ['a fraction', { type: 'integer' }, 2.5, [': expected integer, got 2.5']],
    ['a format', person, { email: 'x' }, ['email: expected a valid email, got "x"']],
    ['a bound', person, { email: 'a@b.c', count: 1 }, ['count: expected at least 3, got 1']],
    ['no value at all', person, undefined, [': required, expected object']],
    ['several types', { type: ['string', 'null'] }, 1, [': expected string or null, got number']],
    ['a length', { maxLength: 2 }, 'añb', [': expected at most 2 characters, got 3']],
    ['too few items', { minItems: 2 }, [1], [': expected at least 2 items, got 1']],
    ['a constant', { const: 'a' }, 'b', [': expected "a", got "b"']],
    [
      'an enum',
      { enum: ['red', 'green'] },
      'gren',
      [': expected one of "red", "green", got "gren", did you mean "green"?'],
    ],
    ['a pattern', { pattern: '^a+$' }, 'b', [': expected text that matches ^a+$, got "b"']],
    [
      'a place in arrays and odd names',
      { properties: { 'a/b~c%': { items: { type: 'number' } } } },
      { 'a/b~c%': [1, 'x'] },
      ['a/b~c%[1]: expected number, got string'],
    ],
    ['equal items', { uniqueItems: true }, [1, 1], [': duplicate items at indexes 0 and 1']],
    ['a dependent field', { dependentRequired: { a: ['b'] } }, { a: 1 }, ['b: required']],
    ['a forbidden item', { prefixItems: [{}], items: false }, [1, 2], ['[1]: is not allowed here']],
  ])('%s', async (_, schema, value, expected) => {
    expect(await messages(schema, value)).toEqual(expected);
  });

  test('by the alternative that was meant', async () => {
    const shape = (kind: string, field: string) => ({
      type: 'object',
      properties: { kind: { const: kind }, [field]: { type: 'number' } },
      required: ['kind', field],
    });
    const either = { $defs: { one: { oneOf: [shape('a', 'x'), shape('b', 'y')] } }, items: { $ref: '#/$defs/one' } };
    expect(await messages(either, [{ kind: 'a', x: 'no' }, { kind: 'b' }, 4])).toEqual([
      '[0].x: expected number, got string',
      '[1].y: required, expected number',
      '[2]: expected {kind, x} or {kind, y}, got 4',
    ]);
    expect(await messages({ oneOf: [{ type: 'number' }, { minimum: 1 }] }, 5)).toEqual([
      ': expected exactly one of number or value; 2 fit',
    ]);
  });

  test('fifty times at most', async () => {
    expect(
      await validate(
        { items: { type: 'string' } },
        Array.from({ length: 5_000 }, () => 1),
      ),
    ).toHaveLength(50);
  });
});

test('drafts differ where they do', async () => {
  const tuple = { items: [{ type: 'string' }], additionalItems: { type: 'number' } };
  expect(await messages({ ...tuple, $schema: 'http://json-schema.org/draft-07/schema#' }, ['a', 'b'])).toEqual([
    '[1]: expected number, got string',
  ]);
  expect(await messages({ prefixItems: [{ type: 'string' }] }, [1])).toEqual(['[0]: expected string, got number']);
});

test('a frozen schema, fields without a value and names of prototypes are read as JSON would', async () => {
  expect(
    await isolate.validate(Object.freeze({ type: 'object', required: ['a'] }), { a: undefined }, 'a'),
  ).toHaveLength(1);
  expect(await messages({ properties: { constructor: { type: 'number' } } }, {})).toEqual([]);
  const value: unknown = JSON.parse('{"__proto__": {"a": 1}}');
  expect(await messages({ additionalProperties: false }, value)).toHaveLength(1);
});

describe('what is no schema is refused by its place', () => {
  test.each<[object, string]>([
    [
      { type: 'strin' },
      "The schema at type: expected one of array, boolean, integer, null, number, object, string, got 'strin'",
    ],
    [
      { properties: { a: { required: true } } },
      'The schema at properties.a.required: expected an array of field names, got boolean',
    ],
    [{ properties: { a: 5 } }, 'The schema at properties.a: expected a schema (an object, true or false), got number'],
    [{ anyOf: {} }, 'The schema at anyOf: expected an array of schemas, got object'],
    [{ items: { minLength: -1 } }, 'The schema at items.minLength: expected a whole number from 0, got -1'],
    [{ pattern: '(' }, 'The schema at pattern: Invalid regular expression'],
    [
      { $ref: 'https://x.test/s.json' },
      'The schema at $ref: nothing in it is "https://x.test/s.json"; other documents are not fetched',
    ],
    [{ items: { $ref: '#/$defs/none' } }, 'The schema at items.$ref: nothing in it is "#/$defs/none"'],
    [{ $ref: '#' }, 'The schema at $ref: refers to itself without an end'],
    [{ $defs: { a: { allOf: [{ $ref: '#/$defs/a' }] } } }, 'refers to itself without an end'],
    [{ $dynamicRef: '#a' }, 'The schema at $dynamicRef: is not supported'],
    [{ $id: 'http://[', type: 'string' }, 'The schema: Invalid URL'],
  ])('%j', async (schema, message) => {
    const failed = await refused(schema);
    expect(failed.code).toBe('bad_request');
    expect(failed.message).toContain(message);
  });
});

describe('no schema and no value holds the process up', () => {
  const nested = (levels: number) => {
    let value: unknown = 1;
    for (let i = 0; i < levels; i++) value = { a: value };
    return value;
  };

  test('a plain check is done at once, without a promise', async () => {
    await validate(person, {});
    expect(isolate.validate(person, { email: 'a@b.c' }, 'a')).toEqual([]);
  });

  test.each<[string, object, unknown]>([
    ['a pattern that backtracks', { pattern: '^(a+)+$' }, `${'a'.repeat(50)}b`],
    ['a pattern for names that backtracks', { patternProperties: { '^(a+)+$': {} } }, { [`${'a'.repeat(50)}b`]: 1 }],
    [
      'references that double at every step',
      {
        $ref: '#/$defs/d0',
        $defs: {
          ...Object.fromEntries(
            Array.from({ length: 40 }, (_, i) => [
              `d${i}`,
              { allOf: [{ $ref: `#/$defs/d${i + 1}` }, { $ref: `#/$defs/d${i + 1}` }] },
            ]),
          ),
          d40: { type: 'number' },
        },
      },
      1,
    ],
    [
      'recursion that doubles at every level',
      { allOf: [{ properties: { a: { $ref: '#' } } }, { properties: { a: { $ref: '#' } } }] },
      nested(60),
    ],
  ])('%s is ended elsewhere', async (_, schema, value) => {
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 50);
    const failed = await refused(schema, value);
    clearInterval(ticking);
    expect(failed).toMatchObject({ code: 'bad_request', message: expect.stringContaining('took longer than') });
    expect(ticks).toBeGreaterThan(5);
  });

  test('a tree of trees is checked', async () => {
    const tree = { type: 'object', properties: { kids: { type: 'array', items: { $ref: '#' } } } };
    expect(await messages(tree, { kids: [{ kids: [] }, { kids: 5 }] })).toEqual([
      'kids[1].kids: expected array, got number',
    ]);
  });

  test('a value that is nested without measure is refused, not followed', async () => {
    const recursive = { properties: { a: { $ref: '#' } } };
    const outcome = await validate(recursive, nested(50_000)).then(
      (issues) => issues.map(({ message }) => message),
      (error: Error) => [error.message],
    );
    expect(outcome[0]).toMatch(/nested/);
  });

  test('many items that have to differ are compared elsewhere', async () => {
    expect(
      isolate.validate(
        { uniqueItems: true },
        Array.from({ length: 3_000 }, (_, i) => i),
        'a',
      ),
    ).toBeInstanceOf(Promise);
  });
});

describe('formulas', () => {
  test('are resolved at once where none may run for long', () => {
    expect(isolate.resolve({ a: { $var: '$.input.x' }, b: [1] }, { input: { x: 2 } }, 'a')).toEqual({ a: 2, b: [1] });
  });

  test('of JSONata are resolved elsewhere', async () => {
    const made = isolate.resolve({ sum: { $jsonata: '$sum(input.n)' }, n: 1 }, { input: { n: [1, 2] } }, 'a');
    expect(made).toBeInstanceOf(Promise);
    expect(await made).toEqual({ sum: 3, n: 1 });
  });

  test.each([
    ['run for ever', '($f := function($n) { $f($n + 1) }; $f(0))'],
    ['fill memory', '($f := function($a) { $f($append($a, $a)) }; $f([1..1000]))'],
  ])('of JSONata that %s are ended', async (_, expression) => {
    const failed = await refusal(Promise.resolve(isolate.resolve({ $jsonata: expression }, {}, 'a')));
    expect(failed.code).toBe('bad_request');
    expect(await isolate.resolve({ $jsonata: '1 + 1' }, {}, 'a')).toBe(2);
  });
});
