import { PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { TokensPort, TokenView } from '../../kernel/ports/gateway-identity.ts';
import { type Caller, ordinaryScopes, type Scope } from '../../kernel/ports/identity.ts';
import type { Storage, TokenRow } from '../../kernel/ports/storage.ts';
import type { TenantRow } from '../../kernel/ports/storage-identity.ts';
import { newAccessToken } from '../../kernel/unguessable.ts';

/** Makes, lists and revokes opaque tokens. */
export function createTokens(storage: Storage, now: () => number): TokensPort {
  return {
    async create(caller, { tenant: key, name, scopes, manager = false, expiresInMs }) {
      const createdAt = now();
      const tenant = await storage.tenants.ensure(key, createdAt);
      if (tenant.archivedAt !== null) throw archived(tenant);
      const { token, hash } = newAccessToken();
      const row: TokenRow = {
        id: newId('tok'),
        tenantId: tenant.id,
        hash,
        name: name ?? `token for ${key}`,
        scopes: grantable(caller, scopes),
        isManager: manager,
        grantId: null,
        audience: null,
        createdAt,
        expiresAt: expiresInMs === undefined ? null : createdAt + Math.round(expiresInMs),
        revokedAt: null,
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

/** The scopes asked for, or the ordinary ones: never more than the caller has. */
function grantable({ scopes: own }: Caller, wanted: readonly Scope[] | undefined): readonly Scope[] {
  const missing = wanted?.filter((scope) => !own.has(scope)) ?? [];
  if (missing.length > 0) {
    throw new PorinError('access_denied', `Your own token has not the scope ${missing.join(', ')}`, {
      hint: 'Ask the owner, or leave that scope out',
    });
  }
  return wanted ?? ordinaryScopes.filter((scope) => own.has(scope));
}

function archived({ key }: TenantRow): PorinError {
  return new PorinError('bad_request', `The tenant ${key} is archived, so its tokens are refused`, {
    hint: `porin tenant restore ${key}`,
  });
}

function viewOf(row: TokenRow, tenantKey: string): TokenView {
  return {
    id: row.id,
    name: row.name,
    tenantKey,
    scopes: [...row.scopes],
    isManager: row.isManager,
    createdAt: new Date(row.createdAt).toISOString(),
    ...(row.expiresAt === null ? {} : { expiresAt: new Date(row.expiresAt).toISOString() }),
    ...(row.revokedAt === null ? {} : { revokedAt: new Date(row.revokedAt).toISOString() }),
  };
}
