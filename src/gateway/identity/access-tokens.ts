import type { JWTPayload } from 'jose';
import { PorinError } from '../../kernel/errors.ts';
import type { AccessTokenRequest } from '../../kernel/ports/gateway-identity.ts';
import { type Caller, ordinaryScopes } from '../../kernel/ports/identity.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { TenantRow, WorkspaceRow } from '../../kernel/ports/storage-identity.ts';
import { managerScopes } from './claims.ts';
import type { SignedTokens } from './signed-tokens.ts';

export interface AccessTokensParts {
  readonly storage: Storage;
  readonly signed: SignedTokens;
  readonly now: () => number;
}

interface Request extends AccessTokenRequest {
  readonly workspace: WorkspaceRow;
}

/** The longest that a tenant's token of this kind lives, in seconds. */
const tenantMaxSeconds = 3_600;

/** Signs a token for a manager, for a tenant that the manager names, or for the tenant that asks. */
export async function issueAccessToken(
  { storage, signed, now }: AccessTokensParts,
  caller: Caller,
  request: Request,
): Promise<{ token: string }> {
  const { workspace, isAdmin = false, name, fields } = request;
  if (workspace.settings.disableSecretKeyAuth) {
    throw new PorinError('bad_request', 'Tokens signed with the workspace secret are switched off', {
      hint: 'Make a pat-… token with POST /tokens',
    });
  }
  if (!caller.isManager) refuseMore(caller, request);
  const tenant = await tenantOf(storage, caller, request, now());
  if (tenant.archivedAt !== null)
    throw new PorinError('bad_request', `The tenant ${tenant.key} is archived, so its tokens are refused`);
  const most = isAdmin ? managerScopes : ordinaryScopes;
  const scopes = most.filter((scope) => caller.scopes.has(scope));
  const claims: JWTPayload = {
    tenantKey: tenant.key,
    ...(isAdmin ? { isAdmin } : {}),
    ...(name === undefined ? {} : { name }),
    ...(fields === undefined ? {} : { fields }),
    ...(scopes.length === most.length ? {} : { scopes }),
    ...madeWith(caller),
    exp: expiryOf(caller, request.expiresIn, now()),
  };
  return { token: await signed.sign(workspace, claims) };
}

/** An access token is replaced at each refresh, so what a login made ends with the login alone. */
function madeWith({ loginId, tokenId }: Caller): { readonly madeWith?: string } {
  const source = loginId ?? tokenId;
  return source === undefined ? {} : { madeWith: source };
}

/** A tenant acts for itself, as far as its own token reaches. */
function refuseMore(caller: Caller, { isAdmin, tenantId, tenantKey, name, fields }: Request): void {
  const isOther =
    (tenantId !== undefined && tenantId !== caller.tenantId) ||
    (tenantKey !== undefined && tenantKey !== caller.tenantKey);
  if (isAdmin || isOther) {
    throw new PorinError('access_denied', 'A tenant gets tokens for itself alone', {
      hint: 'Ask with the token of a manager, or leave out isAdmin, tenantId and tenantKey',
    });
  }
  if ((name !== undefined || fields !== undefined) && !caller.scopes.has('connections:manage'))
    throw new PorinError(
      'access_denied',
      'name and fields change the tenant, which needs the scope connections:manage',
    );
}

async function tenantOf(storage: Storage, caller: Caller, request: Request, now: number): Promise<TenantRow> {
  const { tenantId, tenantKey, name } = request;
  if (tenantId === undefined && tenantKey !== undefined) return storage.tenants.ensure(tenantKey, now, name);
  const tenant = await storage.tenants.get(tenantId ?? caller.tenantId);
  if (tenant && (tenantKey === undefined || tenantKey === tenant.key)) return tenant;
  throw new PorinError(
    tenant ? 'bad_request' : 'not_found',
    tenant ? `tenantKey: ${tenant.id} has another key` : `No tenant ${tenantId}`,
    { hint: 'Give tenantId or tenantKey; porin tenant list shows them' },
  );
}

/** Seconds since 1970. */
function expiryOf(caller: Caller, expiresIn: number, now: number): number {
  const seconds = Math.floor(now / 1000);
  if (caller.isManager) return seconds + expiresIn;
  const own = Math.floor((caller.expiresAt ?? Number.POSITIVE_INFINITY) / 1000);
  return Math.min(seconds + Math.min(expiresIn, tenantMaxSeconds), own);
}
