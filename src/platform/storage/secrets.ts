import { PorinError } from '../../kernel/errors.ts';
import type { Change, Storage } from '../../kernel/ports/storage.ts';
import type { SealedSecret } from '../../kernel/ports/vault.ts';
import { decodeOwnJson } from './codec.ts';
import type { Committed } from './committed.ts';
import type { Engine } from './engine.ts';
import type { SealedSecretsTable } from './schema-identity.ts';
import { wrappings } from './wrappings.ts';

/** Sealed secrets of workspaces and integrations; a rotation re-wraps them in place. */
export function secrets(engine: Engine, committed: Committed): Storage['secrets'] {
  return {
    get: (ownerId) => byOwner(engine.db, ownerId),
    putIfAbsent: (sealed) =>
      committed(async (transaction) => {
        if (await add(transaction, sealed)) return { result: sealed, changes: [changeOf(sealed.ownerId)] };
        const stored = await byOwner(transaction, sealed.ownerId);
        if (!stored) throw new PorinError('conflict', `The secrets of ${sealed.ownerId} were erased meanwhile`);
        return { result: stored, changes: [] };
      }),
    put: (ownerId, sealed) =>
      committed(async (transaction) => {
        await put(transaction, ownerId, sealed);
        return { result: undefined, changes: [changeOf(ownerId)] };
      }),
    replace: (ownerId, change) =>
      committed(async (transaction) => {
        const result = await replace(transaction, ownerId, change);
        return { result, changes: result ? [changeOf(ownerId)] : [] };
      }),
    ...wrappings(engine, committed, {
      table: 'sealed_secrets',
      id: 'owner_id',
      idOf: ({ ownerId }) => ownerId,
      toSealed: toSecret,
      changeOf,
    }),
  };
}

async function byOwner(db: Engine['db'], ownerId: string): Promise<SealedSecret | undefined> {
  const row = await db.selectFrom('sealed_secrets').selectAll().where('owner_id', '=', ownerId).executeTakeFirst();
  return row && toSecret(row);
}

/** False when the owner has some already. */
async function add(transaction: Engine['db'], sealed: SealedSecret): Promise<boolean> {
  const added = await transaction
    .insertInto('sealed_secrets')
    .values(toRecord(sealed))
    .onConflict((conflict) => conflict.column('owner_id').doNothing())
    .returning('owner_id')
    .executeTakeFirst();
  return added !== undefined;
}

async function replace(
  transaction: Engine['db'],
  ownerId: string,
  { before, after }: Parameters<Storage['secrets']['replace']>[1],
): Promise<boolean> {
  if (after !== null) checkOwner(after, ownerId);
  if (before === undefined) return after === null ? true : add(transaction, after);
  if (after === null) {
    const erased = transaction
      .deleteFrom('sealed_secrets')
      .where('owner_id', '=', ownerId)
      .where('version', '=', before.version)
      .where('wrapped_key', '=', before.wrappedKey);
    return (await erased.returning('owner_id').executeTakeFirst()) !== undefined;
  }
  const { owner_id: _, ...columns } = toRecord(after);
  const changed = transaction
    .updateTable('sealed_secrets')
    .set(columns)
    .where('owner_id', '=', ownerId)
    .where('version', '=', before.version)
    .where('wrapped_key', '=', before.wrappedKey);
  return (await changed.returning('owner_id').executeTakeFirst()) !== undefined;
}

async function put(transaction: Engine['db'], ownerId: string, sealed: SealedSecret | null): Promise<void> {
  if (sealed === null) {
    await transaction.deleteFrom('sealed_secrets').where('owner_id', '=', ownerId).execute();
    return;
  }
  checkOwner(sealed, ownerId);
  const { owner_id, ...columns } = toRecord(sealed);
  await transaction
    .insertInto('sealed_secrets')
    .values({ owner_id, ...columns })
    .onConflict((conflict) => conflict.column('owner_id').doUpdateSet(columns))
    .execute();
}

function checkOwner(sealed: SealedSecret, ownerId: string): void {
  if (sealed.ownerId !== ownerId)
    throw new PorinError('internal', `Secrets of ${sealed.ownerId} cannot be stored under ${ownerId}`);
}

// Who keeps an owner drops it with its secrets. An integration's id may be an app's, so only the other kind tells.
function changeOf(ownerId: string): Change {
  return { kind: ownerId.startsWith('ws_') ? 'workspace' : 'integration', id: ownerId };
}

function toRecord(sealed: SealedSecret): SealedSecretsTable {
  return {
    owner_id: sealed.ownerId,
    key_id: sealed.keyId,
    wrapped_key: sealed.wrappedKey,
    version: sealed.version,
    fields: JSON.stringify(sealed.fields),
  };
}

function toSecret(row: SealedSecretsTable): SealedSecret {
  return {
    ownerId: row.owner_id,
    keyId: row.key_id,
    wrappedKey: row.wrapped_key,
    version: row.version,
    fields: decodeOwnJson<SealedSecret['fields']>(row.fields),
  };
}
