import { z } from 'zod';
import { type JsonSchema, toJsonSchema } from '../../../kernel/json-schema.ts';

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is needed before a call can run: a person who connects an account. */
export const connectView = z.object({
  connection: z.string().describe('con_…'),
  state: z.string(),
  url: z.string().optional().describe('Give it to the user, who connects there'),
  description: z.string(),
  next: z.string().describe('The call to make afterwards'),
});

/** What every tool that runs something answers with, beside the output. */
const answer = z.object({
  run_id: z.string().optional(),
  dry_run: z.unknown().optional().describe('The request that would be sent'),
  truncated: z.boolean().optional().describe('True when output was cut'),
  next: z.string().optional().describe('How to get the rest'),
  connect: connectView.optional().describe('Nothing ran: an account has to be connected first'),
});

/** The same with an output of any kind. */
export const answerView = answer.extend({ output: z.unknown().optional() });

/** The same with the output's own schema. */
export function answerSchema(output: JsonSchema): JsonSchema {
  const { $defs, ...own } = relaxed(output);
  const { properties } = toJsonSchema(answer, 'output');
  return {
    type: 'object',
    properties: { output: own, ...(isRecord(properties) ? relaxed(properties) : {}) },
    ...($defs === undefined ? {} : { $defs }),
  };
}

/** What a shortened output may break. */
const dropped = new Set([
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
const values = new Set(['const', 'enum', 'default', 'examples']);

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
