import { z } from 'zod';
import { PorinError } from '../../kernel/errors.ts';
import { describeIssues, formatPath } from '../../kernel/issues.ts';

const types = z.enum(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']);
const count = z.int().min(0);

/** What every keyword has to be, of the drafts in use; keywords that are not known are left alone, as the standard says. */
const schema: z.ZodType = z.lazy(() => z.union([z.boolean(), members], { error: 'expected a JSON Schema' }));
const named = z.record(z.string(), schema);
const list = z.array(schema);
const members = z.looseObject({
  type: z
    .union([types, z.array(types)], { error: `expected one of ${types.options.join(', ')}, or a list of them` })
    .optional(),
  properties: named.optional(),
  patternProperties: named.optional(),
  $defs: named.optional(),
  definitions: named.optional(),
  items: z.union([schema, list], { error: 'expected a JSON Schema' }).optional(),
  prefixItems: list.optional(),
  additionalProperties: schema.optional(),
  propertyNames: schema.optional(),
  contains: schema.optional(),
  required: z.array(z.string()).optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: list.optional(),
  allOf: list.optional(),
  oneOf: list.optional(),
  not: schema.optional(),
  pattern: z.string().refine(isPattern, 'expected a regular expression').optional(),
  format: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  $ref: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  multipleOf: z.number().positive().optional(),
  minLength: count.optional(),
  maxLength: count.optional(),
  minItems: count.optional(),
  maxItems: count.optional(),
  minProperties: count.optional(),
  maxProperties: count.optional(),
});

/** Errors: `bad_request` naming the member that a JSON Schema does not have so. */
export function checkJsonSchema(field: string, value: unknown): void {
  const { success, error } = members.safeParse(value);
  if (success) return;
  const issues = deepest(error.issues).map(({ path, message }) => ({
    path: formatPath([field, ...path]),
    expected: message,
    message,
  }));
  throw new PorinError('bad_request', describeIssues(issues), {
    hint: `${field} is a JSON Schema, such as {"type": "object", "properties": {"id": {"type": "string"}}}`,
    details: { issues },
  });
}

/** A union says only that none of its choices fit; what is wrong inside the likeliest tells more. */
function deepest(issues: readonly z.core.$ZodIssue[], above: readonly PropertyKey[] = []): z.core.$ZodIssue[] {
  return issues.flatMap((issue) => {
    const at = { ...issue, path: [...above, ...issue.path] };
    if (issue.code !== 'invalid_union') return [at];
    const inner = issue.errors.map((one) => deepest(one, at.path)).sort((a, b) => depthOf(b) - depthOf(a))[0] ?? [];
    return depthOf(inner) > at.path.length ? inner : [at];
  });
}

function depthOf(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map(({ path }) => path.length));
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    // What it is not is all that matters; the message says so.
    return false;
  }
}
