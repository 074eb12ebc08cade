import type { HttpBody } from '../../kernel/http.ts';

/** A form body as the app reads it: booleans as 1 and 0 at every depth, members without a value left out. */
export function form(fields: Readonly<Record<string, unknown>>): HttpBody {
  return { form: Object.fromEntries(entriesOf(fields)) };
}

function entriesOf(fields: object): [string, unknown][] {
  return Object.entries(fields).flatMap(([name, value]): [string, unknown][] =>
    value === undefined ? [] : [[name, encoded(value)]],
  );
}

function encoded(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (Array.isArray(value)) return value.map(encoded);
  return typeof value === 'object' && value !== null ? Object.fromEntries(entriesOf(value)) : value;
}
