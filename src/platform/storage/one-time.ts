import type { Kysely } from 'kysely';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { InvitationUse, OneTimeRow } from '../../kernel/ports/storage-identity.ts';
import { decodeJson, encodeJson } from './codec.ts';
import type { Engine } from './engine.ts';
import type { Tables } from './schema.ts';
import type { OneTimeTable } from './schema-identity.ts';
import { checkedHash } from './stored-hash.ts';

/** What works once, by the hash of its token. */
export function oneTime({ db }: Engine): Storage['oneTime'] {
  return {
    insert: async (row) => {
      await db.deleteFrom('one_time').where('expires_at', '<=', row.createdAt).execute();
      await db.insertInto('one_time').values(toRecord(row)).execute();
    },
    find: async (hash, purpose, now) => {
      const known = db.selectFrom('one_time').selectAll().where('hash', '=', hash).where('purpose', '=', purpose);
      const row = await known.where('used_at', 'is', null).where('expires_at', '>', now).executeTakeFirst();
      return row && toOneTime(row);
    },
    use: (hash, purpose, now) => useUp(db, { hash, purpose, now }),
    list: async (purpose, now) => {
      const known = db.selectFrom('one_time').selectAll().where('purpose', '=', purpose);
      const live = known.where('used_at', 'is', null).where('expires_at', '>', now);
      return (await live.orderBy('created_at', 'desc').orderBy('hash').execute()).map(toOneTime);
    },
    delete: async (hash, purpose) => {
      const known = db.deleteFrom('one_time').where('hash', '=', hash).where('purpose', '=', purpose);
      return (await known.where('used_at', 'is', null).returning('hash').executeTakeFirst()) !== undefined;
    },
  };
}

/** The row, for the one call that uses it up. */
export async function useUp(
  db: Kysely<Tables>,
  { hash, purpose, now }: InvitationUse,
): Promise<OneTimeRow | undefined> {
  const known = db
    .updateTable('one_time')
    .set({ used_at: now })
    .where('hash', '=', hash)
    .where('purpose', '=', purpose);
  const unused = known.where('used_at', 'is', null).where('expires_at', '>', now);
  const row = await unused.returningAll().executeTakeFirst();
  return row && toOneTime(row);
}

function toRecord(row: OneTimeRow): OneTimeTable {
  return {
    hash: checkedHash(row.hash, `A token for '${row.purpose}'`),
    purpose: row.purpose,
    subject: encodeJson(row.subject),
    created_at: row.createdAt,
    expires_at: row.expiresAt,
    used_at: row.usedAt,
  };
}

function toOneTime(row: OneTimeTable): OneTimeRow {
  return {
    hash: row.hash,
    purpose: row.purpose,
    subject: decodeJson(row.subject),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    usedAt: row.used_at,
  };
}
