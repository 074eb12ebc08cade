import fc from 'fast-check';
import type { JsonSchema } from '../../src/kernel/json-schema.ts';
import type { Known } from './fuzz-known.ts';

/** Replaced by a number that JSON can write and no double can hold. */
export const hugeNumber = '@1e309@';

const longText = 'x'.repeat(70_000);

/** Texts that something may stumble over. */
export const oddText = fc.oneof(
  fc.constantFrom(
    ...['', ' ', '\u0000', 'a\u0000b', '\ud800', 'a\udc00b', '\u202e', '\ufeff', '🗝️', 'ünïcödé', '%00', '%ff', '%'],
    ...['../../etc/passwd', '..', '.', '/', '\\', '//evil.test/', 'http://169.254.169.254/', 'file:///etc/passwd'],
    ...[
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      '$.input.a',
      '{{x}}',
      '#{1}',
      "' or 1=1 --",
      '*',
      '%_',
    ],
    ...['null', 'undefined', 'true', 'NaN', '-1', '0', '1e309', '9007199254740993', '0x10', '[]', '{}', '{"a":1}', '"'],
    ...[
      'con_',
      'con_x',
      `con_${'A'.repeat(22)}`,
      `run_${'A'.repeat(22)}`,
      'file_',
      'tok_\u0000',
      'a\r\nx-evil: 1',
      '\t\n',
    ],
    ...[
      'clickmeeting',
      'ping',
      'local',
      'MQ',
      'eyJ9',
      'Zm9v',
      longText,
      '2026-11-21T00:00:00Z',
      '+275760-09-14',
      '(a+)+$',
    ],
  ),
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

const oddNumber = fc.constantFrom<unknown>(
  ...[0, -0, -1, 1, 2, 1.5, 1e21, -1e21, 2 ** 31, 2 ** 53, -(2 ** 53), 2 ** 63, 5e-324, Number.MAX_VALUE, hugeNumber],
);

function deep(levels: number): unknown {
  let value: unknown = 'end';
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

/** Members whose names mean something to objects are their own here, as JSON.parse makes them. */
const oddObject = fc.constantFrom<unknown>(
  ...[
    '{"__proto__":{"isOwner":true}}',
    '{"constructor":{"prototype":{"a":1}}}',
    '{"":1}',
    '{"then":1}',
    '{"\\u0000":"\\u0000"}',
  ].map((text) => JSON.parse(text) as unknown),
  ...[{}, { a: { b: [null] } }, { $var: '$.input' }, { $eval: 1 }, { toJSON: 1 }, { length: -1 }, deep(60), deep(400)],
);

const oddJson: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  oddNumber,
  oddObject,
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    [],
    [[]],
    [null],
    Array.from({ length: 2_000 }, () => 1),
  ),
  fc.array(oddText, { maxLength: 3 }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Where a value is wanted. */
export interface Place {
  readonly known: Known;
  /** First part of the route's path. */
  readonly root: string;
  readonly depth: number;
}

/** Values for a schema: what fits, what nearly does, and what is of quite another kind. */
export function valueFor(schema: JsonSchema, place: Place): fc.Arbitrary<unknown> {
  const { depth } = place;
  const fitting = depth > 6 ? fc.constant<unknown>({}) : fittingFor(schema, { ...place, depth: depth + 1 });
  return fc.oneof({ arbitrary: fitting, weight: depth === 0 ? 9 : 5 }, { arbitrary: oddJson, weight: 1 });
}

function fittingFor(schema: JsonSchema, place: Place): fc.Arbitrary<unknown> {
  const variants = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(variants)) return fc.oneof(...variants.map((variant) => valueFor(variant, place)));
  if (Array.isArray(schema['enum'])) return fc.constantFrom<unknown>(...schema['enum']);
  if ('const' in schema) return fc.constant<unknown>(schema['const']);
  const type = Array.isArray(schema['type']) ? schema['type'][0] : schema['type'];
  switch (type) {
    case 'object':
      return objectFor(schema, place);
    case 'array':
      return fc.array(valueFor((schema['items'] ?? {}) as JsonSchema, place), { maxLength: 4 });
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return fc.oneof(fc.integer({ min: 0, max: 50 }), oddNumber);
    case 'string':
      return fc.oneof({ arbitrary: fc.constantFrom(...place.known.all), weight: 2 }, { arbitrary: oddText, weight: 2 });
    default:
      return oddJson;
  }
}

function objectFor(schema: JsonSchema, place: Place): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>);
  const required = new Set((schema['required'] ?? []) as readonly string[]);
  // Many fields at once are nearly always refused for one of them.
  const weight = Math.max(1, Math.ceil(properties.length / 3));
  const members = properties.map(([name, property]) => {
    const member = fieldValue(name, property, place).map((given): [string, unknown][] => [[name, given]]);
    return fc.oneof(
      { arbitrary: member, weight: required.has(name) ? weight * 15 : 1 },
      { arbitrary: fc.constant<[string, unknown][]>([]), weight },
    );
  });
  const further = fc.oneof(
    { arbitrary: fc.constant<[string, unknown][]>([]), weight: 9 },
    { arbitrary: fc.tuple(oddText, oddJson).map((entry): [string, unknown][] => [entry]), weight: 1 },
  );
  // Own members, also the one named __proto__.
  return fc.tuple(...members, further).map((found) => Object.fromEntries(found.flat()));
}

function fieldValue(name: string, schema: JsonSchema, place: Place): fc.Arbitrary<unknown> {
  // Waiting is not what is tried here.
  if (name === 'timeout') return fc.constantFrom<unknown>(-1, 0, 1, 'soon', null, 1e9, [1]);
  return knownOr(valueFor(schema, place), name, place);
}

/** Mostly what fits a field of this name, where there is such a thing. */
export function knownOr<T>(
  otherwise: fc.Arbitrary<T>,
  name: string,
  { known, root }: Place,
): fc.Arbitrary<T | unknown> {
  const fitting = known.for(root, name);
  if (fitting === undefined) return otherwise;
  return fc.oneof({ arbitrary: fc.constantFrom(...fitting), weight: 4 }, { arbitrary: otherwise, weight: 1 });
}
