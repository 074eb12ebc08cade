import { setTimeout as sleep } from 'node:timers/promises';
import { isPorinError, PorinError } from '../../../kernel/errors.ts';
import type { ConnectionRow, Storage } from '../../../kernel/ports/storage.ts';
import { unlessChanged } from '../../../kernel/unless-changed.ts';
import type { Renewal } from './refresh.ts';

/** What became of a generation of credentials, as the database has it. */

interface Parts {
  readonly storage: Storage;
  readonly now: () => number;
}

/** How often a change is looked for that nobody announced. */
export const pollMs = 250;
const storeTries = 8;

/**
 * The connection with newer credentials than these; undefined while they are the newest.
 * Errors: `not_found` when it is gone; `client_action_required` when somebody found meanwhile that a person has to connect it.
 */
export async function currentOf(parts: Parts, { connection, sealed }: Renewal): Promise<Renewal | undefined> {
  const { row, stored } = await consistent(parts, connection);
  const isUnusable = row.state !== 'READY' && row.revision !== connection.revision;
  if (isUnusable || !stored) throw connectAgain(row, row.error?.message ?? 'It was disconnected');
  if (stored.version !== sealed.version) return { connection: row, sealed: stored };
  // The end belongs to the generation: with another one, what the caller held was an old row and new credentials.
  const isWhole = row.credentialsExpireAt === connection.credentialsExpireAt;
  return isWhole ? undefined : { connection: row, sealed: stored };
}

/** Row and credentials of one moment: replacing credentials takes the row's revision along. */
async function consistent({ storage }: Parts, { tenantId, id }: ConnectionRow) {
  for (;;) {
    const row = await storage.connections.get(tenantId, id);
    const stored = await storage.credentials.get(tenantId, id);
    const after = await storage.connections.get(tenantId, id);
    if (!row || !after || after.archivedAt !== null) throw new PorinError('not_found', `No connection ${id}`);
    if (row.revision === after.revision) return { row: after, stored };
  }
}

/** Resolves when the connection may have changed; on one machine's file other processes are not heard, so it looks now and then. */
export async function changeOf({ storage }: Parts, connectionId: string): Promise<void> {
  const waiting = new AbortController();
  const stop = storage.onChange(({ kind, id }) => {
    if ((kind === 'credentials' || kind === 'connection') && (id === connectionId || id === '*')) waiting.abort();
  });
  // Aborting is how the wait ends early.
  await sleep(pollMs, undefined, { signal: waiting.signal }).catch(() => undefined);
  stop();
}

/**
 * Notes that a person has to connect again, unless newer credentials are stored, and gives the error that says so.
 */
export async function demandConnect(
  { storage, now }: Parts,
  {
    connection,
    generation,
    why,
  }: { readonly connection: ConnectionRow; readonly generation: number; readonly why: string },
): Promise<PorinError> {
  const { tenantId, id } = connection;
  for (;;) {
    const row = await storage.connections.get(tenantId, id);
    // After the row: credentials that are replaced in between take its revision along.
    const stored = await storage.credentials.get(tenantId, id);
    if (row?.state !== 'READY' || stored?.version !== generation) break;
    const error = { message: why, at: now() };
    const patch = { state: 'CLIENT_ACTION_REQUIRED', error, updatedAt: now() } as const;
    const noted = await unlessChanged(() =>
      storage.connections.update({ tenantId, id, revision: row.revision }, patch),
    );
    if (noted) break;
  }
  return connectAgain(connection, why);
}

function connectAgain({ id }: ConnectionRow, why: string): PorinError {
  return new PorinError('client_action_required', why, {
    hint: `porin connection get ${id} shows the page where it is connected`,
    details: { connectionId: id },
  });
}

/** Tries again while the database is away. Errors: the last one. */
export async function persistently<T>(write: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await write();
    } catch (error) {
      const isPassing = isPorinError(error) && (error.code === 'unavailable' || error.code === 'conflict');
      if (!isPassing || tried === storeTries) throw error;
      await sleep(100 * 2 ** tried);
    }
  }
}
