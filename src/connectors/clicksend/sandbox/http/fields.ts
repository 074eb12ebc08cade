import { badRequest } from './refusal.ts';

/** A JSON object, or the fields of a form. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value as an object; an empty one when it is none. */
export function objectOf(value: unknown): Fields {
  // Every object that JSON makes is a record; lists are not asked for by name.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** Text, also of a number; undefined for anything else and for null. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A whole number, also written as text; undefined for anything else. */
export function integerOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*-?\d{1,15}\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/** A path's number; NaN, which no document has, when it is none. */
export function idOf(value: string | undefined): number {
  return integerOf(value) ?? Number.NaN;
}

/** How a resource's field is read and kept. */
export type FieldKind = 'text' | 'integer' | 'flag' | 'list';

export interface FieldRule {
  readonly kind: FieldKind;
  readonly required?: boolean;
  /** Kept when it is not given; null when absent. */
  readonly otherwise?: unknown;
  /** Characters of a text. */
  readonly max?: number;
  readonly choices?: readonly (string | number)[];
}

export type FieldRules = Readonly<Record<string, FieldRule>>;

function readField(name: string, { kind, max, choices }: FieldRule, value: unknown): unknown {
  const read = readers[kind](value);
  if (read === undefined) throw badRequest(`The ${name} is invalid.`);
  if (max !== undefined && typeof read === 'string' && read.length > max) {
    throw badRequest(`The ${name} may not be greater than ${max} characters.`);
  }
  if (choices !== undefined && !choices.some((choice) => choice === read)) {
    throw badRequest(`The selected ${name} is invalid.`);
  }
  return read;
}

const readers: Readonly<Record<FieldKind, (value: unknown) => unknown>> = {
  text: textOf,
  integer: integerOf,
  flag: (value) => {
    const number = typeof value === 'boolean' ? Number(value) : integerOf(value);
    return number === 0 || number === 1 ? number : undefined;
  },
  list: (value) => (Array.isArray(value) ? value : undefined),
};

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/**
 * Reads the fields of a new thing; those left out get what the rules say.
 * Errors: 400 that names all missing fields, or the first wrong one.
 */
export function readFields(rules: FieldRules, fields: Fields): Record<string, unknown> {
  const missing = Object.entries(rules).filter(([name, rule]) => rule.required === true && !isGiven(fields[name]));
  if (missing.length > 0) {
    throw badRequest(`Some required fields are missing: ${missing.map(([name]) => name).join(', ')}.`);
  }
  const read = Object.entries(rules).map(([name, rule]) => {
    const value = fields[name];
    return [name, isGiven(value) ? readField(name, rule, value) : (rule.otherwise ?? null)];
  });
  return Object.fromEntries(read);
}

/** Reads the fields of a change: only those that are given; an emptied optional one goes back to what the rules say. */
export function readChanges(rules: FieldRules, fields: Fields): Record<string, unknown> {
  const given = Object.entries(rules).filter(([name]) => Object.hasOwn(fields, name));
  const emptied = given.find(([name, rule]) => rule.required === true && !isGiven(fields[name]));
  if (emptied !== undefined) throw badRequest(`Some required fields are missing: ${emptied[0]}.`);
  const read = given.map(([name, rule]) => {
    const value = fields[name];
    return [name, isGiven(value) ? readField(name, rule, value) : (rule.otherwise ?? null)];
  });
  return Object.fromEntries(read);
}
