import { pageThrough } from '../../kernel/cursor.ts';
import { PorinError } from '../../kernel/errors.ts';
import { newAppName } from '../../kernel/new-app.ts';
import type { ConnectionTarget, ConnectorsPort, ConnectorView } from '../../kernel/ports/gateway-integrations.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { IntegrationRow } from '../../kernel/ports/storage-connect.ts';
import { callbackUriAt } from '../catalog/callback-uri.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { unknownConnection } from '../catalog/only-connection.ts';
import { authOptionView, connectionOption } from './auth-options.ts';
import { unknownOf, type VisibleApp, visibleApp, visibleApps } from './own-apps.ts';

export interface ConnectorsParts {
  readonly storage: Pick<Storage, 'integrations' | 'connections'>;
  readonly catalog: Catalog;
  /** Address under which people reach the pages. */
  readonly publicUrl: () => string;
}

/** Shows connectors and the ways to connect. */
export function createConnectors(parts: ConnectorsParts): ConnectorsPort {
  const { catalog } = parts;
  return {
    async list(caller, { search = '' }, page) {
      const wanted = search.trim().toLowerCase();
      const views = (await visibleApps(catalog, caller)).flatMap((app) => connectorView(app) ?? []);
      const found = views.filter(({ id, name, description }) =>
        `${id} ${name} ${description}`.toLowerCase().includes(wanted),
      );
      return pageThrough(found, page);
    },
    async get(caller, id) {
      const app = await visibleApp(catalog, caller, id);
      const view = app && connectorView(app);
      if (view) return view;
      throw await unknownOf(catalog, 'connector', id);
    },
    async options(caller, target) {
      const subject = await subjectOf(parts, caller, target);
      // Nobody has said yet how to talk to it.
      if (!subject) return [];
      const { app, row } = subject;
      const callbackUri = callbackUriAt(parts.publicUrl());
      return offeredOptions(app, row).map((option) => connectionOption(option, callbackUri));
    },
  };
}

/** The auth options that a workspace has not switched off; none while nobody has said how to talk to the app. */
export function offeredOptions({ definition }: VisibleApp, row: Pick<IntegrationRow, 'options'> | undefined) {
  return (definition?.auth ?? []).filter(({ key }) => row?.options[key]?.disabled !== true);
}

/** A connector as the API shows it; undefined while nobody has said how to talk to the app. */
export function connectorView(app: VisibleApp): ConnectorView | undefined {
  const { id, name, definition } = app;
  if (!definition) return undefined;
  const isOurs = app.addedAt === undefined;
  return {
    id,
    key: id,
    uuid: id,
    name,
    description: definition.description,
    logoUri: '',
    externalAppId: id,
    isKnown: true,
    isPublic: isOurs,
    isReadOnly: isOurs,
    ...(app.tenantId === undefined ? {} : { tenantId: app.tenantId }),
    baseUri: definition.baseUrl,
    version: 'latest',
    docsUri: definition.links.docs,
    hasAuthTest: definition.auth.some(({ test }) => test !== undefined),
    actionsCount: app.actionsCount,
    authOptions: definition.auth.map(authOptionView),
  };
}

interface Subject {
  readonly app: VisibleApp;
  readonly row: IntegrationRow | undefined;
}

/** Undefined for an app that nothing here knows. */
async function subjectOf(
  parts: ConnectorsParts,
  caller: Caller,
  target: ConnectionTarget,
): Promise<Subject | undefined> {
  const { storage, catalog } = parts;
  if (target.connection !== undefined) {
    const connection = await storage.connections.get(caller.tenantId, target.connection);
    if (!connection) throw unknownConnection(target.connection);
    return subjectOf(parts, caller, { integration: connection.integrationId ?? connection.app });
  }
  const selector = target.integration ?? target.connector;
  if (selector === undefined) {
    throw new PorinError('bad_request', 'integrationId, connectorId or connectionId: one of them is required', {
      hint: 'porin integration list shows the integrations',
    });
  }
  const what = target.integration === undefined ? 'connector' : 'integration';
  const row = what === 'integration' ? await storage.integrations.get(selector) : undefined;
  const app = await visibleApp(catalog, caller, row?.app ?? selector);
  if (app) return { app, row };
  if (newAppName(selector) !== undefined) return undefined;
  throw await unknownOf(catalog, what, selector);
}
