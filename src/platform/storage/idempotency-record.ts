import { PorinError } from '../../kernel/errors.ts';
import type { RunRow } from '../../kernel/ports/storage.ts';
import type { IdempotencyRow } from '../../kernel/ports/storage-actions.ts';
import type { IdempotencyKeysTable } from './schema-actions.ts';
import { checkedHash } from './stored-hash.ts';

/** A key as it is taken, before there is an answer. */
export type KeyRecord = Readonly<Omit<IdempotencyKeysTable, 'answer'>>;

/** The columns of a taken key, in the order in which both engines bind them. */
export const keyColumns = [
  'tenant_id',
  'key',
  'request_hash',
  'run_id',
  'created_at',
  'expires_at',
] as const satisfies readonly (keyof KeyRecord)[];

/** SQL that takes a key after `insert into idempotency_keys …`, also one that has expired: then its answer goes. */
export const takeKey = `on conflict (tenant_id, key) do update set request_hash = excluded.request_hash, run_id = excluded.run_id,
  answer = null, created_at = excluded.created_at, expires_at = excluded.expires_at
  where idempotency_keys.expires_at <= excluded.created_at`;

/** A run's key as it is stored. Errors: `internal` when it is another run's, or what was asked for is not given as its hash. */
export function encodeKey(row: IdempotencyRow, run: Pick<RunRow, 'id' | 'tenantId'>): KeyRecord {
  if (row.runId !== run.id || row.tenantId !== run.tenantId)
    throw new PorinError('internal', `The key of run ${row.runId} cannot be taken for run ${run.id}`);
  return {
    tenant_id: row.tenantId,
    key: row.key,
    request_hash: checkedHash(row.requestHash, 'The key of a repeatable request'),
    run_id: row.runId,
    created_at: row.createdAt,
    expires_at: row.expiresAt,
  };
}
