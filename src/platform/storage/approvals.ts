import { type Kysely, sql } from 'kysely';
import type { ApprovalRow, ApprovalStorage, ApprovalUse } from '../../kernel/ports/storage-approvals.ts';
import type { SealedSecret } from '../../kernel/ports/vault.ts';
import { decodeOwnJson } from './codec.ts';
import type { Committed } from './committed.ts';
import { newestFirst } from './cursor.ts';
import { deleteOldest } from './delete-oldest.ts';
import type { Engine } from './engine.ts';
import { encodeKey, type KeyRecord, keyColumns, takeKey } from './idempotency-record.ts';
import { encodeRun, type RunRecord } from './run-record.ts';
import type { Tables } from './schema.ts';
import type { ApprovalsTable } from './schema-approvals.ts';
import { checkedHash } from './stored-hash.ts';

/** What people are asked to allow; each is decided once and used once. */
export function approvals({ db }: Engine, committed: Committed): ApprovalStorage['approvals'] {
  const all = () => db.selectFrom('approvals').selectAll();
  return {
    insert: async (row) => void (await db.insertInto('approvals').values(toRecord(row)).execute()),
    get: async (id) => {
      const row = await all().where('id', '=', id).executeTakeFirst();
      return row && toApproval(row);
    },
    open: async ({ tenantId, principal, digest }, now) => {
      const own = all().where('digest', '=', digest).where('tenant_id', '=', tenantId);
      const live = own.where('principal', '=', principal).where('expires_at', '>', now);
      const open = live.where('status', 'in', ['pending', 'approved']);
      const row = await open.orderBy('created_at', 'desc').orderBy('id').limit(1).executeTakeFirst();
      return row && toApproval(row);
    },
    list: ({ tenantId, status }, page) => {
      const own = tenantId === undefined ? all() : all().where('tenant_id', '=', tenantId);
      return newestFirst(status === undefined ? own : own.where('status', '=', status), page, toApproval);
    },
    decide: (id, { status, decidedBy, decidedAt, expiresAt }) =>
      committed(async (transaction) => {
        const row = await transaction
          .updateTable('approvals')
          .set({ status, decided_by: decidedBy, decided_at: decidedAt, expires_at: expiresAt })
          .where('id', '=', id)
          .where('status', '=', 'pending')
          .where('expires_at', '>', decidedAt)
          .returningAll()
          .executeTakeFirst();
        return { result: row && toApproval(row), changes: row ? [{ kind: 'approval', id }] : [] };
      }),
    claim: (use, run, key) => claim(committed, { use, run: encodeRun(run), key: key && encodeKey(key, run) }),
    deleteBefore: (expiredBefore, limit) =>
      deleteOldest(db, { table: 'approvals', by: 'expires_at', before: expiredBefore, limit }),
  };
}

/** Ends a transaction that has to be as if it had not been. */
class KeyInUse extends Error {}

interface Claim {
  readonly use: ApprovalUse;
  readonly run: RunRecord;
  readonly key: KeyRecord | undefined;
}

async function claim(committed: Committed, { use, run, key }: Claim): Promise<'claimed' | 'unusable' | 'key'> {
  try {
    return await committed(async (transaction) => {
      if (!(await useUp(transaction, use, run.id))) return { result: 'unusable', changes: [] };
      // Undoes the use, too.
      if (key && !(await take(transaction, key))) throw new KeyInUse();
      await transaction
        .insertInto('runs')
        .values({ ...run, abandoned_at: null })
        .execute();
      return { result: 'claimed', changes: [{ kind: 'approval', id: use.id }] };
    });
  } catch (error) {
    if (error instanceof KeyInUse) return 'key';
    throw error;
  }
}

/** True for the one run that uses it up. */
async function useUp(db: Kysely<Tables>, use: ApprovalUse, runId: string): Promise<boolean> {
  const own = db.updateTable('approvals').set({ status: 'used', run_id: runId }).where('id', '=', use.id);
  const meant = own
    .where('tenant_id', '=', use.tenantId)
    .where('principal', '=', use.principal)
    .where('digest', '=', use.digest);
  const usable = meant.where('status', '=', 'approved').where('expires_at', '>', use.now);
  return (await usable.returning('id').executeTakeFirst()) !== undefined;
}

async function take(db: Kysely<Tables>, key: KeyRecord): Promise<boolean> {
  const names = sql.join(keyColumns.map((column) => sql.ref(column)));
  const values = sql.join(keyColumns.map((column) => key[column]));
  const taken = sql`insert into idempotency_keys (${names}) values (${values}) ${sql.raw(takeKey)}`;
  return (await taken.execute(db)).numAffectedRows === 1n;
}

function toRecord(row: ApprovalRow): ApprovalsTable {
  return {
    id: row.id,
    tenant_id: row.tenantId,
    principal: row.principal,
    requested_by: row.requestedBy,
    digest: checkedHash(row.digest, 'What is to be approved'),
    action: row.action,
    title: row.title,
    app: row.app,
    connection_id: row.connectionId,
    effect: row.effect,
    is_charged: Number(row.isCharged),
    status: row.status,
    decided_by: row.decidedBy,
    decided_at: row.decidedAt,
    run_id: row.runId,
    created_at: row.createdAt,
    expires_at: row.expiresAt,
    shown: JSON.stringify(row.shown),
  };
}

function toApproval(row: ApprovalsTable): ApprovalRow {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    principal: row.principal,
    requestedBy: row.requested_by,
    digest: row.digest,
    action: row.action,
    title: row.title,
    app: row.app,
    connectionId: row.connection_id,
    effect: row.effect,
    isCharged: row.is_charged === 1,
    shown: decodeOwnJson<SealedSecret>(row.shown),
    status: row.status,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    runId: row.run_id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
