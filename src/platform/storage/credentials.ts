import { sql } from 'kysely';
import { PorinError } from '../../kernel/errors.ts';
import type { SealedCredentials, Storage } from '../../kernel/ports/storage.ts';
import { decodeOwnJson } from './codec.ts';
import type { Committed } from './committed.ts';
import type { Engine } from './engine.ts';
import type { CredentialsTable } from './schema.ts';

type Rewrapping = Parameters<Storage['credentials']['rewrap']>[0];

/** Both engines bind few enough parameters that a statement must be cut. */
const rewrapStatementRows = 200;

/** Sealed credentials. They are written with their connection, and re-wrapped in place by a rotation. */
export function credentials({ db }: Engine, committed: Committed): Storage['credentials'] {
  return {
    get: async (tenantId, connectionId) => {
      const own = db.selectFrom('credentials').selectAll().where('tenant_id', '=', tenantId);
      const row = await own.where('connection_id', '=', connectionId).executeTakeFirst();
      return row && toCredentials(row);
    },
    keyIds: async () => {
      const rows = await db.selectFrom('credentials').select('key_id').distinct().execute();
      return rows.map(({ key_id }) => key_id);
    },
    notWrappedBy: async (keyId, limit) => {
      // Two ranges of the index: with `<>` every batch would walk over all rows that the batches before have done.
      const below = await db
        .selectFrom('credentials')
        .selectAll()
        .where('key_id', '<', keyId)
        .orderBy('key_id')
        .limit(limit)
        .execute();
      const left = limit - below.length;
      if (left === 0) return below.map(toCredentials);
      const above = await db
        .selectFrom('credentials')
        .selectAll()
        .where('key_id', '>', keyId)
        .orderBy('key_id')
        .limit(left)
        .execute();
      return [...below, ...above].map(toCredentials);
    },
    rewrap: (rows) =>
      committed(async (transaction) => {
        const changed: string[] = [];
        for (let start = 0; start < rows.length; start += rewrapStatementRows) {
          changed.push(...(await rewrap(transaction, rows.slice(start, start + rewrapStatementRows))));
        }
        return { result: changed.length, changes: changed.map((id) => ({ kind: 'credentials', id })) };
      }),
  };
}

/** Stores the credentials of a connection, or erases them for null; a refresh of the old ones is over. Errors: `internal` when they are another connection's. */
export async function putCredentials(
  transaction: Engine['db'],
  owner: { readonly tenantId: string; readonly id: string },
  sealed: SealedCredentials | null,
): Promise<void> {
  await transaction.deleteFrom('refresh_leases').where('connection_id', '=', owner.id).execute();
  if (sealed === null) {
    await transaction.deleteFrom('credentials').where('connection_id', '=', owner.id).execute();
    return;
  }
  if (sealed.connectionId !== owner.id || sealed.tenantId !== owner.tenantId) {
    throw new PorinError(
      'internal',
      `Credentials of connection ${sealed.connectionId} cannot be stored with connection ${owner.id}`,
    );
  }
  const record = toRecord(sealed);
  const { connection_id, ...columns } = record;
  await transaction
    .insertInto('credentials')
    .values(record)
    .onConflict((conflict) => conflict.column('connection_id').doUpdateSet(columns))
    .execute();
}

// `column1` and so on are what both engines call the columns of a bare VALUES list.
async function rewrap(transaction: Engine['db'], rows: Rewrapping): Promise<readonly string[]> {
  const values = rows.map(
    ({ before, after }) =>
      sql`(${before.connectionId}, cast(${before.version} as bigint), ${before.wrappedKey}, ${after.keyId}, ${after.wrappedKey}, ${before.tenantId})`,
  );
  const { rows: changed } = await sql<{ connection_id: string }>`
    update credentials set key_id = new.column4, wrapped_key = new.column5
    from (values ${sql.join(values)}) as new
    where credentials.connection_id = new.column1 and credentials.version = new.column2
      and credentials.wrapped_key = new.column3 and credentials.tenant_id = new.column6
    returning credentials.connection_id`.execute(transaction);
  return changed.map((row) => row.connection_id);
}

function toRecord(sealed: SealedCredentials): CredentialsTable {
  return {
    connection_id: sealed.connectionId,
    tenant_id: sealed.tenantId,
    key_id: sealed.keyId,
    wrapped_key: sealed.wrappedKey,
    version: sealed.version,
    fields: JSON.stringify(sealed.fields),
  };
}

function toCredentials(row: CredentialsTable): SealedCredentials {
  return {
    tenantId: row.tenant_id,
    connectionId: row.connection_id,
    keyId: row.key_id,
    wrappedKey: row.wrapped_key,
    version: row.version,
    fields: decodeOwnJson<SealedCredentials['fields']>(row.fields),
  };
}
