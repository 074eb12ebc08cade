import type { ConnectLinkRow, ConnectStorage } from '../../kernel/ports/storage-connect.ts';
import type { Engine } from './engine.ts';
import type { ConnectLinksTable } from './schema-connect.ts';
import { checkedHash } from './stored-hash.ts';

/** Links to the connect page, by the hash of their token; each is used up once. */
export function connectLinks({ db }: Engine): ConnectStorage['connectLinks'] {
  return {
    insert: async (row) => {
      // Here, because nothing else touches this table regularly; a link that is over is as good as unknown.
      await db.deleteFrom('connect_links').where('expires_at', '<=', row.createdAt).execute();
      await db.insertInto('connect_links').values(toRecord(row)).execute();
    },
    byHash: async (hash) => {
      const row = await db.selectFrom('connect_links').selectAll().where('hash', '=', hash).executeTakeFirst();
      return row && toLink(row);
    },
    claim: async (hash, browserHash, now) => {
      const claimed = await live(db, hash, now)
        .set({ browser_hash: checkedHash(browserHash, 'The browser of a link') })
        .where((eb) => eb.or([eb('browser_hash', 'is', null), eb('browser_hash', '=', browserHash)]))
        .returning('hash')
        .executeTakeFirst();
      return claimed !== undefined;
    },
    use: (hash, now) => useLink(db, hash, now),
  };
}

/** True for the one call that uses the link up; in a transaction, if that is kept. */
export async function useLink(db: Engine['db'], hash: string, now: number): Promise<boolean> {
  const used = await live(db, hash, now).set({ used_at: now }).returning('hash').executeTakeFirst();
  return used !== undefined;
}

function live(db: Engine['db'], hash: string, now: number) {
  const unused = db.updateTable('connect_links').where('hash', '=', hash).where('used_at', 'is', null);
  return unused.where('expires_at', '>', now);
}

function toRecord(row: ConnectLinkRow): ConnectLinksTable {
  return {
    hash: row.hash,
    tenant_id: row.tenantId,
    connection_id: row.connectionId,
    requested_by: row.requestedBy,
    request_id: row.requestId,
    browser_hash: row.browserHash,
    created_at: row.createdAt,
    expires_at: row.expiresAt,
    used_at: row.usedAt,
  };
}

function toLink(row: ConnectLinksTable): ConnectLinkRow {
  return {
    hash: row.hash,
    tenantId: row.tenant_id,
    connectionId: row.connection_id,
    requestedBy: row.requested_by,
    requestId: row.request_id,
    browserHash: row.browser_hash,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    usedAt: row.used_at,
  };
}
