import { PorinError } from '../../../kernel/errors.ts';
import type { Job } from './saved-type.ts';

export interface Unmapped extends Pick<Job<unknown>, 'resolve'> {
  /** Key of the action, for errors. */
  readonly of: string;
  readonly input: unknown;
  readonly output: unknown;
}

/** The output as its mapping shapes it; it has the variables of the request, and `output`. Errors: `configuration`. */
export async function mapOutput(mapping: unknown, { of, input, output, resolve }: Unmapped): Promise<unknown> {
  if (mapping === undefined || mapping === null) return output;
  try {
    return await resolve(mapping, input, { output });
  } catch (cause) {
    // Not the caller's request at fault: the app has answered, and has done what was asked.
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new PorinError('configuration', `The output mapping of ${of} failed: ${why}`, { cause });
  }
}
