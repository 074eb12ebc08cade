import type { Caller } from './ports/identity.ts';
import type { Storage } from './ports/storage.ts';

/** The tenant that a caller names by id or key; its own when it names none. One that it may not see is undefined, as one that is not there. */
export async function tenantMeant(
  storage: Pick<Storage, 'tenants'>,
  caller: Caller,
  selector: string | undefined,
): Promise<string | undefined> {
  if (selector === undefined || selector === caller.tenantId || selector === caller.tenantKey) return caller.tenantId;
  return caller.isManager ? (await storage.tenants.find(selector))?.id : undefined;
}
