import type { z } from 'zod';
import { toJsonSchema } from '../../../../kernel/json-schema.ts';
import { argumentsOf } from '../arguments.ts';
import { isRecord } from '../schemas.ts';
import type { Tool, ToolAnswer, ToolCall } from '../tool.ts';

type Definition<I extends z.ZodObject> = Omit<Tool, 'inputSchema' | 'outputSchema' | 'call'> & {
  readonly input: I;
  readonly output: z.ZodObject;
  run(args: z.output<I>, call: ToolCall): Promise<ToolAnswer>;
};

/** A tool from zod schemas; its arguments are checked before it runs. */
export function defineTool<I extends z.ZodObject>({ input, output, run, ...face }: Definition<I>): Tool {
  return {
    ...face,
    inputSchema: lean(toJsonSchema(input, 'input')),
    outputSchema: lean(openSchema(toJsonSchema(output, 'output'))),
    call: (args, call) => run(argumentsOf(face.name, input, args), call),
  };
}

/**
 * What tools answer may grow, and tells more than its schema says. An error is in the place of all of it, so nothing is required: clients
 * check errors by the schema too, and throw away those that do not fit.
 */
function openSchema({ additionalProperties: _, required: __, ...schema }: Tool['outputSchema']): Tool['outputSchema'] {
  return schema;
}

const bounds = new Set(['minLength', 'maxLength', 'propertyNames']);

/** Without bounds that nobody meets, and words that say nothing: every session of every agent reads these schemas. */
function lean(schema: Tool['inputSchema']): Tool['inputSchema'] {
  const words = Object.entries(schema).flatMap(([word, value]): [string, unknown][] => {
    const saysNothing = isRecord(value) && Object.keys(value).length === 0 && word !== 'items';
    if (bounds.has(word) || (saysNothing && (word === 'additionalProperties' || word === 'properties'))) return [];
    return [[word, isRecord(value) ? lean(value) : value]];
  });
  return Object.fromEntries(words);
}

/** Of tools that only look at the gateway itself. */
export const lookingOnly = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
} as const;
