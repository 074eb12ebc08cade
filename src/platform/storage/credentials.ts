import { PorinError } from '../../kernel/errors.ts';
import type { SealedCredentials, Storage } from '../../kernel/ports/storage.ts';
import { decodeOwnJson } from './codec.ts';
import type { Committed } from './committed.ts';
import type { Engine } from './engine.ts';
import type { CredentialsTable } from './schema.ts';
import { wrappings } from './wrappings.ts';

/** Sealed credentials. They are written with their connection, and re-wrapped in place by a rotation. */
export function credentials(engine: Engine, committed: Committed): Storage['credentials'] {
  return {
    get: async (tenantId, connectionId) => {
      const own = engine.db.selectFrom('credentials').selectAll().where('tenant_id', '=', tenantId);
      const row = await own.where('connection_id', '=', connectionId).executeTakeFirst();
      return row && toCredentials(row);
    },
    ...wrappings(engine, committed, {
      table: 'credentials',
      id: 'connection_id',
      idOf: ({ connectionId }) => connectionId,
      toSealed: toCredentials,
      changeOf: (id) => ({ kind: 'credentials', id }),
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
