import { z } from 'zod';
import { type JsonSchema, toJsonSchema } from '../../../kernel/json-schema.ts';
import type { ActionView } from '../../../kernel/ports/gateway.ts';

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What every tool that runs something answers with, beside the output. */
const answer = z.object({
  run_id: z.string().optional(),
  dry_run: z.unknown().optional(),
  truncated: z.boolean().optional(),
  next: z.string().optional().describe('How to get the rest'),
  connect: z.looseObject({}).optional().describe('Nothing ran: the account has to be connected first'),
});

/** The same with an output of any kind. */
export const answerView = answer.extend({ output: z.unknown().optional() });

/** The same with the output's own schema: its shape alone, which a saved action, that anybody wrote, does not promise. */
export function answerSchema({ outputSchema, isPublic }: Pick<ActionView, 'outputSchema' | 'isPublic'>): JsonSchema {
  const { $defs, ...own } = isPublic ? relaxed(outputSchema) : {};
  const { properties } = toJsonSchema(answer, 'output');
  return {
    type: 'object',
    properties: { output: own, ...(isRecord(properties) ? eachRelaxed(properties) : {}) },
    ...($defs === undefined ? {} : { $defs }),
  };
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
    if (maps.has(word) && isRecord(value)) return [[word, eachRelaxed(value)]];
    // Of alternatives that ask for less, several may fit.
    return [[word === 'oneOf' ? 'anyOf' : word, inner(value)]];
  });
  return Object.fromEntries(words);
}

function eachRelaxed(schemas: Readonly<Record<string, unknown>>): JsonSchema {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, inner(schema)]));
}

function inner(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => (isRecord(one) ? relaxed(one) : one));
  return isRecord(value) ? relaxed(value) : value;
}
