import { newId } from '../../kernel/ids.ts';
import type { TokenAnswer } from '../../kernel/ports/oauth.ts';
import type { GrantRow, IdentityStorage, IssuedTokens } from '../../kernel/ports/storage-identity.ts';
import { newAccessToken, newUnguessable } from '../../kernel/unguessable.ts';
import { refused } from './refusals.ts';
import { type Rights, scopesOf } from './scopes.ts';

const accessLifeMs = 60 * 60_000;
const refreshLifeMs = 90 * 24 * 60 * 60_000;

/** New tokens of a grant: the rows to store, and the answer that alone holds the tokens themselves. */
export async function issue(
  storage: Pick<IdentityStorage, 'tenants' | 'workspaces'>,
  grant: GrantRow,
  { rights, audience, now }: { readonly rights: Rights; readonly audience: string | null; readonly now: number },
): Promise<{ readonly tokens: IssuedTokens; readonly answer: TokenAnswer }> {
  const [tenant, workspace] = await Promise.all([storage.tenants.get(grant.tenantId), storage.workspaces.get()]);
  if (!tenant || tenant.archivedAt !== null)
    throw refused({ error: 'invalid_grant', error_code: 'tenant_gone' }, 'The tenant of this login is gone', {
      hint: 'Log in again, for another tenant',
    });
  const access = newAccessToken();
  const refresh = newUnguessable({ prefix: 'prt-' });
  const common = { grantId: grant.id, createdAt: now };
  const tokens: IssuedTokens = {
    access: {
      ...common,
      id: newId('tok'),
      tenantId: grant.tenantId,
      hash: access.hash,
      name: `login ${grant.label || grant.clientId}`,
      scopes: rights.scopes,
      isManager: rights.isManager,
      audience,
      expiresAt: now + accessLifeMs,
      revokedAt: null,
    },
    refresh: {
      ...common,
      hash: refresh.hash,
      expiresAt: now + refreshLifeMs,
      usedAt: null,
      successorHash: null,
    },
  };
  const answer: TokenAnswer = {
    access_token: access.token,
    token_type: 'Bearer',
    expires_in: accessLifeMs / 1_000,
    refresh_token: refresh.token,
    scope: scopesOf(rights).join(' '),
    default_workspace_key: workspace.key,
    default_tenant_key: tenant.key,
  };
  return { tokens, answer };
}
