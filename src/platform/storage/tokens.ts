import type { Kysely } from 'kysely';
import type { Change, Storage, TokenRow } from '../../kernel/ports/storage.ts';
import { decodeOwnJson } from './codec.ts';
import type { Committed } from './committed.ts';
import { newestFirst } from './cursor.ts';
import type { Engine } from './engine.ts';
import type { Tables } from './schema.ts';
import type { TokensTable } from './schema-identity.ts';
import { checkedHash } from './stored-hash.ts';

/** API tokens, by the hash of their value. */
export function tokens(engine: Engine, committed: Committed): Storage['tokens'] {
  const { db } = engine;
  return {
    insert: (row) =>
      committed(async (transaction) => ({ result: undefined, changes: [await insertToken(transaction, row)] })),
    byHash: async (hash) => {
      const row = await db.selectFrom('tokens').selectAll().where('hash', '=', hash).executeTakeFirst();
      return row && toToken(row);
    },
    isLive: async (id) => {
      const known = db.selectFrom('tokens').select('id').where('id', '=', id);
      return (await known.where('revoked_at', 'is', null).executeTakeFirst()) !== undefined;
    },
    list: async (tenantId, page) => {
      let query = db.selectFrom('tokens').selectAll();
      if (tenantId !== undefined) query = query.where('tenant_id', '=', tenantId);
      return newestFirst(query, page, toToken);
    },
    revoke: (id, now) =>
      committed(async (transaction) => {
        const live = transaction
          .updateTable('tokens')
          .set({ revoked_at: now })
          .where('id', '=', id)
          .where('revoked_at', 'is', null);
        const revoked = await live.returning('id').executeTakeFirst();
        return revoked ? { result: true, changes: [{ kind: 'token', id }] } : { result: false, changes: [] };
      }),
  };
}

/** Stores a token; gives what changed. */
export async function insertToken(transaction: Kysely<Tables>, row: TokenRow): Promise<Change> {
  await transaction.insertInto('tokens').values(toRecord(row)).execute();
  return { kind: 'token', id: row.id };
}

/** Revokes the live tokens of a grant; gives what changed. */
export async function revokeTokensOf(
  transaction: Kysely<Tables>,
  grantId: string,
  now: number,
): Promise<readonly Change[]> {
  const live = transaction
    .updateTable('tokens')
    .set({ revoked_at: now })
    .where('grant_id', '=', grantId)
    .where('revoked_at', 'is', null);
  return (await live.returning('id').execute()).map(({ id }) => ({ kind: 'token', id }));
}

function toRecord(row: TokenRow): TokensTable {
  return {
    id: row.id,
    tenant_id: row.tenantId,
    hash: checkedHash(row.hash, `Token ${row.id}`),
    name: row.name,
    scopes: JSON.stringify(row.scopes),
    created_at: row.createdAt,
    expires_at: row.expiresAt,
    revoked_at: row.revokedAt,
    is_manager: row.isManager ? 1 : 0,
    grant_id: row.grantId,
    audience: row.audience,
  };
}

function toToken(row: TokensTable): TokenRow {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    hash: row.hash,
    name: row.name,
    scopes: decodeOwnJson<TokenRow['scopes']>(row.scopes),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    isManager: row.is_manager === 1,
    grantId: row.grant_id,
    audience: row.audience,
  };
}
