import { open, readFile, rename, rm } from 'node:fs/promises';
import type { Logger } from '../../kernel/ports/telemetry.ts';
import type { Kept, Shelf } from './kept-index.ts';

/** A digest of all that the search of this build is made of. */
declare const PORIN_SEARCH_CODE: string | undefined;

/** Keeps the index in a file; undefined in a checkout, where yesterday's index would hide what was changed today. */
export function keptIn(path: string, logger: Logger): Kept | undefined {
  if (typeof PORIN_SEARCH_CODE !== 'string') return undefined;
  return { shelf: fileShelf(path), program: PORIN_SEARCH_CODE, logger };
}

/** A file that its owner alone may read. */
export function fileShelf(path: string): Shelf {
  return {
    async read() {
      try {
        return await readFile(path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined; // The error is one of files.
        throw error;
      }
    },
    async write(bytes) {
      // Always of the same name, so that what a crash leaves is no more than one.
      const draft = `${path}.draft`;
      await rm(draft, { force: true });
      const handle = await open(draft, 'wx', 0o600);
      try {
        await handle.writeFile(bytes);
      } finally {
        await handle.close();
      }
      await rename(draft, path);
    },
  };
}
