import { type Kysely, sql } from 'kysely';
import type { Change, Page, PageRequest, Storage } from '../../kernel/ports/storage.ts';
import type { GrantRow } from '../../kernel/ports/storage-identity.ts';
import { decodeOwnJson } from './codec.ts';
import type { Committed } from './committed.ts';
import { newestFirst } from './cursor.ts';
import type { Engine } from './engine.ts';
import type { Tables } from './schema.ts';
import type { GrantsTable } from './schema-identity.ts';
import { revokeTokensOf } from './tokens.ts';

/** What people allowed programs to do. */
export function grants({ db }: Engine, committed: Committed): Storage['grants'] {
  return {
    get: async (id) => {
      const row = await db.selectFrom('grants').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toGrant(row);
    },
    list: (tenantId, page) => list(db, tenantId, page),
    revoke: (id, now) =>
      committed(async (transaction) => {
        const changes = await revokeGrant(transaction, id, now);
        return { result: changes !== undefined, changes: changes ?? [] };
      }),
  };
}

/** Stores what was allowed. */
export async function insertGrant(transaction: Kysely<Tables>, row: GrantRow): Promise<void> {
  await transaction.insertInto('grants').values(toRecord(row)).execute();
}

/** Until the transaction ends, nobody else revokes this grant or replaces its tokens; false when it is not live. */
export async function lockLiveGrant(transaction: Kysely<Tables>, id: string): Promise<boolean> {
  const row = await transaction
    .updateTable('grants')
    .set({ revoked_at: null })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Ends a grant with its tokens; gives what changed, undefined when it was not live. */
export async function revokeGrant(
  transaction: Kysely<Tables>,
  id: string,
  now: number,
): Promise<readonly Change[] | undefined> {
  const live = transaction
    .updateTable('grants')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('revoked_at', 'is', null);
  if (!(await live.returning('id').executeTakeFirst())) return undefined;
  await transaction
    .updateTable('refresh_tokens')
    .set({ used_at: now })
    .where('grant_id', '=', id)
    .where('used_at', 'is', null)
    .execute();
  return [{ kind: 'login', id }, ...(await revokeTokensOf(transaction, id, now))];
}

/** Ends what a person allowed programs to do; gives what changed. */
export async function revokeGrantsOfPerson(
  transaction: Kysely<Tables>,
  personId: string,
  now: number,
): Promise<readonly Change[]> {
  const live = transaction.selectFrom('grants').select('id').where('person_id', '=', personId);
  const changes: Change[] = [];
  for (const { id } of await live.where('revoked_at', 'is', null).execute())
    changes.push(...((await revokeGrant(transaction, id, now)) ?? []));
  return changes;
}

async function list(db: Engine['db'], tenantId: string | undefined, page: PageRequest): Promise<Page<GrantRow>> {
  // Approved and never redeemed: no program is logged in by that.
  const redeemed = sql<boolean>`not exists (select 1 from oauth_requests
    where oauth_requests.grant_id = grants.id and oauth_requests.status = 'approved')`;
  let query = db.selectFrom('grants').selectAll().where('revoked_at', 'is', null).where(redeemed);
  if (tenantId !== undefined) query = query.where('tenant_id', '=', tenantId);
  return newestFirst(query, page, toGrant);
}

function toRecord(row: GrantRow): GrantsTable {
  return {
    id: row.id,
    client_id: row.clientId,
    label: row.label,
    person_id: row.personId,
    tenant_id: row.tenantId,
    scopes: JSON.stringify(row.scopes),
    is_manager: row.isManager ? 1 : 0,
    resource: row.resource,
    created_at: row.createdAt,
    revoked_at: row.revokedAt,
  };
}

function toGrant(row: GrantsTable): GrantRow {
  return {
    id: row.id,
    clientId: row.client_id,
    label: row.label,
    personId: row.person_id,
    tenantId: row.tenant_id,
    scopes: decodeOwnJson<GrantRow['scopes']>(row.scopes),
    isManager: row.is_manager === 1,
    resource: row.resource,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
  };
}
