import type { FileRow, Storage } from '../../kernel/ports/storage.ts';
import type { Engine } from './engine.ts';
import type { FilesTable } from './schema.ts';

/** What is known of kept files; their content lies elsewhere. */
export function files({ db }: Engine): Storage['files'] {
  return {
    insert: async (row) => {
      await db.insertInto('files').values(toRecord(row)).execute();
    },
    get: async (tenantId, id, now) => {
      const own = db.selectFrom('files').selectAll().where('id', '=', id).where('tenant_id', '=', tenantId);
      const row = await own.where('expires_at', '>', now).executeTakeFirst();
      return row && toFile(row);
    },
    deleteExpired: async (now) => {
      const rows = await db.deleteFrom('files').where('expires_at', '<=', now).returning('id').execute();
      return rows.map(({ id }) => id);
    },
  };
}

function toRecord(row: FileRow): FilesTable {
  return {
    id: row.id,
    tenant_id: row.tenantId,
    name: row.name,
    content_type: row.contentType,
    size_bytes: row.sizeBytes,
    sha256: row.sha256,
    created_at: row.createdAt,
    expires_at: row.expiresAt,
  };
}

function toFile(row: FilesTable): FileRow {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    name: row.name,
    contentType: row.content_type,
    sizeBytes: row.size_bytes,
    sha256: row.sha256,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
