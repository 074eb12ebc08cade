import { PorinError } from '../../../kernel/errors.ts';
import type { Isolate } from '../../../kernel/ports/isolate.ts';

export interface Unmapped {
  /** Key of the action, for errors. */
  readonly of: string;
  readonly output: unknown;
  variables(): Promise<Readonly<Record<string, unknown>>>;
}

/** The output as its mapping shapes it; it has the variables of the request, and `output`. Errors: `configuration`. */
export async function mapOutput(isolate: Isolate, mapping: unknown, unmapped: Unmapped): Promise<unknown> {
  if (mapping === undefined || mapping === null) return unmapped.output;
  const variables = { ...(await unmapped.variables()), output: unmapped.output };
  try {
    return await isolate.resolve(mapping, variables);
  } catch (cause) {
    // Not the caller's request at fault: the app has answered, and has done what was asked.
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new PorinError('configuration', `The output mapping of ${unmapped.of} failed: ${why}`, { cause });
  }
}
