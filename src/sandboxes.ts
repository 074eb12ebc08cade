import { PorinError } from './kernel/errors.ts';
import { runInProcess } from './sandbox/in-process.ts';
import type { CreateSandbox } from './sandbox/in-process-types.ts';
import { sandboxes } from './sandboxes.gen.ts';

/** What `porin/sandbox` gives: imitations of apps for the tests of other programs. Errors: `not_found` that lists the apps. */
export const createSandbox: CreateSandbox = async (app, options) => {
  const load = new Map(Object.entries(sandboxes)).get(app);
  if (load === undefined) {
    throw new PorinError('not_found', `No sandbox ${JSON.stringify(app)}`, {
      hint: `There are: ${Object.keys(sandboxes).join(', ')}`,
    });
  }
  return runInProcess(app, (await load()).default, options);
};
