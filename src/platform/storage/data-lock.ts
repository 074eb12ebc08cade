import { join } from 'node:path';
import { PorinError } from '../../kernel/errors.ts';
import { openSqliteFile, type SqliteFile } from './sqlite-file.ts';

/**
 * Holds a data directory for this process alone. The operating system lets go of it when the process dies, however it dies.
 * Errors: `conflict` when another process holds it; `configuration` when the directory cannot be written.
 */
export function lockDataDir(directory: string): { release(): void } {
  const path = join(directory, 'porin.lock');
  try {
    const file = openSqliteFile(path, { exclusive: true });
    file.exec('begin exclusive');
    return { release: () => release(file) };
  } catch (cause) {
    const code = (cause as { code?: string }).code ?? '';
    if (/BUSY|LOCKED/.test(code)) {
      throw new PorinError('conflict', `Another gateway uses the data directory ${directory}`, {
        cause,
        hint: 'porin status shows it, porin down stops it; or choose another directory with --data',
      });
    }
    throw new PorinError(
      'configuration',
      `Cannot write in the data directory ${directory}: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause, hint: 'Make it writable, or choose another with --data' },
    );
  }
}

// The driver keeps the lock of a closed file until its statements are collected, so it is given back first.
function release(file: SqliteFile): void {
  file.exec('rollback');
  file.exec('pragma locking_mode = normal');
  file.exec('select count(*) from sqlite_master');
  file.close();
}
