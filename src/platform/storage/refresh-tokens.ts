import type { Kysely } from 'kysely';
import { PorinError } from '../../kernel/errors.ts';
import type { Change, Storage } from '../../kernel/ports/storage.ts';
import type { IssuedTokens, RefreshTokenRow } from '../../kernel/ports/storage-identity.ts';
import type { Committed, Outcome } from './committed.ts';
import type { Engine } from './engine.ts';
import { lockLiveGrant } from './grants.ts';
import type { Tables } from './schema.ts';
import type { RefreshTokensTable } from './schema-identity.ts';
import { checkedHash } from './stored-hash.ts';
import { insertToken, revokeTokensOf } from './tokens.ts';

/** How long a token that is over is still told from one that never was. */
const keptAfterEndMs = 24 * 60 * 60_000;

const nothing: Outcome<boolean> = { result: false, changes: [] };

/** Refresh tokens, by hash. Each is replaced once; a grant's tokens are replaced one caller after another. */
export function refreshTokens({ db }: Engine, committed: Committed): Storage['refreshTokens'] {
  return {
    byHash: (hash) => byHash(db, hash),
    rotate: (hash, now, tokens) =>
      committed(async (transaction) => {
        const grantId = await lockGrantOf(transaction, hash);
        if (grantId === undefined) return nothing;
        if (!(await useUp(transaction, hash, { now, successor: tokens.refresh.hash }))) return nothing;
        return { result: true, changes: await replaceTokens(transaction, grantId, { now, tokens }) };
      }),
    reissue: (hash, now, tokens) =>
      committed(async (transaction) => {
        const grantId = await lockGrantOf(transaction, hash);
        if (grantId === undefined) return nothing;
        const presented = await byHash(transaction, hash);
        if (!presented?.successorHash || presented.expiresAt <= now) return nothing;
        if (!(await useUp(transaction, presented.successorHash, { now, successor: null }))) return nothing;
        await transaction
          .updateTable('refresh_tokens')
          .set({ successor_hash: tokens.refresh.hash })
          .where('hash', '=', hash)
          .execute();
        return { result: true, changes: await replaceTokens(transaction, grantId, { now, tokens }) };
      }),
  };
}

/** Stores the tokens that a grant gives; gives what changed. Errors: `internal` when they are another grant's. */
export async function storeIssued(
  transaction: Kysely<Tables>,
  grantId: string,
  { access, refresh }: IssuedTokens,
): Promise<readonly Change[]> {
  if (access.grantId !== grantId || refresh.grantId !== grantId)
    throw new PorinError('internal', `Tokens of another grant cannot be issued for ${grantId}`);
  await transaction.insertInto('refresh_tokens').values(toRecord(refresh)).execute();
  return [await insertToken(transaction, access)];
}

async function byHash(db: Engine['db'], hash: string): Promise<RefreshTokenRow | undefined> {
  const row = await db.selectFrom('refresh_tokens').selectAll().where('hash', '=', hash).executeTakeFirst();
  return row && toRefreshToken(row);
}

/** The live grant of a token, locked; undefined when there is none. */
async function lockGrantOf(transaction: Kysely<Tables>, hash: string): Promise<string | undefined> {
  const grantId = (await byHash(transaction, hash))?.grantId;
  return grantId !== undefined && (await lockLiveGrant(transaction, grantId)) ? grantId : undefined;
}

async function useUp(
  transaction: Kysely<Tables>,
  hash: string,
  { now, successor }: { readonly now: number; readonly successor: string | null },
): Promise<boolean> {
  const unused = transaction
    .updateTable('refresh_tokens')
    .set({ used_at: now, successor_hash: successor })
    .where('hash', '=', hash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now);
  return (await unused.returning('hash').executeTakeFirst()) !== undefined;
}

async function replaceTokens(
  transaction: Kysely<Tables>,
  grantId: string,
  { now, tokens }: { readonly now: number; readonly tokens: IssuedTokens },
): Promise<readonly Change[]> {
  // Every rotation leaves a row in both tables; a login of months would leave thousands.
  const longOver = now - keptAfterEndMs;
  await transaction
    .deleteFrom('refresh_tokens')
    .where('grant_id', '=', grantId)
    .where('expires_at', '<=', longOver)
    .execute();
  await transaction.deleteFrom('tokens').where('grant_id', '=', grantId).where('expires_at', '<=', longOver).execute();
  const revoked = await revokeTokensOf(transaction, grantId, now);
  return [...revoked, ...(await storeIssued(transaction, grantId, tokens))];
}

function toRecord(row: RefreshTokenRow): RefreshTokensTable {
  return {
    hash: checkedHash(row.hash, `A refresh token of ${row.grantId}`),
    grant_id: row.grantId,
    created_at: row.createdAt,
    expires_at: row.expiresAt,
    used_at: row.usedAt,
    successor_hash: row.successorHash,
  };
}

function toRefreshToken(row: RefreshTokensTable): RefreshTokenRow {
  return {
    hash: row.hash,
    grantId: row.grant_id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    usedAt: row.used_at,
    successorHash: row.successor_hash,
  };
}
