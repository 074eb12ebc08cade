import { PorinError } from '../../kernel/errors.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import { callerOf, type Recognised } from './recognised.ts';

/** Whose stored token this is. Errors: `not_authenticated`. */
export async function recogniseOpaque(storage: Storage, hash: string, now: number): Promise<Recognised> {
  const row = await storage.tokens.byHash(hash);
  if (!row || row.revokedAt !== null)
    throw new PorinError('not_authenticated', row ? 'This token was revoked' : 'This token is not known');
  if (row.expiresAt !== null && row.expiresAt <= now)
    throw new PorinError('not_authenticated', 'This token has expired');
  const [tenant, grant] = await Promise.all([
    storage.tenants.get(row.tenantId),
    row.grantId === null ? undefined : storage.grants.get(row.grantId),
  ]);
  if (!tenant) throw new PorinError('not_authenticated', 'The tenant of this token is gone');
  const caller: Caller = {
    ...callerOf(tenant, row),
    tokenId: row.id,
    tokenName: row.name,
    ...(row.expiresAt === null ? {} : { expiresAt: row.expiresAt }),
    ...(grant ? { loginId: grant.id, clientName: grant.label } : {}),
  };
  return { caller, isSigned: false, audience: row.audience, expiresAt: row.expiresAt ?? Number.POSITIVE_INFINITY };
}
