import { PorinError } from '../../kernel/errors.ts';
import type { Caller, Scope } from '../../kernel/ports/identity.ts';
import type { TenantRow } from '../../kernel/ports/storage-identity.ts';

/** A token that was found to be good, and what makes it bad again. */
export interface Recognised {
  readonly caller: Caller;
  /** Signed tokens depend on the workspace's secret, keys and settings. */
  readonly isSigned: boolean;
  /** The resource it was issued for; null: any of this gateway. */
  readonly audience: string | null;
  /** Epoch milliseconds; infinite when it does not end. */
  readonly expiresAt: number;
}

/** The caller that a tenant's token stands for. Errors: `not_authenticated` for an archived tenant. */
export function callerOf(
  tenant: TenantRow,
  granted: { readonly scopes: readonly Scope[]; readonly isManager: boolean },
): Caller {
  if (tenant.archivedAt !== null) {
    throw new PorinError('not_authenticated', `The tenant ${tenant.key} of this token is archived`, {
      hint: 'A manager of the workspace can restore it: porin tenant restore TENANT',
    });
  }
  return {
    workspaceId: tenant.workspaceId,
    tenantId: tenant.id,
    tenantKey: tenant.key,
    scopes: new Set(granted.scopes),
    isOwner: false,
    isManager: granted.isManager,
  };
}
