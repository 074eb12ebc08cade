import { isPorinError } from '../../../kernel/errors.ts';

const nowhere: ReadonlySet<string> = new Set(['not_found', 'ambiguous_connection', 'bad_request']);

/** Undefined where an address leads to nothing that the caller has. */
export async function orNone<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isPorinError(error) && nowhere.has(error.code)) return undefined;
    throw error;
  }
}
