import type { z } from 'zod';
import { fileMark } from './files.ts';
import { type JsonSchema, toJsonSchema } from './json-schema.ts';
import { nearestName } from './nearest-name.ts';

// On its own, so that the command line has it without the schema library.
export { nearestName };

/** One thing wrong with an input: where, what was expected, and the nearest valid name. */
export interface Issue {
  /** `attendees[0].email`; empty for the input as a whole. */
  readonly path: string;
  readonly expected: string;
  readonly message: string;
  readonly nearest?: string;
}

/** Writes a path as people do: `a.b[0].c`. */
export function formatPath(segments: readonly PropertyKey[]): string {
  return segments.reduce<string>(
    (text, segment) =>
      typeof segment === 'number'
        ? `${text}[${segment}]`
        : text === ''
          ? String(segment)
          : `${text}.${String(segment)}`,
    '',
  );
}

/** One line for people: every issue with its path, expectation and nearest name. */
export function describeIssues(issues: readonly Issue[]): string {
  return issues.map((issue) => (issue.path === '' ? issue.message : `${issue.path}: ${issue.message}`)).join('; ');
}

/** Translates zod's complaint into ours. A missing field that resembles a field that was sent gets it as `nearest`. */
export function issuesOf(error: z.ZodError, schema: z.ZodType, input: unknown): Issue[] {
  const jsonSchema = toJsonSchema(schema, 'input');
  const known = new Set(Object.keys(properties(jsonSchema)));
  const strangers = isRecord(input) ? Object.keys(input).filter((name) => !known.has(name)) : [];
  return error.issues.flatMap((issue): Issue[] => {
    const at = formatPath(issue.path);
    if (issue.code === 'unrecognized_keys') {
      const siblings = Object.keys(properties(schemaAt(jsonSchema, issue.path)));
      return issue.keys.map((key) => unknownKey(formatPath([...issue.path, key]), key, siblings));
    }
    const expected = expectation(issue, schemaAt(jsonSchema, issue.path));
    const isMissing =
      ['invalid_type', 'invalid_value', 'invalid_union'].includes(issue.code) &&
      valueAt(input, issue.path) === undefined;
    const last = issue.path.at(-1);
    const meant =
      isMissing && issue.path.length === 1 && typeof last === 'string' ? nearestName(last, strangers) : undefined;
    const message = isMissing
      ? `required, expected ${expected}${meant === undefined ? '' : ` (did you mean this by '${meant}'?)`}`
      : issue.code === 'invalid_type' || (issue.code === 'invalid_union' && issue.message === 'Invalid input')
        ? `expected ${expected}, got ${typeName(valueAt(input, issue.path))}`
        : issue.code === 'invalid_value'
          ? `expected ${expected}, got ${shownValue(valueAt(input, issue.path), issue.values)}`
          : boundOf(issue);
    return [
      { path: at, expected, message, ...(meant === undefined || last === undefined ? {} : { nearest: String(last) }) },
    ];
  });
}

const maxShown = 40;

/** What came in place of one of the values, and which of them is near. */
function shownValue(value: unknown, values: readonly unknown[]): string {
  if (typeof value !== 'string') return typeof value === 'object' ? typeName(value) : String(value);
  const nearest = nearestName(value.slice(0, 100), values.map(String));
  const shown = JSON.stringify(value.length > maxShown ? `${value.slice(0, maxShown)}…` : value);
  // A number in quotes is near to the number.
  const meant = values.find((one) => String(one) === nearest);
  return nearest === undefined ? shown : `${shown} (did you mean ${JSON.stringify(meant)}?)`;
}

/** Zod's sentence about a bound in words; what an author wrote in its place is kept. */
function boundOf(issue: z.core.$ZodIssue): string {
  if ((issue.code !== 'too_small' && issue.code !== 'too_big') || !/^Too (?:big|small): /.test(issue.message))
    return issue.message;
  const bound = issue.code === 'too_small' ? issue.minimum : issue.maximum;
  const unit = issue.origin === 'string' ? 'character' : issue.origin === 'array' ? 'item' : undefined;
  if (unit === undefined || !issue.inclusive) return issue.message.replace(/^Too (?:big|small): /, '');
  const units = Number(bound) === 1 ? unit : `${unit}s`;
  return `expected at ${issue.code === 'too_small' ? 'least' : 'most'} ${bound} ${units}`;
}

/** A field that is not among its siblings, and the one that may be meant. */
export function unknownKey(path: string, key: string, siblings: readonly string[]): Issue {
  const nearest = nearestName(key, siblings);
  const expected = siblings.length === 0 ? 'no such field' : `one of ${siblings.join(', ')}`;
  const message =
    nearest === undefined ? `unknown field; expected ${expected}` : `unknown field, did you mean '${nearest}'?`;
  return { path, expected, message, ...(nearest === undefined ? {} : { nearest }) };
}

function expectation(issue: z.core.$ZodIssue, schema: JsonSchema): string {
  switch (issue.code) {
    case 'invalid_union':
      return alternativesOf(schema) ?? issue.message;
    case 'invalid_type':
      return issue.expected;
    case 'invalid_value':
      return `one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'invalid_format':
      return issue.format;
    case 'too_small':
      return `at least ${issue.minimum}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

/** `{file}, {base64, name} or {url}`: what each alternative needs, so that the caller can choose one. */
export function alternativesOf(schema: JsonSchema): string | undefined {
  if (Array.isArray(schema['type'])) return schema['type'].join(' or ');
  const alternatives = schema['anyOf'] ?? schema['oneOf'];
  if (!Array.isArray(alternatives)) return undefined;
  const described = alternatives.filter(isRecord).map((one) => {
    const required = Array.isArray(one['required']) ? one['required'] : [];
    const kind = 'const' in one ? JSON.stringify(one['const']) : (one['format'] ?? one['type'] ?? 'value');
    return one['type'] === 'object' && required.length > 0 ? `{${required.join(', ')}}` : String(kind);
  });
  const last = described.pop();
  if (last === undefined) return undefined;
  const list = described.length === 0 ? last : `${described.join(', ')} or ${last}`;
  return schema[fileMark] === true ? `${list}; on the command line @path` : list;
}

/** What JSON calls the type of a value. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      isRecord(value) || Array.isArray(value) ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    input,
  );
}

function schemaAt(schema: JsonSchema, path: readonly PropertyKey[]): JsonSchema {
  return path.reduce<JsonSchema>((current, key) => {
    const next = typeof key === 'number' ? current['items'] : properties(current)[String(key)];
    return isRecord(next) ? next : {};
  }, schema);
}

function properties(schema: JsonSchema): Record<string, unknown> {
  const found = schema['properties'];
  return isRecord(found) ? found : {};
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
