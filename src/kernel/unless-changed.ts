import { isPorinError } from './errors.ts';

/** What a write to the revision that was seen gave; undefined when it is not the current one any more. Errors: the write's, but `conflict`. */
export async function unlessChanged<T>(write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await write();
  } catch (error) {
    if (isPorinError(error) && error.code === 'conflict') return undefined;
    throw error;
  }
}
