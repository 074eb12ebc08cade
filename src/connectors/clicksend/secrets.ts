import type { z } from 'zod';
import { recordOf, type Shape } from '../../kernel/shape.ts';

// The app gives keys and passwords of logins to everybody who may read these.
const isSecret = (name: string) => /api_?key|password|secret|token/i.test(name);

/** The same kind of object, read without its secrets, wherever in it they stand. */
export function withoutSecrets<S extends z.ZodType>(kind: Shape<S>): Shape<S> {
  return { schema: kind.schema, from: (value) => kind.from(cleaned(value)) };
}

function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleaned);
  const record = recordOf(value);
  if (!record) return value;
  const open = Object.entries(record).filter(([name]) => !isSecret(name));
  return Object.fromEntries(open.map(([name, member]) => [name, cleaned(member)]));
}
