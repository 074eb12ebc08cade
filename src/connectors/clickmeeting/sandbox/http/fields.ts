import { Refusal } from './refusal.ts';

/**
 * Parameters of a request. Lists are records with the keys `0`, `1` … because `registration[1]` and `attendees[0]` are
 * the same syntax; `listOf` gives a list's values. Made without a prototype.
 */
export interface Fields {
  readonly [name: string]: FieldValue;
}
export type FieldValue = string | number | boolean | null | Fields;

type MutableFields = { [name: string]: FieldValue | MutableFields };

const limits = { fields: 10_000, depth: 6, index: 9_999 };

const unsafeKeys = new Set(['__proto__', 'constructor', 'prototype']);

const emptyRecord = (): MutableFields => Object.create(null);

function refuse(name: string, message: string): never {
  throw new Refusal(400, 'INVALID_PARAMETER', [{ name: name.slice(0, 100), message: message.slice(0, 300) }]);
}

function checkKey(path: string, key: string): void {
  if (unsafeKeys.has(key)) refuse(path, `${path} is not a parameter name`);
  if (/^\d+$/.test(key) && Number(key) > limits.index) refuse(path, `${path} is beyond the last index ${limits.index}`);
}

/** `attendees[0][email]` → `['attendees', '0', 'email']`; text that is no bracket syntax stays one name, as in PHP. */
function splitName(name: string): string[] {
  const open = name.indexOf('[');
  if (open <= 0) return [name];
  const keys = [name.slice(0, open)];
  let rest = name.slice(open);
  while (rest.startsWith('[') && keys.length <= limits.depth) {
    const close = rest.indexOf(']');
    if (close < 0) return [name];
    keys.push(rest.slice(1, close));
    rest = rest.slice(close + 1);
  }
  return keys;
}

/** The index that `[]` takes next in each record; counting the keys anew for each would take the square of their number. */
type NextIndexes = WeakMap<MutableFields, number>;

function noteIndex(next: NextIndexes, record: MutableFields, key: string): void {
  if (/^\d+$/.test(key)) next.set(record, Math.max(next.get(record) ?? 0, Number(key) + 1));
}

function put(target: MutableFields, [name, value]: readonly [string, string], next: NextIndexes): void {
  const keys = splitName(name);
  if (keys.length > limits.depth) refuse(keys[0] ?? name, `${keys[0]} is nested deeper than ${limits.depth} levels`);
  let record = target;
  for (const [position, raw] of keys.entries()) {
    const key = position > 0 && raw === '' ? String(next.get(record) ?? 0) : raw;
    checkKey(name, key);
    noteIndex(next, record, key);
    if (position === keys.length - 1) {
      record[key] = value;
      return;
    }
    const inner = record[key];
    const nested = typeof inner === 'object' && inner !== null ? (inner as MutableFields) : emptyRecord();
    record[key] = nested;
    record = nested;
  }
}

/**
 * The fields of a form or a query, as `fieldsOfPairs` reads them.
 * Errors: Refusal 400 for more than 10,000, before any is read: a body of 32 MB could hold ten million.
 */
export function fieldsOfText(text: string): Fields {
  let count = 0;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) {
    count += 1;
    if (count > limits.fields) refuse('body', `More than ${limits.fields} parameters`);
  }
  return fieldsOfPairs(new URLSearchParams(text));
}

/**
 * Reads names and values as PHP does: brackets nest, `[]` appends, the last of two equal names wins.
 * A library that makes lists would renumber `registration[1]`, so this keeps the keys.
 * Errors: Refusal 400 for more than 10,000 fields, 6 levels, an index above 9999, or a name like `__proto__`.
 */
export function fieldsOfPairs(pairs: Iterable<readonly [string, string]>): Fields {
  const record = emptyRecord();
  const next: NextIndexes = new WeakMap();
  let count = 0;
  for (const pair of pairs) {
    const [name] = pair;
    if (name === '') continue;
    count += 1;
    if (count > limits.fields) refuse(name.slice(0, 100), `More than ${limits.fields} parameters`);
    put(record, pair, next);
  }
  return record as Fields;
}

/** The same for a JSON document; its top must be an object. */
export function fieldsOfJson(value: unknown): Fields {
  if (typeof value !== 'object' || value === null) return refuse('body', 'The JSON body must be an object');
  return jsonRecord(value, { path: '', depth: 1, counted: { fields: 0 } });
}

interface JsonPlace {
  readonly path: string;
  readonly depth: number;
  /** Of the whole document. */
  readonly counted: { fields: number };
}

function jsonRecord(value: object, { path, depth, counted }: JsonPlace): Fields {
  const record = emptyRecord();
  for (const [key, item] of Object.entries(value)) {
    counted.fields += 1;
    if (counted.fields > limits.fields) refuse('body', `More than ${limits.fields} parameters`);
    // Only messages show it, and a name of megabytes would be copied for each field below it.
    const shown = key.slice(0, 100);
    const here = path === '' ? shown : `${path}[${shown}]`;
    checkKey(here, key);
    if (depth > limits.depth) refuse(here, `${here} is nested deeper than ${limits.depth} levels`);
    record[key] =
      typeof item === 'object' && item !== null
        ? (jsonRecord(item, { path: here, depth: depth + 1, counted }) as MutableFields)
        : (item as FieldValue);
  }
  return record as Fields;
}

/** `lower` with the fields of `upper` in place of equal names. */
export function mergeFields(lower: Fields, upper: Fields): Fields {
  return Object.assign(emptyRecord(), lower, upper);
}

/** Values of a list parameter in order; one plain value counts as a list of one; absent is empty. */
export function listOf(value: FieldValue | undefined): FieldValue[] {
  if (value === undefined || value === null || value === '') return [];
  return typeof value === 'object' ? Object.values(value) : [value];
}

/** A nested record; undefined when absent or a plain value. */
export function recordOf(value: FieldValue | undefined): Fields | undefined {
  return typeof value === 'object' && value !== null ? value : undefined;
}

/** Trimmed text; undefined when absent, empty or nested. */
export function textOf(value: FieldValue | undefined): string | undefined {
  if (value === undefined || value === null || typeof value === 'object') return undefined;
  const text = String(value).trim();
  return text === '' ? undefined : text;
}

/** A whole number from a number or its decimal text; undefined for all else. */
export function integerOf(value: FieldValue | undefined): number | undefined {
  const text = textOf(value);
  if (text === undefined || !/^[+-]?\d{1,15}$/.test(text)) return undefined;
  return Number(text);
}

const truths = new Set(['1', 'true', 'yes', 'on']);
const falsehoods = new Set(['0', 'false', 'no', 'off']);

/** A boolean in any spelling that clients send (`1`, `"0"`, `true`, `"False"`); undefined when it is none of them. */
export function booleanOf(value: FieldValue | undefined): boolean | undefined {
  const text = textOf(value)?.toLowerCase();
  if (text === undefined) return undefined;
  if (truths.has(text)) return true;
  return falsehoods.has(text) ? false : undefined;
}
