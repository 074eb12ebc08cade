import { type Kysely, sql } from 'kysely';
import type { Change, Storage } from '../../kernel/ports/storage.ts';
import type { OAuthRequestRow } from '../../kernel/ports/storage-identity.ts';
import type { Committed } from './committed.ts';
import { namingDuplicate } from './duplicates.ts';
import type { Engine } from './engine.ts';
import { insertGrant, lockLiveGrant, revokeGrant } from './grants.ts';
import { lockPerson } from './lock-person.ts';
import { toOAuthRequest, toOAuthRequestRecord } from './oauth-request-record.ts';
import { storeIssued } from './refresh-tokens.ts';
import type { Tables } from './schema.ts';
import type { OAuthRequestsTable } from './schema-identity.ts';
import { checkedHash } from './stored-hash.ts';

/** As long as a request is kept after its end, so that a code presented twice is noticed. */
const keptAfterEndMs = 24 * 60 * 60_000;

/** Requests for authorization. Whoever changes one locks its row first and its grant after it. */
export function oauthRequests(engine: Engine, committed: Committed, now: () => number): Storage['oauthRequests'] {
  return { ...lookups(engine), ...decisions(committed), ...endings(committed, now) };
}

function lookups({ db }: Engine): Pick<Storage['oauthRequests'], 'byHash' | 'byChallenge' | 'byCode'> {
  const by = async (column: 'hash' | 'code_challenge' | 'code_hash', value: string) => {
    const row = await db.selectFrom('oauth_requests').selectAll().where(column, '=', value).executeTakeFirst();
    return row && toOAuthRequest(row);
  };
  return {
    byHash: (hash) => by('hash', hash),
    byChallenge: (codeChallenge) => by('code_challenge', codeChallenge),
    byCode: (codeHash) => by('code_hash', codeHash),
  };
}

/** What leads to a code, or not. */
function decisions(committed: Committed): Pick<Storage['oauthRequests'], 'insert' | 'approve' | 'deny'> {
  return {
    insert: (row) =>
      committed(async (transaction) => {
        const changes = await forgetEnded(transaction, row.createdAt);
        await namingDuplicate(
          () => transaction.insertInto('oauth_requests').values(toOAuthRequestRecord(row)).execute(),
          'This code_challenge was used before',
          'Start the login again with a new code_verifier',
        );
        return { result: undefined, changes };
      }),
    approve: (hash, { codeHash, codeExpiresAt, grant }) =>
      committed(async (transaction) => {
        const { personId } = grant;
        // What somebody who is being removed approves at this moment would outlive him.
        if (personId !== null && !(await lockPerson(transaction, personId))) return { result: false, changes: [] };
        const code = { code_hash: checkedHash(codeHash, 'A code'), code_expires_at: codeExpiresAt };
        const request = await step(transaction, hash, 'pending', { status: 'approved', ...code, grant_id: grant.id });
        if (request) await insertGrant(transaction, grant);
        return { result: request !== undefined, changes: [] };
      }),
    deny: (hash) =>
      committed(async (transaction) => {
        const request = await step(transaction, hash, 'pending', { status: 'denied' });
        return { result: request !== undefined, changes: [] };
      }),
  };
}

/** What comes of a code. */
function endings(
  committed: Committed,
  now: () => number,
): Pick<Storage['oauthRequests'], 'countWrongCode' | 'redeem' | 'kill'> {
  return {
    countWrongCode: (hash, limit) =>
      committed(async (transaction) => {
        const row = await countWrongCode(transaction, hash, limit);
        // Nothing else can come of a dead request, so its grant is not shown as a login.
        const changes = row?.status === 'dead' ? await revokeGrantOf(transaction, row.grantId, now()) : [];
        return { result: row?.wrongCodes ?? 0, changes };
      }),
    redeem: (hash, tokens) =>
      committed(async (transaction) => {
        const grantId = (await step(transaction, hash, 'approved', { status: 'redeemed' }))?.grantId ?? null;
        // Revoked since the approval: the code is used up all the same, and gives nothing.
        if (grantId === null || !(await lockLiveGrant(transaction, grantId))) return { result: false, changes: [] };
        return { result: true, changes: await storeIssued(transaction, grantId, tokens) };
      }),
    kill: (hash, at) =>
      committed(async (transaction) => {
        const row = await transaction
          .updateTable('oauth_requests')
          .set({ status: 'dead' })
          .where('hash', '=', hash)
          .returning('grant_id')
          .executeTakeFirst();
        return { result: undefined, changes: await revokeGrantOf(transaction, row?.grant_id ?? null, at) };
      }),
  };
}

/** Takes a request from one status to the next; the request for the one call that does. */
async function step(
  transaction: Kysely<Tables>,
  hash: string,
  from: OAuthRequestRow['status'],
  to: Partial<OAuthRequestsTable>,
): Promise<OAuthRequestRow | undefined> {
  const current = transaction.updateTable('oauth_requests').set(to).where('hash', '=', hash).where('status', '=', from);
  const row = await current.returningAll().executeTakeFirst();
  return row && toOAuthRequest(row);
}

async function countWrongCode(
  transaction: Kysely<Tables>,
  hash: string,
  limit: number,
): Promise<OAuthRequestRow | undefined> {
  const row = await transaction
    .updateTable('oauth_requests')
    .set((eb) => ({
      wrong_codes: eb('wrong_codes', '+', 1),
      // Only a request that can still be redeemed: what a redeemed one gave is not ended by guesses.
      status: sql<OAuthRequestRow['status']>`case when status in ('pending', 'approved')
        and wrong_codes + 1 >= ${sql.lit(limit)} then 'dead' else status end`,
    }))
    .where('hash', '=', hash)
    .returningAll()
    .executeTakeFirst();
  return row && toOAuthRequest(row);
}

async function revokeGrantOf(
  transaction: Kysely<Tables>,
  grantId: string | null,
  now: number,
): Promise<readonly Change[]> {
  return (grantId !== null && (await revokeGrant(transaction, grantId, now))) || [];
}

/** Removes requests that ended a day ago, and the grants of those whose code nobody redeemed. */
async function forgetEnded(transaction: Kysely<Tables>, now: number): Promise<readonly Change[]> {
  const ended = await transaction
    .deleteFrom('oauth_requests')
    .where('expires_at', '<=', now - keptAfterEndMs)
    .returning(['status', 'grant_id'])
    .execute();
  const changes: Change[] = [];
  for (const { status, grant_id } of ended)
    if (status === 'approved') changes.push(...(await revokeGrantOf(transaction, grant_id, now)));
  return changes;
}
