import { z } from 'zod';

/** JSON Schema 2020-12 as plain data. */
export type JsonSchema = { readonly [key: string]: unknown };

const cache = new WeakMap<z.ZodType, { input?: JsonSchema; output?: JsonSchema }>();

/**
 * The JSON Schema of a zod schema, computed once per schema.
 * Errors: throws at definition time for what JSON cannot represent (dates, transforms in outputs).
 */
export function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const known = cache.get(schema) ?? {};
  const cached = known[io];
  if (cached) return cached;
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'throw',
    target: 'draft-2020-12',
    override: dropIntegerBounds,
  });
  known[io] = rest;
  cache.set(schema, known);
  return rest;
}

/** Every whole number of zod carries the bounds of a safe integer, which tell a reader nothing and cost an agent tokens. */
function dropIntegerBounds({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}
