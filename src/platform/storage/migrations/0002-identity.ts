import { type Kysely, sql } from 'kysely';
import type { Tables } from '../schema.ts';
import { searchText } from '../search-text.ts';

/** Who may do what: settings, secrets, people and their browsers, logins of programs and what these were granted. */
export async function identity(db: Kysely<Tables>): Promise<void> {
  await extendWorkspaces(db);
  await extendTenants(db);
  await createPeople(db);
  await createOneTime(db);
  await createOAuthRequests(db);
  await createGrants(db);
  await extendTokens(db);
}

async function extendWorkspaces(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .alterTable('workspaces')
    .addColumn('settings', 'text', (column) => column.notNull().defaultTo('{}'))
    .execute();
  await db.schema
    .createTable('sealed_secrets')
    .addColumn('owner_id', 'text', (column) => column.primaryKey())
    .addColumn('key_id', 'text', (column) => column.notNull())
    .addColumn('wrapped_key', 'text', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('fields', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('sealed_secrets_wrapping').on('sealed_secrets').column('key_id').execute();
}

async function extendTenants(db: Kysely<Tables>): Promise<void> {
  // One column a statement: SQLite adds no more at once.
  await db.schema.alterTable('tenants').addColumn('meta', 'text').execute();
  await db.schema.alterTable('tenants').addColumn('fields', 'text').execute();
  await db.schema.alterTable('tenants').addColumn('archived_at', 'bigint').execute();
  await db.schema
    .alterTable('tenants')
    .addColumn('search_text', 'text', (column) => column.notNull().defaultTo(''))
    .execute();
  for (const { id, key, name } of await db.selectFrom('tenants').select(['id', 'key', 'name']).execute()) {
    await db
      .updateTable('tenants')
      .set({ search_text: searchText([name, key]) })
      .where('id', '=', id)
      .execute();
  }
  await db.schema.createIndex('tenants_page').on('tenants').columns(['created_at', 'id']).execute();
}

async function createPeople(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('people')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('login', 'text', (column) => column.unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('password_hash', 'text')
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('tenant_id', 'text', (column) => column.references('tenants.id'))
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('passkeys')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('person_id', 'text', (column) => column.notNull().references('people.id').onDelete('cascade'))
    .addColumn('public_key', 'text', (column) => column.notNull())
    .addColumn('counter', 'bigint', (column) => column.notNull())
    .addColumn('transports', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('last_used_at', 'bigint')
    .execute();
  await db.schema.createIndex('passkeys_person').on('passkeys').column('person_id').execute();
  await db.schema
    .createTable('sessions')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('person_id', 'text', (column) => column.notNull().references('people.id').onDelete('cascade'))
    .addColumn('user_agent', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('sessions_person').on('sessions').column('person_id').execute();
  await db.schema.createIndex('sessions_expiry').on('sessions').column('expires_at').execute();
}

async function createOneTime(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('one_time')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('subject', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('used_at', 'bigint')
    .execute();
  await db.schema.createIndex('one_time_purpose').on('one_time').column('purpose').execute();
  await db.schema.createIndex('one_time_expiry').on('one_time').column('expires_at').execute();
}

async function createOAuthRequests(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('oauth_clients')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('redirect_uris', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('oauth_requests')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('client_id', 'text', (column) => column.notNull())
    .addColumn('label', 'text', (column) => column.notNull())
    .addColumn('redirect_uri', 'text', (column) => column.notNull())
    .addColumn('state', 'text')
    .addColumn('scopes', 'text', (column) => column.notNull())
    .addColumn('wants_manager', 'integer', (column) => column.notNull())
    .addColumn('tenant_key', 'text')
    .addColumn('resource', 'text')
    .addColumn('code_challenge', 'text', (column) => column.notNull().unique())
    .addColumn('ip', 'text', (column) => column.notNull())
    .addColumn('user_agent', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('code_hash', 'text', (column) => column.unique())
    .addColumn('code_expires_at', 'bigint')
    .addColumn('wrong_codes', 'integer', (column) => column.notNull())
    .addColumn('grant_id', 'text')
    .execute();
  await db.schema.createIndex('oauth_requests_expiry').on('oauth_requests').column('expires_at').execute();
}

async function createGrants(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('grants')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('client_id', 'text', (column) => column.notNull())
    .addColumn('label', 'text', (column) => column.notNull())
    // No reference: what a person allowed outlives the person.
    .addColumn('person_id', 'text')
    .addColumn('tenant_id', 'text', (column) => column.notNull().references('tenants.id'))
    .addColumn('scopes', 'text', (column) => column.notNull())
    .addColumn('is_manager', 'integer', (column) => column.notNull())
    .addColumn('resource', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('revoked_at', 'bigint')
    .execute();
  await sql`create index grants_page on grants (created_at, id) where revoked_at is null`.execute(db);
  await sql`create index grants_tenant_page on grants (tenant_id, created_at, id) where revoked_at is null`.execute(db);
  await db.schema
    .createTable('refresh_tokens')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('grant_id', 'text', (column) => column.notNull().references('grants.id'))
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('used_at', 'bigint')
    .addColumn('successor_hash', 'text')
    .execute();
  await db.schema.createIndex('refresh_tokens_grant').on('refresh_tokens').column('grant_id').execute();
}

async function extendTokens(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .alterTable('tokens')
    .addColumn('is_manager', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema
    .alterTable('tokens')
    .addColumn('grant_id', 'text', (column) => column.references('grants.id'))
    .execute();
  await db.schema.alterTable('tokens').addColumn('audience', 'text').execute();
  await sql`create index tokens_grant on tokens (grant_id) where grant_id is not null`.execute(db);
}
