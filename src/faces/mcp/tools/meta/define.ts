import type { z } from 'zod';
import { toJsonSchema } from '../../../../kernel/json-schema.ts';
import { argumentsOf } from '../arguments.ts';
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
    inputSchema: toJsonSchema(input, 'input'),
    outputSchema: openSchema(toJsonSchema(output, 'output')),
    call: (args, call) => run(argumentsOf(face.name, input, args), call),
  };
}

/** What tools answer may grow, and tells more than its schema says. */
function openSchema({ additionalProperties: _, ...schema }: Tool['outputSchema']): Tool['outputSchema'] {
  return schema;
}

/** Of tools that only look at the gateway itself. */
export const lookingOnly = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
} as const;
