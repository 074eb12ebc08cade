import { PorinError } from '../../kernel/errors.ts';
import type { ConnectionRow, SealedCredentials } from '../../kernel/ports/storage.ts';
import type { ConnectStorage, RefreshLease } from '../../kernel/ports/storage-connect.ts';
import type { Committed, Outcome } from './committed.ts';
import { toConnection } from './connection-record.ts';
import { putCredentials } from './credentials.ts';
import type { Engine } from './engine.ts';
import type { RefreshLeasesTable } from './schema-connect.ts';

type Leases = ConnectStorage['refreshLeases'];
type Completion = Parameters<Leases['complete']>;

/** Who refreshes the credentials of which connection: one holder on all nodes. */
export function refreshLeases({ db }: Engine, committed: Committed): Leases {
  return {
    acquire: (wanted, now) => acquire(db, wanted, now),
    hold: async ({ connectionId, generation, holder, expiresAt, sentAt }) => {
      const held = await db
        .updateTable('refresh_leases')
        .set({ sent_at: sentAt, expires_at: expiresAt })
        .where('connection_id', '=', connectionId)
        .where('generation', '=', generation)
        .where('holder', '=', holder)
        .returning('connection_id')
        .executeTakeFirst();
      return held !== undefined;
    },
    release: async (lease) => {
      await end(db, lease);
    },
    get: (connectionId) => get(db, connectionId),
    complete: (...completion) => committed((transaction) => complete(transaction, ...completion)),
    due: (until, now, limit) => due(db, { until, now, limit }),
  };
}

async function acquire(db: Engine['db'], wanted: RefreshLease, now: number): Promise<RefreshLease> {
  for (;;) {
    const taken = await take(db, wanted, now);
    const lease = taken ?? (await get(db, wanted.connectionId));
    if (lease) return lease;
    // Its holder gave it up between the two statements: it is free.
  }
}

/** Undefined when it is somebody's. */
async function take(db: Engine['db'], wanted: RefreshLease, now: number): Promise<RefreshLease | undefined> {
  const { connectionId, generation, holder, expiresAt } = wanted;
  const fresh = { generation, holder, expires_at: expiresAt, sent_at: null };
  const row = await db
    .insertInto('refresh_leases')
    .values({ connection_id: connectionId, ...fresh })
    .onConflict((conflict) =>
      conflict
        .column('connection_id')
        .doUpdateSet(fresh)
        .where((eb) => {
          const isOver = eb('refresh_leases.expires_at', '<=', now).and('refresh_leases.sent_at', 'is', null);
          return eb.or([
            eb('refresh_leases.generation', '<', generation),
            isOver.and('refresh_leases.generation', '=', generation),
          ]);
        }),
    )
    .returningAll()
    .executeTakeFirst();
  return row && toLease(row);
}

async function get(db: Engine['db'], connectionId: string): Promise<RefreshLease | undefined> {
  const row = await db
    .selectFrom('refresh_leases')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .executeTakeFirst();
  return row && toLease(row);
}

/** True when it was the holder's. */
async function end(
  db: Engine['db'],
  { connectionId, generation, holder }: Pick<RefreshLease, 'connectionId' | 'generation' | 'holder'>,
): Promise<boolean> {
  const ended = await db
    .deleteFrom('refresh_leases')
    .where('connection_id', '=', connectionId)
    .where('generation', '=', generation)
    .where('holder', '=', holder)
    .returning('connection_id')
    .executeTakeFirst();
  return ended !== undefined;
}

async function complete(
  transaction: Engine['db'],
  lease: Completion[0],
  sealed: SealedCredentials,
  patch: Completion[2],
): Promise<Outcome<ConnectionRow | undefined>> {
  const { tenantId, connectionId: id, generation } = lease;
  if (sealed.version !== generation + 1) {
    throw new PorinError(
      'internal',
      `Refreshed credentials of connection ${id} have version ${sealed.version}, not ${generation + 1}`,
    );
  }
  const nothing = { result: undefined, changes: [] };
  const own = transaction.updateTable('connections').where('id', '=', id).where('tenant_id', '=', tenantId);
  // A write that changes nothing locks the row; the version is read after it, because it changes only under this lock.
  const locked = await own
    .set((eb) => ({ revision: eb.ref('revision') }))
    .where('archived_at', 'is', null)
    .returning('state')
    .executeTakeFirst();
  if (!locked || (await storedVersion(transaction, id)) !== generation) return nothing;
  // Credentials that were erased and entered anew may have this version again; the lease was of the old ones and went with them.
  if (!(await end(transaction, lease))) return nothing;
  await putCredentials(transaction, { tenantId, id }, sealed);
  const row = await own
    .set((eb) => ({
      credentials_expire_at: patch.credentialsExpireAt,
      updated_at: patch.updatedAt,
      revision: eb('revision', '+', 1),
      ...(locked.state === 'CLIENT_ACTION_REQUIRED' ? { state: 'READY' as const, error: null } : {}),
    }))
    .returningAll()
    .executeTakeFirstOrThrow();
  return {
    result: toConnection(row),
    changes: [
      { kind: 'connection', id },
      { kind: 'credentials', id },
    ],
  };
}

async function storedVersion(transaction: Engine['db'], connectionId: string): Promise<number | undefined> {
  const row = await transaction
    .selectFrom('credentials')
    .select('version')
    .where('connection_id', '=', connectionId)
    .executeTakeFirst();
  return row?.version;
}

async function due(
  db: Engine['db'],
  { until, now, limit }: { readonly until: number; readonly now: number; readonly limit: number },
): Promise<readonly ConnectionRow[]> {
  const rows = await db
    .selectFrom('connections')
    .innerJoin('credentials', 'credentials.connection_id', 'connections.id')
    .selectAll('connections')
    .where('connections.credentials_expire_at', '<=', until)
    .where('connections.state', '=', 'READY')
    .where('connections.archived_at', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('refresh_leases')
            .select('refresh_leases.holder')
            .whereRef('refresh_leases.connection_id', '=', 'connections.id')
            // One of older credentials hinders nobody, see `take`.
            .whereRef('refresh_leases.generation', '>=', 'credentials.version')
            .where('refresh_leases.expires_at', '>', now),
        ),
      ),
    )
    .orderBy('connections.credentials_expire_at')
    .orderBy('connections.id')
    .limit(limit)
    .execute();
  return rows.map(toConnection);
}

function toLease(row: RefreshLeasesTable): RefreshLease {
  return {
    connectionId: row.connection_id,
    generation: row.generation,
    holder: row.holder,
    expiresAt: row.expires_at,
    sentAt: row.sent_at,
  };
}
