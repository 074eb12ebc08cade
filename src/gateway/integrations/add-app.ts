import { PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ExternalAppsPort } from '../../kernel/ports/gateway-integrations.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { ConnectionRow, Storage } from '../../kernel/ports/storage.ts';
import type { AppRow } from '../../kernel/ports/storage-connect.ts';
import { readAppAddress } from '../catalog/app-address.ts';
import { type Catalog, type Connector, unknownApp } from '../catalog/catalog.ts';
import { byName, plainName } from '../catalog/match.ts';

/** Adds apps by name, where `ensure` would rather believe in a slip of the pen; renames and removes added ones. */
export function createExternalApps(parts: {
  readonly storage: Pick<Storage, 'apps'>;
  readonly catalog: Catalog;
  readonly now: () => number;
}): ExternalAppsPort {
  const { storage, catalog, now } = parts;
  return {
    async add(caller, { name, appUri }) {
      const address = appUri === undefined ? undefined : readAppAddress(appUri);
      if (address && !('host' in address)) {
        throw new PorinError('bad_request', `appUri: '${address.name}' is not an address`, {
          hint: 'Example: https://app.example.com/',
        });
      }
      const [known] = appUri === undefined ? [] : await catalog.candidates(appUri);
      refuseKnown(known ?? byName(await catalog.all(), name));
      const rows = address ? [] : ((await catalog.added?.list(caller.tenantId)) ?? []);
      const named = rows.find((row) => plainName(row.name) === plainName(name));
      if (named) return named.id;
      const row = await storage.apps.ensure({
        id: newId('app'),
        workspaceId: caller.workspaceId,
        // What a manager adds, the workspace has.
        tenantId: caller.isManager ? null : caller.tenantId,
        name,
        host: address?.domain ?? '',
        path: address?.path ?? '',
        url: address ? `https://${address.path === '' ? address.domain : `${address.domain}/${address.path}`}` : '',
        definition: null,
        openapiUrl: null,
        isTrusted: false,
        createdAt: now(),
        updatedAt: now(),
      });
      return row.id;
    },
    async rename(caller, id, name) {
      const row = await ownApp(parts, caller, id);
      await storage.apps.patch(row.id, { name, updatedAt: now() });
    },
    async remove(caller, id) {
      const row = await ownApp(parts, caller, id);
      const { isGone, inTheWay } = await storage.apps.delete(row.id);
      if (inTheWay.length > 0) throw inUse(row, inTheWay);
      if (!isGone) throw unknownApp(id, catalog.apps);
    },
  };
}

type AppParts = { readonly storage: Pick<Storage, 'apps'>; readonly catalog: Catalog };

/** An added app that this caller may change. */
async function ownApp({ storage, catalog }: AppParts, caller: Caller, id: string): Promise<AppRow> {
  if (catalog.apps.includes(id)) {
    throw new PorinError('bad_request', `id: ${id} comes with a connector and stays as it is`, {
      hint: 'Only apps that were added here are changed or removed: those whose id begins with app_',
    });
  }
  const row = await storage.apps.get(id, caller.tenantId);
  if (!row) throw unknownApp(id, catalog.apps);
  if (row.tenantId !== null || caller.isManager) return row;
  throw new PorinError('access_denied', `The app ${row.name} (${row.id}) is the workspace's`, {
    hint: "A manager of the workspace changes or removes it; 'porin whoami' shows what you are",
  });
}

function inUse({ id, name }: AppRow, live: readonly Pick<ConnectionRow, 'id' | 'name' | 'tenantId'>[]): PorinError {
  const described = live.map((row) => `${row.id} (${row.name})`).join(', ');
  return new PorinError('conflict', `The app ${name} (${id}) has connections: ${described}`, {
    hint: `Remove them first: ${live.map((row) => `porin connection delete ${row.id}`).join('; ')}`,
    details: { connections: live },
  });
}

function refuseKnown(known: Connector | undefined): void {
  if (!known) return;
  throw new PorinError('already_exists', `${known.definition.name} has a connector`, {
    hint: `Use it: porin connection ensure ${known.app} --json`,
  });
}
