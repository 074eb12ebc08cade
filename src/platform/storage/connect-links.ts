import type { ConnectLinkRow, ConnectStorage } from '../../kernel/ports/storage-connect.ts';
import type { Engine } from './engine.ts';
import type { ConnectLinksTable } from './schema-connect.ts';

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
    use: async (hash, now) => {
      const unused = db
        .updateTable('connect_links')
        .set({ used_at: now })
        .where('hash', '=', hash)
        .where('used_at', 'is', null);
      const used = await unused.where('expires_at', '>', now).returning('hash').executeTakeFirst();
      return used !== undefined;
    },
  };
}

function toRecord(row: ConnectLinkRow): ConnectLinksTable {
  return {
    hash: row.hash,
    tenant_id: row.tenantId,
    connection_id: row.connectionId,
    requested_by: row.requestedBy,
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
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    usedAt: row.used_at,
  };
}
