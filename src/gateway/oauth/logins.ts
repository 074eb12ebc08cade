import { PorinError } from '../../kernel/errors.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { LoginsPort, LoginView } from '../../kernel/ports/oauth.ts';
import type { GrantRow, IdentityStorage } from '../../kernel/ports/storage-identity.ts';
import { unreadName } from './approvals.ts';
import type { Clients } from './clients.ts';
import { scopesOf } from './scopes.ts';

export interface LoginsParts {
  readonly storage: Pick<IdentityStorage, 'grants' | 'tenants' | 'people'>;
  readonly clients: Clients;
  readonly now: () => number;
}

/** The live logins of programs, of one tenant or, for managers, of all. */
export function createLogins({ storage, clients, now }: LoginsParts): LoginsPort {
  const viewOf = async (row: GrantRow): Promise<LoginView> => {
    const [tenant, person, client] = await Promise.all([
      storage.tenants.get(row.tenantId),
      row.personId === null ? undefined : storage.people.get(row.personId),
      // A client's own document may be away; its logins are listed all the same.
      clients.find(row.clientId).catch(() => undefined),
    ]);
    return {
      id: row.id,
      clientId: row.clientId,
      clientName: client?.name ?? unreadName(row.clientId),
      ...(row.label === '' ? {} : { label: row.label }),
      tenantKey: tenant?.key ?? row.tenantId,
      scopes: [...scopesOf(row)],
      ...(person ? { approvedBy: person.name } : {}),
      ...(row.resource === null ? {} : { resource: row.resource }),
      createdAt: new Date(row.createdAt).toISOString(),
    };
  };
  return {
    async list(caller, page) {
      const { items, ...rest } = await storage.grants.list(managesAll(caller) ? undefined : caller.tenantId, page);
      return { ...rest, items: await Promise.all(items.map(viewOf)) };
    },
    async revoke(caller, id) {
      const row = await storage.grants.get(id);
      const isTheirs = row !== undefined && (managesAll(caller) || row.tenantId === caller.tenantId);
      if (isTheirs && (await storage.grants.revoke(id, now()))) return;
      throw new PorinError('not_found', `No live login ${id.slice(0, 100)}`, { hint: 'porin login list shows them' });
    },
  };
}

function managesAll(caller: Caller): boolean {
  return caller.isOwner || caller.isManager;
}
