import type { Kysely } from 'kysely';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { PasskeyRow } from '../../kernel/ports/storage-identity.ts';
import { decodeOwnJson } from './codec.ts';
import { namingDuplicate } from './duplicates.ts';
import type { Engine } from './engine.ts';
import type { Tables } from './schema.ts';
import type { PasskeysTable } from './schema-identity.ts';

/** Passkeys of people, by credential id. */
export function passkeys({ db }: Engine): Storage['passkeys'] {
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
    delete: async (personId, id) => {
      const own = db.deleteFrom('passkeys').where('person_id', '=', personId).where('id', '=', id);
      return (await own.returning('id').executeTakeFirst()) !== undefined;
    },
  };
}

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
