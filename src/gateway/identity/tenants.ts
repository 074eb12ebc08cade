import { PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { SelfView, TenantEdit, TenantsPort, TenantView } from '../../kernel/ports/gateway-identity.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { TenantPatch, TenantRow } from '../../kernel/ports/storage-identity.ts';

export interface TenantsParts {
  readonly storage: Storage;
  /** The tenant of the person who runs the gateway: it keeps its key and is never archived. */
  readonly ownerTenantKey: string;
  readonly now: () => number;
}

/** What callers see and change of tenants. */
export function createTenants({ storage, ownerTenantKey, now }: TenantsParts): TenantsPort {
  async function found(selector: string): Promise<TenantRow> {
    const tenant = await storage.tenants.find(selector);
    if (!tenant) throw unknown(selector);
    return tenant;
  }

  async function patched(tenant: TenantRow, patch: TenantPatch): Promise<TenantRow> {
    const after = await storage.tenants.patch(tenant.id, patch);
    if (!after) throw unknown(tenant.id);
    return after;
  }

  async function selfOf(caller: Caller, tenant: TenantRow): Promise<SelfView> {
    const { key } = await storage.workspaces.get();
    const { scopes, isManager, isOwner } = caller;
    return { ...viewOf(tenant), workspaceKey: key, scopes: [...scopes], isManager, isOwner };
  }

  return {
    self: async (caller) => selfOf(caller, await found(caller.tenantId)),
    patchSelf: async (caller, { name, meta, fields }) =>
      selfOf(caller, await patched(await found(caller.tenantId), patchOf({ name, meta, fields }))),
    async list(filter, page) {
      const { items, ...rest } = await storage.tenants.list(filter, page);
      return { ...rest, items: items.map(viewOf) };
    },
    async create({ internalId = newId('ten'), ...edit }) {
      if (await storage.tenants.find(internalId)) {
        throw new PorinError('already_exists', `There is a tenant with the key '${internalId}'`, {
          hint: 'Change it with PATCH /customers/{id}; archived tenants keep their keys',
        });
      }
      return viewOf(await patched(await storage.tenants.ensure(internalId, now(), edit.name), patchOf(edit)));
    },
    async get(caller, selector) {
      const tenant = await storage.tenants.find(selector);
      // One answer for whatever is not the caller's, so that nobody learns which tenants there are.
      if (!caller.isManager && tenant?.id !== caller.tenantId) throw notYours();
      if (!tenant) throw unknown(selector);
      return viewOf(tenant);
    },
    async patch(selector, edit) {
      const tenant = await found(selector);
      const { internalId = tenant.key } = edit;
      if (tenant.key === ownerTenantKey && internalId !== tenant.key) throw untouchable(tenant);
      return viewOf(await patched(tenant, patchOf(edit)));
    },
    async archive(caller, selector) {
      const tenant = await found(selector);
      if (tenant.key === ownerTenantKey || tenant.id === caller.tenantId) throw untouchable(tenant);
      return viewOf(tenant.archivedAt === null ? await patched(tenant, { archivedAt: now() }) : tenant);
    },
    restore: async (selector) => viewOf(await patched(await found(selector), { archivedAt: null })),
  };
}

/** Null removes what is kept; what is not given stays. */
function patchOf({ name, internalId, meta, fields }: TenantEdit): TenantPatch {
  return {
    ...(name === undefined ? {} : { name }),
    ...(internalId === undefined ? {} : { key: internalId }),
    ...(meta === undefined ? {} : { meta: meta ?? undefined }),
    ...(fields === undefined ? {} : { fields: fields ?? undefined }),
  };
}

function unknown(selector: string): PorinError {
  return new PorinError('not_found', `No tenant ${selector.slice(0, 200)}`, { hint: 'porin tenant list shows them' });
}

function notYours(): PorinError {
  return new PorinError('access_denied', 'A tenant sees itself alone', {
    hint: "GET /self shows it; others need a manager's token",
  });
}

function untouchable({ key }: TenantRow): PorinError {
  return new PorinError('bad_request', `The tenant ${key} is the one you act as, or the gateway's own: it stays`, {
    hint: 'Choose another tenant',
  });
}

function viewOf(row: TenantRow): TenantView {
  const meta = membersOf(row.meta);
  const fields = membersOf(row.fields);
  return {
    id: row.id,
    name: row.name,
    internalId: row.key,
    ...(meta ? { meta } : {}),
    ...(fields ? { fields } : {}),
    createdAt: new Date(row.createdAt).toISOString(),
    ...(row.archivedAt === null ? {} : { archivedAt: new Date(row.archivedAt).toISOString() }),
  };
}

function membersOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? { ...value } : undefined;
}
