import { isPorinError, PorinError } from '../../kernel/errors.ts';

/** Runs a write; when such a row exists already, its error says which and what to do instead. */
export async function namingDuplicate<T>(write: () => Promise<T>, message: string, hint: string): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isPorinError(error) || error.code !== 'already_exists') throw error;
    throw new PorinError('already_exists', message, { hint, cause: error });
  }
}
