import { PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ExternalAppsPort } from '../../kernel/ports/gateway-integrations.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import { readAppAddress } from '../catalog/app-address.ts';
import type { Catalog, Connector } from '../catalog/catalog.ts';
import { byName, plainName } from '../catalog/match.ts';

/** Adds apps by name, where `ensure` would rather believe in a slip of the pen. */
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
  };
}

function refuseKnown(known: Connector | undefined): void {
  if (!known) return;
  throw new PorinError('already_exists', `${known.definition.name} has a connector`, {
    hint: `Use it: porin connect --connectorId=${known.app}`,
  });
}
