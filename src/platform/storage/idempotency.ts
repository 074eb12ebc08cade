import type { ActionStorage, IdempotencyRow, SealedAnswer } from '../../kernel/ports/storage-actions.ts';
import { decodeOwnJson } from './codec.ts';
import { deleteOldest } from './delete-oldest.ts';
import type { Engine } from './engine.ts';
import type { IdempotencyKeysTable } from './schema-actions.ts';

/** The keys of repeatable requests; they are taken and answered with their runs. */
export function idempotency({ db }: Engine): ActionStorage['idempotency'] {
  return {
    get: async (tenantId, key, now) => {
      const own = db.selectFrom('idempotency_keys').selectAll().where('tenant_id', '=', tenantId);
      const row = await own.where('key', '=', key).where('expires_at', '>', now).executeTakeFirst();
      return row && toIdempotency(row);
    },
    release: async (tenantId, key, runId) => {
      const own = db.deleteFrom('idempotency_keys').where('tenant_id', '=', tenantId).where('key', '=', key);
      await own.where('run_id', '=', runId).execute();
    },
    deleteExpired: (now, limit) =>
      deleteOldest(db, { table: 'idempotency_keys', by: 'expires_at', before: now + 1, limit }),
  };
}

function toIdempotency(row: IdempotencyKeysTable): IdempotencyRow & { readonly answer: SealedAnswer | null } {
  return {
    tenantId: row.tenant_id,
    key: row.key,
    requestHash: row.request_hash,
    runId: row.run_id,
    answer: row.answer === null ? null : decodeOwnJson<SealedAnswer>(row.answer),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
