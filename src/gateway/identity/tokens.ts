import { randomBytes } from 'node:crypto';
import { digestOf } from '../../kernel/digest.ts';
import { PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { Lru } from '../../kernel/lru.ts';
import type { TokensPort, TokenView } from '../../kernel/ports/gateway.ts';
import { type Caller, type Scope, scopes } from '../../kernel/ports/identity.ts';
import type { Storage, TokenRow } from '../../kernel/ports/storage.ts';
import type { TenantRow } from '../../kernel/ports/storage-identity.ts';

/** The tenant of the person who runs the gateway. */
export const ownerTenantKey = 'local';

const cachedTokens = 10_000;

/** Makes, lists, revokes and recognises bearer tokens. */
export interface Identity {
  readonly tokens: TokensPort;
  /** The owner's token of this start, for the CLI of the same user; never stored. */
  readonly ownerToken: string;
  /**
   * Who presents this token. Verified tokens are remembered by hash, so that the warm path runs no SQL and no signature check.
   * Errors: `not_authenticated`.
   */
  authenticate(token: string | undefined): Caller | Promise<Caller>;
  owner(): Caller;
  stop(): void;
}

interface Verified {
  readonly caller: Caller;
  readonly tokenId: string;
  readonly expiresAt: number;
}

export async function createIdentity(storage: Storage, now: () => number): Promise<Identity> {
  const ownerTenant = await storage.tenants.ensure(ownerTenantKey, now());
  const ownerToken = newToken();
  const owner: Caller = { ...callerOf(ownerTenant, [...scopes]), isOwner: true, isManager: true };
  const ownerHash = digestOf(ownerToken);
  const verified = new Lru<string, Verified>(cachedTokens);
  let changes = 0;
  const stop = storage.onChange(({ kind, id }) => {
    if (kind !== 'token') return;
    changes += 1;
    verified.deleteWhere((entry) => id === '*' || entry.tokenId === id);
  });

  async function lookUp(hash: string): Promise<Caller> {
    const seen = changes;
    const row = await storage.tokens.byHash(hash);
    if (!row || row.revokedAt !== null)
      throw new PorinError('not_authenticated', row ? 'This token was revoked' : 'This token is not known');
    if (row.expiresAt !== null && row.expiresAt <= now())
      throw new PorinError('not_authenticated', 'This token has expired');
    const tenant = await storage.tenants.get(row.tenantId);
    if (!tenant) throw new PorinError('not_authenticated', 'The tenant of this token is gone');
    const caller: Caller = { ...callerOf(tenant, row.scopes), isManager: row.isManager, tokenId: row.id };
    // What was revoked while it was read must not be remembered as live.
    if (seen === changes)
      verified.set(hash, { caller, tokenId: row.id, expiresAt: row.expiresAt ?? Number.POSITIVE_INFINITY });
    return caller;
  }

  return {
    tokens: createTokens(storage, now),
    ownerToken,
    owner: () => owner,
    authenticate(token) {
      if (token === undefined || token === '') throw new PorinError('not_authenticated', 'A bearer token is required');
      const hash = digestOf(token);
      if (hash === ownerHash) return owner;
      const known = verified.get(hash);
      if (known && known.expiresAt > now()) return known.caller;
      return lookUp(hash);
    },
    stop,
  };
}

function createTokens(storage: Storage, now: () => number): TokensPort {
  return {
    async create({ tenant: key, name, scopes: wanted, expiresInMs }) {
      const createdAt = now();
      const tenant = await storage.tenants.ensure(key, createdAt);
      const token = newToken();
      const row: TokenRow = {
        id: newId('tok'),
        tenantId: tenant.id,
        hash: digestOf(token),
        name: name ?? `token for ${key}`,
        scopes: wanted ?? [...scopes],
        createdAt,
        expiresAt: expiresInMs === undefined ? null : createdAt + Math.round(expiresInMs),
        revokedAt: null,
        isManager: false,
        grantId: null,
        audience: null,
      };
      await storage.tokens.insert(row);
      return { ...viewOf(row, tenant.key), token };
    },
    async list(page) {
      const { items, ...rest } = await storage.tokens.list(undefined, page);
      const tenants = new Map<string, TenantRow | undefined>();
      for (const { tenantId } of items)
        if (!tenants.has(tenantId)) tenants.set(tenantId, await storage.tenants.get(tenantId));
      return { ...rest, items: items.map((row) => viewOf(row, tenants.get(row.tenantId)?.key ?? row.tenantId)) };
    },
    async revoke(id) {
      const wasLive = await storage.tokens.revoke(id, now());
      if (!wasLive) throw new PorinError('not_found', `No live token ${id}`, { hint: 'porin token list shows them' });
    },
  };
}

function callerOf(tenant: TenantRow, granted: readonly Scope[]): Caller {
  return {
    workspaceId: tenant.workspaceId,
    tenantId: tenant.id,
    tenantKey: tenant.key,
    scopes: new Set(granted),
    isOwner: false,
    isManager: false,
  };
}

function viewOf(row: TokenRow, tenantKey: string): TokenView {
  return {
    id: row.id,
    name: row.name,
    tenantKey,
    scopes: [...row.scopes],
    createdAt: new Date(row.createdAt).toISOString(),
    ...(row.expiresAt === null ? {} : { expiresAt: new Date(row.expiresAt).toISOString() }),
    ...(row.revokedAt === null ? {} : { revokedAt: new Date(row.revokedAt).toISOString() }),
  };
}

// The prefix is what the official SDK asks of an opaque token, and what secret scanners look for.
function newToken(): string {
  return `pat-${randomBytes(32).toString('base64url')}`;
}
