import { type Kysely, sql } from 'kysely';
import { newId } from '../../../kernel/ids.ts';
import type { Tables } from '../schema.ts';

/** The first tables: workspaces and tenants, tokens, connections with their credentials, runs, files and connect links. */
export async function foundation(db: Kysely<Tables>, now: number): Promise<void> {
  await createOwners(db);
  await createConnections(db);
  await createRuns(db);
  await createShortLived(db);
  await db
    .insertInto('workspaces')
    .values({ id: newId('ws'), key: 'default', name: 'Default', created_at: now })
    .execute();
}

async function createOwners(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('workspaces')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('key', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('tenants')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('workspace_id', 'text', (column) => column.notNull().references('workspaces.id'))
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('tenants_key', ['workspace_id', 'key'])
    .execute();
  await db.schema
    .createTable('tokens')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text', (column) => column.notNull().references('tenants.id'))
    .addColumn('hash', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('scopes', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('revoked_at', 'bigint')
    .execute();
  await db.schema.createIndex('tokens_page').on('tokens').columns(['created_at', 'id']).execute();
  await db.schema.createIndex('tokens_tenant_page').on('tokens').columns(['tenant_id', 'created_at', 'id']).execute();
}

async function createConnections(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('connections')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text', (column) => column.notNull().references('tenants.id'))
    .addColumn('key', 'text')
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('app', 'text', (column) => column.notNull())
    .addColumn('auth_option', 'text', (column) => column.notNull())
    .addColumn('sandbox', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('fields', 'text', (column) => column.notNull())
    .addColumn('error', 'text')
    .addColumn('meta', 'text')
    .addColumn('search_text', 'text', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('archived_at', 'bigint')
    .execute();
  // Live rows only: the key of an archived connection is free again.
  await sql`create unique index connections_key on connections (tenant_id, key) where archived_at is null`.execute(db);
  await db.schema.createIndex('connections_any_key').on('connections').columns(['tenant_id', 'key']).execute();
  await db.schema
    .createIndex('connections_page')
    .on('connections')
    .columns(['tenant_id', 'created_at', 'id'])
    .execute();
  await db.schema
    .createIndex('connections_app_page')
    .on('connections')
    .columns(['tenant_id', 'app', 'created_at', 'id'])
    .execute();
  await db.schema
    .createTable('credentials')
    .addColumn('connection_id', 'text', (column) => column.primaryKey().references('connections.id'))
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('key_id', 'text', (column) => column.notNull())
    .addColumn('wrapped_key', 'text', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('fields', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('credentials_wrapping').on('credentials').columns(['key_id', 'connection_id']).execute();
}

async function createRuns(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('runs')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('connection_id', 'text', (column) => column.notNull())
    .addColumn('app', 'text', (column) => column.notNull())
    .addColumn('action_key', 'text', (column) => column.notNull())
    .addColumn('effect', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('input', 'text')
    .addColumn('output', 'text')
    .addColumn('error', 'text')
    .addColumn('details', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('completed_at', 'bigint')
    .execute();
  await db.schema.createIndex('runs_page').on('runs').columns(['tenant_id', 'created_at', 'id']).execute();
  await db.schema
    .createIndex('runs_connection_page')
    .on('runs')
    .columns(['connection_id', 'created_at', 'id'])
    .execute();
  // Partial, because nearly every run succeeds: what people look for and what a dead process left stay small indices.
  // One per status: SQLite does not see that `status in (…)` covers `status = …`.
  await sql`create index runs_error_page on runs (tenant_id, created_at, id) where status = 'error'`.execute(db);
  await sql`create index runs_unknown_page on runs (tenant_id, created_at, id) where status = 'unknown'`.execute(db);
  await sql`create index runs_open on runs (created_at) where status = 'running'`.execute(db);
}

async function createShortLived(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('files')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('content_type', 'text', (column) => column.notNull())
    .addColumn('size_bytes', 'bigint', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('files_expiry').on('files').column('expires_at').execute();
  await db.schema
    .createTable('connect_links')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('connection_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('used_at', 'bigint')
    .execute();
}
