import { z } from 'zod';
import { type JsonSchema, toJsonSchema } from '../../../kernel/json-schema.ts';
import type { ActionView } from '../../../kernel/ports/gateway.ts';

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What every tool that runs something answers with, beside the output: how to get the rest of it, or what has to be connected before anything runs. */
const answer = z.object({
  run_id: z.string().optional(),
  dry_run: z.unknown().optional(),
  truncated: z.boolean().optional(),
  next: z.string().optional(),
  connect: z.looseObject({}).optional(),
});

/** The same with an output of any kind. */
export const answerView = answer.extend({ output: z.unknown().optional() });

/** The same with the output's own schema: its shape alone, which a saved action, that anybody wrote, does not promise. */
export function answerSchema({ outputSchema, isPublic }: Pick<ActionView, 'outputSchema' | 'isPublic'>): JsonSchema {
  const { $defs, ...own } = isPublic ? relaxed(outputSchema) : {};
  const { properties } = toJsonSchema(answer, 'output');
  return {
    type: 'object',
    properties: { output: own, ...(isRecord(properties) ? each(properties, relaxed) : {}) },
    ...($defs === undefined ? {} : { $defs }),
  };
}

/** An input's schema without our own marks, which some makers of models refuse. */
export function forModels(schema: JsonSchema): JsonSchema {
  const words = Object.entries(schema).flatMap(([word, value]): [string, unknown][] => {
    if (word.startsWith('x-') || (word === 'format' && value === 'base64')) return [];
    if (maps.has(word) && isRecord(value)) return [[word, each(value, forModels)]];
    return [[word, values.has(word) ? value : within(value, forModels)]];
  });
  return Object.fromEntries(words);
}

/** What a shortened output may break, and what get_action tells better: it would double a list that hosts read again and again. */
const dropped = new Set([
  ...['description', 'title', 'examples'],
  ...[
    'required',
    'minItems',
    'minLength',
    'minProperties',
    'pattern',
    'format',
    'uniqueItems',
    'minContains',
    'contains',
  ],
  ...['not', 'if', 'then', 'else', 'dependentRequired', 'unevaluatedProperties', 'unevaluatedItems'],
]);
const maps = new Set(['properties', '$defs', 'patternProperties', 'dependentSchemas']);
const values = new Set(['const', 'enum', 'default']);

/** Without what a shortened output may break, because hosts refuse whatever does not fit the schema of a tool. */
function relaxed(schema: JsonSchema): JsonSchema {
  const words = Object.entries(schema).flatMap(([word, value]): [string, unknown][] => {
    if (dropped.has(word) || (word === 'additionalProperties' && value === false)) return [];
    if (values.has(word)) return [[word, value]];
    if (maps.has(word) && isRecord(value)) return [[word, each(value, relaxed)]];
    // Of alternatives that ask for less, several may fit.
    return [[word === 'oneOf' ? 'anyOf' : word, within(value, relaxed)]];
  });
  return Object.fromEntries(words);
}

type Change = (schema: JsonSchema) => JsonSchema;

function each(schemas: Readonly<Record<string, unknown>>, change: Change): JsonSchema {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, within(schema, change)]));
}

/** What a word holds: a schema, a list of them, or something else. */
function within(value: unknown, change: Change): unknown {
  if (Array.isArray(value)) return value.map((one) => (isRecord(one) ? change(one) : one));
  return isRecord(value) ? change(value) : value;
}
