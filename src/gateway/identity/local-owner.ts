import { type Caller, scopes } from '../../kernel/ports/identity.ts';
import type { TenantRow } from '../../kernel/ports/storage-identity.ts';
import { newAccessToken, type Unguessable } from '../../kernel/unguessable.ts';
import { callerOf } from './recognised.ts';

/** The person who runs the gateway, and the token of this start: another one at each, never stored. */
export interface LocalOwner extends Unguessable {
  readonly caller: Caller;
}

/** The local owner acts for this tenant, even an archived one: nobody else could restore it. */
export function createLocalOwner(tenant: TenantRow): LocalOwner {
  const all = { scopes, isManager: true };
  return { ...newAccessToken(), caller: { ...callerOf({ ...tenant, archivedAt: null }, all), isOwner: true } };
}
