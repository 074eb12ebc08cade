import { z } from 'zod';
import { PorinError } from './errors.ts';

/** One documented member of an answer: the type we promise, and how to read it from what the app sends. */
export interface Field<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  /** Undefined when the value is absent or cannot be read as the promised type. */
  read(value: unknown): unknown;
  /** Whether an answer without it is unusable. */
  readonly isRequired?: boolean;
}

type Fields = Readonly<Record<string, Field>>;
type SchemaOf<F extends Fields> = z.ZodObject<{ [K in keyof F]: F[K]['schema'] }, z.core.$loose>;

/** A kind of object in answers: its output schema and the reader that makes real answers satisfy it. */
export interface Shape<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  /** Members that are not documented pass through untouched. */
  from(value: unknown): z.output<S>;
}

/** Defines schema and reader together, so that they cannot drift apart. `what` names the thing in errors. */
export function shape<F extends Fields>(what: string, fields: F): Shape<SchemaOf<F>> {
  const entries = Object.entries(fields);
  // Object.fromEntries forgets which schema belongs to which name.
  const members = Object.fromEntries(entries.map(([name, field]) => [name, field.schema]));
  return {
    schema: z.looseObject(members) as unknown as SchemaOf<F>,
    from(value) {
      const source = recordOf(value);
      if (!source) throw unexpected(what, value);
      const read: Record<string, unknown> = { ...source };
      for (const [name, field] of entries) {
        const known = field.read(source[name]);
        if (known === undefined && field.isRequired) throw unexpected(`${what} with ${name}`, value);
        if (known === undefined) delete read[name];
        else read[name] = known;
      }
      // Every documented member was read by the reader of its own schema.
      return read as z.output<SchemaOf<F>>;
    },
  };
}

/** The error for an answer that is not what the app documents. */
export function unexpected(what: string, value: unknown): PorinError {
  const got = JSON.stringify(value) ?? 'nothing';
  return new PorinError('upstream_failed', `The app answered ${got.slice(0, 120)}, expected ${what}`, {
    hint: 'If this was a change, look in the account before you repeat it; it may have been made',
  });
}

export function id(description: string) {
  return { schema: z.int().describe(description), read: intOf, isRequired: true } satisfies Field;
}

export function requiredText(description: string) {
  return { schema: z.string().describe(description), read: textOf, isRequired: true } satisfies Field;
}

export function int(description: string) {
  return { schema: z.int().optional().describe(description), read: intOf } satisfies Field;
}

export function decimal(description: string) {
  return { schema: z.number().optional().describe(description), read: numberOf } satisfies Field;
}

export function text(description: string) {
  return { schema: z.string().optional().describe(description), read: textOf } satisfies Field;
}

export function flag(description: string) {
  return { schema: z.boolean().optional().describe(description), read: flagOf } satisfies Field;
}

export function nullableInt(description: string) {
  return { schema: z.int().nullable().optional().describe(description), read: orNull(intOf) } satisfies Field;
}

export function nullableText(description: string) {
  return { schema: z.string().nullable().optional().describe(description), read: orNull(textOf) } satisfies Field;
}

export function object<S extends z.ZodType>(inner: Shape<S>, description: string) {
  return {
    schema: inner.schema.optional().describe(description),
    // PHP prints an empty object as [].
    read: (value: unknown) => (recordOf(value) ? inner.from(value) : isEmptyList(value) ? inner.from({}) : undefined),
  } satisfies Field;
}

export function list<S extends z.ZodType>(inner: Shape<S>, description: string) {
  return {
    schema: z.array(inner.schema).optional().describe(description),
    read: (value: unknown) => (Array.isArray(value) ? value.map((item) => inner.from(item)) : undefined),
  } satisfies Field;
}

export function textList(description: string) {
  return {
    schema: z.array(z.string()).optional().describe(description),
    read: (value: unknown) => (Array.isArray(value) ? value.flatMap((item) => textOf(item) ?? []) : undefined),
  } satisfies Field;
}

/** An object whose names the account chooses. */
export function mapOf<S extends z.ZodType>(inner: { schema: S; read(value: unknown): unknown }, description: string) {
  return {
    schema: z.record(z.string(), inner.schema).optional().describe(description),
    read(value: unknown) {
      const source = recordOf(value) ?? (isEmptyList(value) ? {} : undefined);
      if (!source) return undefined;
      const read = Object.entries(source).map(([name, item]) => [name, inner.read(item)] as const);
      return Object.fromEntries(read.filter(([, item]) => item !== undefined));
    },
  } satisfies Field;
}

/** `5`, `"5"` and `5.0` are 5; undefined for everything else. */
export function intOf(value: unknown): number | undefined {
  const read = numberOf(value);
  return Number.isSafeInteger(read) ? read : undefined;
}

export function numberOf(value: unknown): number | undefined {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined;
}

export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : undefined;
}

/** The app says true as `true`, `1`, `"1"` or `"true"`, depending on the endpoint and its age. */
export function flagOf(value: unknown): boolean | undefined {
  if (value === true || value === 1 || value === '1' || value === 'true') return true;
  return value === false || value === 0 || value === '0' || value === 'false' || value === '' ? false : undefined;
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined;
}

// Registrations carry the text "null" where others carry null.
function orNull(read: (value: unknown) => unknown) {
  return (value: unknown) => (value === null || value === 'null' || value === '' ? null : read(value));
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
