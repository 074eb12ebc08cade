import { z } from 'zod';
import { codeRun } from './code.ts';
import { savedType } from './saved-type.ts';

const maxCodeLength = 200_000;

/** Code of its author, in isolation: it computes, and asks for requests on the connection. */
export default savedType({
  type: 'run-javascript',
  needsConnection: false,
  config: z.strictObject({
    code: z.string().min(1).max(maxCodeLength, `expected at most ${maxCodeLength} characters`),
  }),
  effect: () => 'write',
  outputSchema: () => ({}),
  compile: (_, { config, isolate, place, variables }) => ({
    run: async (input, tools) => codeRun(isolate, { code: config.code, data: await variables(input), place }, tools),
  }),
});
