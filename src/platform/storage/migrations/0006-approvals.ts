import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';

/** Runs that people are asked to allow. */
export async function approvals(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('approvals')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('principal', 'text', (column) => column.notNull())
    .addColumn('requested_by', 'text', (column) => column.notNull())
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('app', 'text', (column) => column.notNull())
    .addColumn('connection_id', 'text', (column) => column.notNull())
    .addColumn('effect', 'text', (column) => column.notNull())
    .addColumn('is_charged', 'integer', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('decided_by', 'text')
    .addColumn('decided_at', 'bigint')
    .addColumn('run_id', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    // Last, because SQLite reads a row up to the column that is asked for, and this may be large.
    .addColumn('shown', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('approvals_page').on('approvals').columns(['tenant_id', 'created_at', 'id']).execute();
  // A manager's list is of all tenants.
  await db.schema.createIndex('approvals_all_page').on('approvals').columns(['created_at', 'id']).execute();
  await db.schema.createIndex('approvals_digest').on('approvals').columns(['digest', 'tenant_id']).execute();
  await db.schema.createIndex('approvals_expiry').on('approvals').column('expires_at').execute();
}
