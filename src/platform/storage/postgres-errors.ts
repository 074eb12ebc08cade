import pg from 'pg';
import { isPorinError, PorinError } from '../../kernel/errors.ts';

/** Where the server is, as it may be shown: host, port and database, never user or password. */
export function postgresPlace(url: string): string {
  if (!URL.canParse(url)) return 'the Postgres server';
  const { hostname, port, pathname } = new URL(url);
  return `Postgres at ${hostname}:${port === '' ? 5432 : port}${pathname}`;
}

/** What went wrong with the server, in our words. Errors that are ours already pass. */
export function explainPostgresError(error: unknown, place: string): PorinError {
  if (isPorinError(error)) return error;
  const cause = error;
  const state = sqlState(error);
  if (state === undefined) return notReached(error, place);
  switch (state) {
    case '23505':
      return new PorinError('already_exists', 'Such a row exists already', { cause });
    case '22021':
    case '22P05':
      return new PorinError('bad_request', 'Text contains a NUL character', {
        hint: 'Remove the NUL character (U+0000)',
        cause,
      });
    case '54000':
      return new PorinError('bad_request', 'A key or an id is too long to be stored', {
        hint: 'Use one of at most 200 characters',
        cause,
      });
    case '28P01':
    case '28000':
      return new PorinError('configuration', `${place} refused the user name or password`, {
        hint: 'Correct PORIN_DATABASE_URL',
        cause,
      });
    case '3D000':
      return new PorinError('configuration', `${place} has no such database`, {
        hint: 'Create it with createdb, or correct PORIN_DATABASE_URL',
        cause,
      });
    case '42501':
      return new PorinError('configuration', `${place} does not let this user do that`, {
        hint: 'Make the user the owner of the database',
        cause,
      });
    case '25006':
      return new PorinError('unavailable', `${place} is read-only`, {
        hint: 'Point PORIN_DATABASE_URL at the primary server',
        cause,
      });
    case '53100':
      return new PorinError('unavailable', `The disk is full: ${place} cannot grow`, {
        hint: 'Free some space on the server; nothing was half-written',
        cause,
      });
    default:
      return explainClass(state, place, cause);
  }
}

/** True when the server itself answered with an error about a statement, so that nothing of the statement is stored. */
export function isStatementFault(error: unknown): boolean {
  const state = sqlState(error instanceof PorinError ? error.cause : error);
  return state !== undefined && !['08', '53', '57', '58'].includes(state.slice(0, 2));
}

function explainClass(state: string, place: string, cause: unknown): PorinError {
  switch (state.slice(0, 2)) {
    case '08':
    case '53':
    case '57':
      return new PorinError('unavailable', `${place} is not available (${state})`, { cause });
    case '40':
    case '55':
      return new PorinError('conflict', `${place} is busy with a conflicting change (${state})`, { cause });
    default:
      return new PorinError('internal', `${place} refused a query (${state})`, { cause });
  }
}

function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

// Everything that is not the server's own answer happened on the way to it.
function notReached(cause: unknown, place: string): PorinError {
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? ` (${cause.code})` : '';
  return new PorinError('unavailable', `${place} cannot be reached${code}`, {
    hint: 'Start the server, or correct PORIN_DATABASE_URL',
    cause,
  });
}
