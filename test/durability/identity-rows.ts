import { randomBytes, randomUUID } from 'node:crypto';
import { digestOf } from '../../src/kernel/digest.ts';
import { newId } from '../../src/kernel/ids.ts';
import type { Change, Storage, TokenRow } from '../../src/kernel/ports/storage.ts';
import type {
  GrantRow,
  IssuedTokens,
  OAuthRequestRow,
  PersonRow,
  RefreshTokenRow,
} from '../../src/kernel/ports/storage-identity.ts';

/** The hash of something that nobody knows. */
export const someHash = (): string => digestOf(randomBytes(16).toString('hex'));

/** An id of a kind that has no prefix of its own here. */
export const someId = (prefix: string): string => `${prefix}_${randomUUID()}`;

export function tokenRow(tenantId: string, over: Partial<TokenRow> = {}): TokenRow {
  return {
    id: newId('tok'),
    tenantId,
    hash: someHash(),
    name: 'ci',
    scopes: ['actions:read'],
    createdAt: 1000,
    expiresAt: null,
    revokedAt: null,
    isManager: false,
    grantId: null,
    audience: null,
    ...over,
  };
}

export function personRow(over: Partial<PersonRow> = {}): PersonRow {
  return {
    id: someId('per'),
    login: `${randomUUID()}@example.com`,
    name: 'Ada',
    passwordHash: null,
    role: 'owner',
    tenantId: null,
    createdAt: 1000,
    ...over,
  };
}

export function requestRow(over: Partial<OAuthRequestRow> = {}): OAuthRequestRow {
  return {
    hash: someHash(),
    clientId: 'cli',
    label: 'CLI',
    redirectUri: 'http://127.0.0.1:4000/callback',
    state: 's',
    scopes: ['actions:read', 'proxy'],
    wantsManager: false,
    tenantKey: null,
    resource: null,
    codeChallenge: randomBytes(32).toString('base64url'),
    ip: '127.0.0.1',
    userAgent: 'test',
    createdAt: 1000,
    expiresAt: 601_000,
    status: 'pending',
    codeHash: null,
    codeExpiresAt: null,
    wrongCodes: 0,
    grantId: null,
    ...over,
  };
}

export function grantRow(tenantId: string, over: Partial<GrantRow> = {}): GrantRow {
  return {
    id: newId('login'),
    clientId: 'cli',
    label: 'CLI',
    personId: null,
    tenantId,
    scopes: ['actions:read', 'proxy'],
    isManager: false,
    resource: null,
    createdAt: 1000,
    revokedAt: null,
    ...over,
  };
}

export function refreshTokenRow(grantId: string, over: Partial<RefreshTokenRow> = {}): RefreshTokenRow {
  return {
    hash: someHash(),
    grantId,
    createdAt: 1000,
    expiresAt: 1_000_000,
    usedAt: null,
    successorHash: null,
    ...over,
  };
}

/** What a redemption or a rotation stores for a grant. */
export function issued(grant: GrantRow, over: { access?: Partial<TokenRow>; refresh?: Partial<RefreshTokenRow> } = {}) {
  const access = tokenRow(grant.tenantId, { grantId: grant.id, expiresAt: 4000, ...over.access });
  return { access, refresh: refreshTokenRow(grant.id, over.refresh) } satisfies IssuedTokens;
}

/** A request that was approved, with its grant. */
export async function approvedRequest(storage: Storage, tenantId: string) {
  const request = requestRow();
  const grant = grantRow(tenantId);
  await storage.oauthRequests.insert(request);
  await storage.oauthRequests.approve(request.hash, { codeHash: someHash(), codeExpiresAt: 61_000, grant });
  return { request, grant };
}

/** A live login: a grant and its first tokens. */
export async function login(storage: Storage, tenantId: string) {
  const { request, grant } = await approvedRequest(storage, tenantId);
  const tokens = issued(grant);
  await storage.oauthRequests.redeem(request.hash, tokens);
  return { request, grant, tokens };
}

/** The changes that a piece of work announces. */
export async function changesOf(storage: Storage, work: () => Promise<unknown>): Promise<readonly Change[]> {
  const changes: Change[] = [];
  const stop = storage.onChange((change) => changes.push(change));
  await work();
  stop();
  return changes;
}

/** What 20 callers at the same time are given. */
export function twenty<T>(call: (n: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: 20 }, (_, n) => call(n)));
}
