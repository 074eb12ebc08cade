import { isPorinError, PorinError } from '../../kernel/errors.ts';

/** SQLite's code of an error, without the extension: `SQLITE_IOERR` for `SQLITE_IOERR_WRITE`. */
export function sqliteCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return /^SQLITE_[A-Z]+/.exec(error.code)?.[0];
}

/** What went wrong with the database at `path`, in our words. Errors that are ours already pass. */
export function explainSqliteError(error: unknown, path: string): PorinError {
  if (isPorinError(error)) return error;
  const cause = error;
  switch (sqliteCode(error)) {
    case 'SQLITE_CONSTRAINT':
      return constraintError(error);
    case 'SQLITE_FULL':
      return new PorinError('unavailable', `The disk is full: ${path} cannot grow`, {
        hint: 'Free some space; nothing was half-written',
        cause,
      });
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return new PorinError('conflict', `The database ${path} is locked by another process`, {
        hint: 'Stop the other program that uses this data directory, or try again',
        cause,
      });
    case 'SQLITE_NOTADB':
      return new PorinError('configuration', `${path} is not a database`, {
        hint: 'Move the file away, or name another data directory',
        cause,
      });
    case 'SQLITE_CORRUPT':
      return new PorinError('unavailable', `The database ${path} is damaged`, {
        hint: 'Restore it from a backup; keep the damaged file',
        cause,
      });
    case 'SQLITE_READONLY':
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_PERM':
      return cannotOpen(path, 'it is not writable', cause);
    case 'SQLITE_IOERR':
      return new PorinError('unavailable', `The disk under ${path} failed to read or write`, {
        hint: 'Check the disk and the space on it',
        cause,
      });
    default:
      return new PorinError('internal', `The database ${path} refused a query`, { cause });
  }
}

/** The file cannot be created or opened at all; Node's or the driver's error tells why. */
export function cannotOpen(path: string, reason: string, cause: unknown): PorinError {
  return new PorinError('configuration', `Cannot open the database ${path}: ${reason}`, {
    hint: 'Give this user write access to the directory, or choose another one with --data',
    cause,
  });
}

function constraintError(cause: unknown): PorinError {
  const message = cause instanceof Error ? cause.message : '';
  if (message.startsWith('UNIQUE')) return new PorinError('already_exists', 'Such a row exists already', { cause });
  return new PorinError('internal', 'The database refused a row that breaks its rules', { cause });
}
