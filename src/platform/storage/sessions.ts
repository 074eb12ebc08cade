import type { Storage } from '../../kernel/ports/storage.ts';
import type { SessionRow } from '../../kernel/ports/storage-identity.ts';
import type { Engine } from './engine.ts';
import type { SessionsTable } from './schema-identity.ts';
import { checkedHash } from './stored-hash.ts';

/** Signed-in browsers, by the hash of their cookie. */
export function sessions({ db }: Engine): Storage['sessions'] {
  return {
    insert: async (row) => {
      await db.deleteFrom('sessions').where('expires_at', '<=', row.createdAt).execute();
      await db.insertInto('sessions').values(toRecord(row)).execute();
    },
    byHash: async (hash, now) => {
      const known = db.selectFrom('sessions').selectAll().where('hash', '=', hash);
      const row = await known.where('expires_at', '>', now).executeTakeFirst();
      return row && toSession(row);
    },
    delete: async (hash) => {
      await db.deleteFrom('sessions').where('hash', '=', hash).execute();
    },
    deleteOf: async (personId) => {
      await db.deleteFrom('sessions').where('person_id', '=', personId).execute();
    },
  };
}

function toRecord(row: SessionRow): SessionsTable {
  return {
    hash: checkedHash(row.hash, 'A session'),
    person_id: row.personId,
    user_agent: row.userAgent,
    created_at: row.createdAt,
    expires_at: row.expiresAt,
  };
}

function toSession(row: SessionsTable): SessionRow {
  return {
    hash: row.hash,
    personId: row.person_id,
    userAgent: row.user_agent,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
