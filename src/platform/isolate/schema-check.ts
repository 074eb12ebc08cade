import { PorinError } from '../../kernel/errors.ts';
import { typeName } from '../../kernel/issues.ts';
import type { JsonSchema } from '../../kernel/json-schema.ts';

const types = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];
const single = [
  'additionalItems',
  'additionalProperties',
  'contains',
  'else',
  'if',
  'not',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
];
const lists = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const maps = ['$defs', 'definitions', 'dependentSchemas', 'patternProperties', 'properties'];
const amounts = [
  'maxContains',
  'maxItems',
  'maxLength',
  'maxProperties',
  'minContains',
  'minItems',
  'minLength',
  'minProperties',
];
const numbers = ['maximum', 'minimum', 'multipleOf'];
const numbersOrFlags = ['exclusiveMaximum', 'exclusiveMinimum'];
const texts = ['$anchor', '$id', '$ref', '$schema', 'format', 'pattern'];

// Their checks take time that grows with the length of the text alone.
const quickFormats = ['date', 'time', 'date-time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid'];

const mostLevels = 60;
const mostParts = 20_000;
const patternChars = 5_000;

/** What a walk through a schema found. */
export interface SchemaFacts {
  /** Schemas in it, and members of its enums. */
  parts: number;
  /** Regular expressions of the caller, or formats as bad: they can take for ever. */
  hasPatterns: boolean;
  hasRefs: boolean;
  hasUniqueItems: boolean;
}

/** Looks at every keyword. Errors: `bad_request` with the place of the first that is none. */
export function checkSchema(schema: JsonSchema): SchemaFacts {
  const facts: SchemaFacts = { parts: 0, hasPatterns: false, hasRefs: false, hasUniqueItems: false };
  checkPart(schema, [], facts);
  return facts;
}

/** A schema inside of another, with the way there. */
export type Below = readonly [path: readonly string[], part: unknown];

/** The schemas right below one. */
export function partsOf(schema: Readonly<Record<string, unknown>>): Below[] {
  return Object.entries(schema).flatMap(([key, value]): Below[] => {
    const within = (entries: readonly (readonly [string, unknown])[]) =>
      entries.map(([name, part]): Below => [[key, name], part]);
    if (key === 'dependencies') return within(Object.entries(value ?? {}).filter(([, part]) => !Array.isArray(part)));
    if (maps.includes(key) && isRecord(value)) return within(Object.entries(value));
    if ((lists.includes(key) || key === 'items') && Array.isArray(value)) return within(Object.entries(value));
    return single.includes(key) || key === 'items' ? [[[key], value]] : [];
  });
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Errors: always, `bad_request`. */
export function refuseSchema(path: readonly string[], problem: string): never {
  const at = path.length === 0 ? 'The schema' : `The schema at ${path.join('.')}`;
  throw new PorinError('bad_request', `${at}: ${problem}`, {
    hint: 'JSON Schema 2020-12 is expected; $schema names draft 2019-09 or 7',
    details: { path: path.join('.') },
  });
}

function checkPart(part: unknown, path: readonly string[], facts: SchemaFacts): void {
  facts.parts += 1;
  if (facts.parts > mostParts) refuseSchema([], `more than ${mostParts} parts`);
  if (path.length > mostLevels * 2) refuseSchema([], `nested more than ${mostLevels} levels`);
  if (typeof part === 'boolean') return;
  if (!isRecord(part)) refuseSchema(path, `expected a schema (an object, true or false), got ${typeName(part)}`);
  for (const [keyword, value] of Object.entries(part)) {
    const problem = problemOf(keyword, value);
    if (problem !== undefined) refuseSchema([...path, keyword], problem);
  }
  note(part, facts);
  for (const [below, inner] of partsOf(part)) checkPart(inner, [...path, ...below], facts);
}

function problemOf(keyword: string, value: unknown): string | undefined {
  const found = typeName(value);
  if (texts.includes(keyword) && typeof value !== 'string') return `expected text, got ${found}`;
  if (keyword === 'pattern') return patternProblem(String(value));
  if (keyword === 'type') return typeProblem(value);
  if (keyword === 'required') return namesProblem(value);
  if (keyword === 'enum' && !Array.isArray(value)) return `expected an array of values, got ${found}`;
  if (lists.includes(keyword) && !Array.isArray(value)) return `expected an array of schemas, got ${found}`;
  if ((maps.includes(keyword) || keyword === 'dependencies') && !isRecord(value))
    return `expected an object of schemas, got ${found}`;
  if (keyword === 'patternProperties' && isRecord(value)) return first(Object.keys(value).map(patternProblem));
  if (keyword === 'dependentRequired')
    return isRecord(value) ? first(Object.values(value).map(namesProblem)) : `expected an object, got ${found}`;
  if (amounts.includes(keyword) && !(Number.isInteger(value) && Number(value) >= 0))
    return `expected a whole number from 0, got ${found === 'number' ? String(value) : found}`;
  if (numbers.includes(keyword) && typeof value !== 'number') return `expected a number, got ${found}`;
  if (numbersOrFlags.includes(keyword) && typeof value !== 'number' && typeof value !== 'boolean')
    return `expected a number, got ${found}`;
  if (keyword === '$dynamicRef') return 'is not supported; $ref can name any schema within this one';
  return undefined;
}

function typeProblem(value: unknown): string | undefined {
  const named = Array.isArray(value) ? value : [value];
  const wrong = named.find((name) => !types.includes(name));
  if (named.length > 0 && wrong === undefined) return undefined;
  return `expected one of ${types.join(', ')}, got ${typeof wrong === 'string' ? `'${wrong}'` : typeName(wrong)}`;
}

function namesProblem(value: unknown): string | undefined {
  if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return undefined;
  return `expected an array of field names, got ${typeName(value)}`;
}

function patternProblem(pattern: string): string | undefined {
  if (pattern.length > patternChars) return `a pattern of ${pattern.length} characters; at most ${patternChars}`;
  try {
    new RegExp(pattern, 'u');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function first(problems: readonly (string | undefined)[]): string | undefined {
  return problems.find((problem) => problem !== undefined);
}

function note(part: Readonly<Record<string, unknown>>, facts: SchemaFacts): void {
  const { pattern, patternProperties, format, uniqueItems, $ref, $recursiveRef } = part;
  if (pattern !== undefined || patternProperties !== undefined) facts.hasPatterns = true;
  if (typeof format === 'string' && !quickFormats.includes(format)) facts.hasPatterns = true;
  if (uniqueItems === true) facts.hasUniqueItems = true;
  if ($ref !== undefined || $recursiveRef !== undefined) facts.hasRefs = true;
  if (Array.isArray(part['enum'])) facts.parts += part['enum'].length;
}
