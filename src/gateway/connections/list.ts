import type { ConnectionListFilter } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { ConnectionFilter, ConnectionRow, Page, PageRequest, Storage } from '../../kernel/ports/storage.ts';
import { tenantMeant } from '../../kernel/tenant-meant.ts';

/** One page of the connections that a caller may see. What nobody may see, or nothing can match, is an empty page. */
export async function listRows(
  storage: Storage,
  caller: Caller,
  filter: ConnectionListFilter,
  page: PageRequest,
): Promise<Page<ConnectionRow>> {
  const wanted = await storageFilter(storage, caller, filter);
  return wanted ? storage.connections.find(wanted, page) : { items: [] };
}

/** Undefined when nothing can match. */
async function storageFilter(
  storage: Storage,
  caller: Caller,
  { apps, integration, tenants, includeSecrets: _, ...rest }: ConnectionListFilter,
): Promise<ConnectionFilter | undefined> {
  const [tenantId, ...otherTenants] = new Set(
    await Promise.all((tenants ?? [caller.tenantId]).map((one) => tenantMeant(storage, caller, one))),
  );
  const [app, ...otherApps] = new Set(apps ?? []);
  if (tenantId === undefined || otherTenants.length > 0 || otherApps.length > 0) return undefined;
  const integrationId =
    integration === undefined ? undefined : ((await storage.integrations.get(integration))?.id ?? integration);
  return { ...rest, tenantId, app, integrationId };
}
