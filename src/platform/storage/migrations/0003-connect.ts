import { type Kysely, sql } from 'kysely';
import type { Tables } from '../schema.ts';

/** Integrations, apps that are added here, what is under way while something is connected, and refreshes of credentials. */
export async function connect(db: Kysely<Tables>): Promise<void> {
  await extendConnections(db);
  await createIntegrations(db);
  await createApps(db);
  await createUnderWay(db);
}

async function extendConnections(db: Kysely<Tables>): Promise<void> {
  // One statement each: SQLite adds one column at a time.
  await db.schema.alterTable('connections').addColumn('integration_id', 'text').execute();
  await db.schema.alterTable('connections').addColumn('question', 'text').execute();
  await db.schema.alterTable('connections').addColumn('credentials_expire_at', 'bigint').execute();
  await db.schema.alterTable('connect_links').addColumn('requested_by', 'text').execute();
  await db.schema
    .createIndex('connections_integration_page')
    .on('connections')
    .columns(['tenant_id', 'integration_id', 'created_at', 'id'])
    .execute();
  await db.schema.createIndex('connections_state').on('connections').columns(['state', 'created_at', 'id']).execute();
  // Partial: most credentials never end.
  await sql`create index connections_credentials_expiry on connections (credentials_expire_at)
    where credentials_expire_at is not null`.execute(db);
}

async function createIntegrations(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('integrations')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('workspace_id', 'text', (column) => column.notNull().references('workspaces.id'))
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('app', 'text', (column) => column.notNull())
    .addColumn('description', 'text')
    .addColumn('parameters', 'text', (column) => column.notNull())
    .addColumn('options', 'text', (column) => column.notNull())
    .addColumn('meta', 'text')
    .addColumn('search_text', 'text', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('archived_at', 'bigint')
    .execute();
  // Live rows only: the key of an archived integration is free again.
  await sql`create unique index integrations_key on integrations (workspace_id, key) where archived_at is null`.execute(
    db,
  );
  await db.schema.createIndex('integrations_page').on('integrations').columns(['created_at', 'id']).execute();
}

async function createApps(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('apps')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('workspace_id', 'text', (column) => column.notNull().references('workspaces.id'))
    .addColumn('tenant_id', 'text', (column) => column.references('tenants.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('host', 'text', (column) => column.notNull())
    .addColumn('path', 'text', (column) => column.notNull())
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('definition', 'text')
    .addColumn('openapi_url', 'text')
    .addColumn('is_trusted', 'integer', (column) => column.notNull())
    .addColumn('search_text', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute();
  // Two nulls differ in an index, so that the workspace's own rows need a value; an app without a host is never another one.
  await sql`create unique index apps_place on apps (host, path, workspace_id, coalesce(tenant_id, ''))
    where host <> ''`.execute(db);
  await db.schema.createIndex('apps_page').on('apps').columns(['created_at', 'id']).execute();
}

async function createUnderWay(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('connect_requests')
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('connection_id', 'text')
    .addColumn('payload', 'text', (column) => column.notNull())
    .addColumn('result_connection_id', 'text')
    .addColumn('result_error', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('connect_requests_key', ['tenant_id', 'id'])
    .execute();
  // Two tenants may give their browser's requests one id; those that stand in the address of a page are ours and unguessable.
  await sql`create unique index connect_requests_id on connect_requests (id) where kind = 'request'`.execute(db);
  await db.schema
    .createIndex('connect_requests_page')
    .on('connect_requests')
    .columns(['tenant_id', 'created_at', 'id'])
    .execute();
  await db.schema.createIndex('connect_requests_expiry').on('connect_requests').column('expires_at').execute();
  await db.schema
    .createTable('connect_flows')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('connection_id', 'text', (column) => column.notNull())
    .addColumn('auth_option', 'text', (column) => column.notNull())
    .addColumn('browser_hash', 'text', (column) => column.notNull())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addColumn('after', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('connect_flows_expiry').on('connect_flows').column('expires_at').execute();
  await db.schema
    .createTable('refresh_leases')
    .addColumn('connection_id', 'text', (column) => column.primaryKey())
    .addColumn('generation', 'bigint', (column) => column.notNull())
    .addColumn('holder', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('sent_at', 'bigint')
    .execute();
}
