import { type Kysely, sql } from 'kysely';
import type { Tables } from '../schema.ts';

/** Saved actions, what a run was asked for, keys of repeatable requests, and the log of calls to apps. */
export async function savedActions(db: Kysely<Tables>): Promise<void> {
  await extendRuns(db);
  await createActions(db);
  await createIdempotencyKeys(db);
  await createApiLogs(db);
}

async function extendRuns(db: Kysely<Tables>): Promise<void> {
  // One statement each, because SQLite adds one column at a time; without a default, so that no row is rewritten.
  for (const column of ['action_id', 'action_layer', 'integration_id', 'request', 'meta'])
    await db.schema.alterTable('runs').addColumn(column, 'text').execute();
  await db.schema.alterTable('runs').addColumn('abandoned_at', 'bigint').execute();
  // Partial: runs of the past have neither, and most runs are of a connector's own action.
  await sql`create index runs_action_page on runs (tenant_id, action_id, created_at, id)
    where action_id is not null`.execute(db);
  await sql`create index runs_integration_page on runs (tenant_id, integration_id, created_at, id)
    where integration_id is not null`.execute(db);
  await db.schema.createIndex('runs_age').on('runs').column('created_at').execute();
}

async function createActions(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('actions')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('workspace_id', 'text', (column) => column.notNull().references('workspaces.id'))
    .addColumn('tenant_id', 'text', (column) => column.references('tenants.id'))
    .addColumn('layer', 'text', (column) => column.notNull())
    .addColumn('integration_id', 'text')
    .addColumn('connection_id', 'text')
    .addColumn('app', 'text')
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('instance_key', 'text')
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('effect', 'text')
    .addColumn('parent_id', 'text')
    .addColumn('is_customized', 'integer', (column) => column.notNull())
    .addColumn('is_deactivated', 'integer', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('archived_at', 'bigint')
    // Last, because SQLite reads a row up to the column that is asked for, and these may be large.
    .addColumn('config', 'text', (column) => column.notNull())
    .addColumn('input_schema', 'text')
    .addColumn('output_mapping', 'text')
    .addColumn('custom_output_schema', 'text')
    .addColumn('meta', 'text')
    .execute();
  // Live rows only: the key of an archived action is free again. Two nulls differ in an index, so that they need a value. The app tells
  // universal ones apart, and no others: a connection's app may change.
  await sql`create unique index actions_place on actions (workspace_id, key, layer, coalesce(tenant_id, ''),
    coalesce(integration_id, ''), coalesce(connection_id, ''), coalesce(instance_key, ''),
    (case when layer = 'universal' then coalesce(app, '') else '' end)) where archived_at is null`.execute(db);
  await sql`create index actions_shared_page on actions (workspace_id, created_at, id) where tenant_id is null`.execute(
    db,
  );
  await sql`create index actions_own_page on actions (tenant_id, created_at, id) where tenant_id is not null`.execute(
    db,
  );
}

async function createIdempotencyKeys(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('idempotency_keys')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('request_hash', 'text', (column) => column.notNull())
    .addColumn('run_id', 'text', (column) => column.notNull())
    .addColumn('answer', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('idempotency_keys_key', ['tenant_id', 'key'])
    .execute();
  await db.schema.createIndex('idempotency_keys_run').on('idempotency_keys').column('run_id').execute();
  await db.schema.createIndex('idempotency_keys_expiry').on('idempotency_keys').column('expires_at').execute();
}

async function createApiLogs(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('api_logs')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('connection_id', 'text', (column) => column.notNull())
    .addColumn('app', 'text', (column) => column.notNull())
    .addColumn('integration_id', 'text')
    .addColumn('run_id', 'text')
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('method', 'text', (column) => column.notNull())
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('status', 'integer')
    .addColumn('is_success', 'integer', (column) => column.notNull())
    .addColumn('duration_ms', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('api_logs_page').on('api_logs').columns(['tenant_id', 'created_at', 'id']).execute();
  await db.schema
    .createIndex('api_logs_connection_page')
    .on('api_logs')
    .columns(['connection_id', 'created_at', 'id'])
    .execute();
  // Partial: few calls fail, and those are what people look for.
  await sql`create index api_logs_failed_page on api_logs (tenant_id, created_at, id) where is_success = 0`.execute(db);
  await db.schema.createIndex('api_logs_age').on('api_logs').column('created_at').execute();
}
