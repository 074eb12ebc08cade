import { type Kysely, sql } from 'kysely';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { PasskeyRow } from '../../kernel/ports/storage-identity.ts';
import { decodeOwnJson } from './codec.ts';
import type { Committed } from './committed.ts';
import { namingDuplicate } from './duplicates.ts';
import type { Engine } from './engine.ts';
import { lockPerson } from './lock-person.ts';
import type { Tables } from './schema.ts';
import type { PasskeysTable } from './schema-identity.ts';

/** Passkeys of people, by credential id. */
export function passkeys({ db }: Engine, committed: Committed): Storage['passkeys'] {
  return {
    insert: (row) => insertPasskey(db, row),
    get: async (id) => {
      const row = await db.selectFrom('passkeys').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toPasskey(row);
    },
    of: async (personId) => {
      const own = db.selectFrom('passkeys').selectAll().where('person_id', '=', personId);
      return (await own.orderBy('created_at').orderBy('id').execute()).map(toPasskey);
    },
    used: async (id, counter, now) => {
      await db.updateTable('passkeys').set({ counter, last_used_at: now }).where('id', '=', id).execute();
    },
    delete: (personId, id) =>
      committed(async (transaction) => {
        // One after another: two removals at once would each see the other passkey stay.
        await lockPerson(transaction, personId);
        const own = transaction.deleteFrom('passkeys').where('person_id', '=', personId).where('id', '=', id);
        if (await own.where(isDispensable).returning('id').executeTakeFirst())
          return { result: 'deleted', changes: [] };
        const known = transaction.selectFrom('passkeys').select('id').where('person_id', '=', personId);
        const isThere = await known.where('id', '=', id).executeTakeFirst();
        return { result: isThere ? 'last_way_in' : 'unknown', changes: [] };
      }),
  };
}

/** With a password or another passkey the person still comes in. */
const isDispensable = sql<boolean>`(exists (select 1 from people
  where people.id = passkeys.person_id and people.password_hash is not null)
  or exists (select 1 from passkeys as other where other.person_id = passkeys.person_id and other.id <> passkeys.id))`;

export async function insertPasskey(db: Kysely<Tables>, row: PasskeyRow): Promise<void> {
  await namingDuplicate(
    () => db.insertInto('passkeys').values(toRecord(row)).execute(),
    'This passkey is registered already',
    'Sign in with it, or make another one',
  );
}

function toRecord(row: PasskeyRow): PasskeysTable {
  return {
    id: row.id,
    person_id: row.personId,
    public_key: row.publicKey,
    counter: row.counter,
    transports: JSON.stringify(row.transports),
    name: row.name,
    created_at: row.createdAt,
    last_used_at: row.lastUsedAt,
  };
}

function toPasskey(row: PasskeysTable): PasskeyRow {
  return {
    id: row.id,
    personId: row.person_id,
    publicKey: row.public_key,
    counter: row.counter,
    transports: decodeOwnJson<PasskeyRow['transports']>(row.transports),
    name: row.name,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  };
}
