import type { AuthOption } from '../../kernel/connector.ts';
import type { AddedBy, ConnectOption, ConnectPage, PageQuestion } from '../../kernel/ports/connect.ts';
import type { ConnectionRow } from '../../kernel/ports/storage.ts';
import type { ConnectLinkRow } from '../../kernel/ports/storage-connect.ts';
import { currentOption } from '../catalog/catalog.ts';
import type { Connector } from '../catalog/connector.ts';
import type { ConnectParts } from './connect.ts';
import { addedBy } from './destinations.ts';
import { isChecked, optionView } from './option-view.ts';

/** What a link's page shows about its connection. */
export async function connectPage(
  parts: ConnectParts,
  row: ConnectionRow,
  link: Pick<ConnectLinkRow, 'requestedBy' | 'createdAt'> | undefined,
): Promise<ConnectPage> {
  const tenant = await parts.storage.tenants.get(row.tenantId);
  const connector = await connectorOf(parts, row);
  const question = await questionOf(parts, row);
  const options = await optionsOf(parts, row, connector);
  const added = connector && (await addedByOf(parts, row, options));
  return {
    ...(await appFacts(parts, row, connector)),
    connectionId: row.id,
    connectionName: row.name,
    tenantId: row.tenantId,
    tenantKey: tenant?.key ?? row.tenantId,
    ...(link?.requestedBy == null ? {} : { requestedBy: link.requestedBy }),
    requestedAt: link?.createdAt ?? row.updatedAt,
    isSandbox: row.sandbox,
    options,
    credentials: credentialsOf(row, connector && currentOption(connector.definition, row.authOption)),
    ...(added === undefined ? {} : { addedBy: added }),
    ...(question === undefined ? {} : { question }),
    isConnected: row.state === 'READY',
    isBuilding: row.state === 'BUILDING',
    ...(row.error === null ? {} : { error: row.error.message }),
  };
}

/** Undefined while it is not known how to talk to the app. */
export async function connectorOf(
  { catalog }: Pick<ConnectParts, 'catalog'>,
  row: ConnectionRow,
): Promise<Connector | undefined> {
  if (row.question !== null || row.state === 'BUILDING') return undefined;
  return catalog.connector(row.app);
}

function optionsOf(
  parts: ConnectParts,
  row: ConnectionRow,
  connector: Connector | undefined,
): Promise<readonly ConnectOption[]> {
  if (!connector) return Promise.resolve([]);
  return Promise.all(connector.definition.auth.map((option) => optionView(parts, row, connector, option)));
}

async function addedByOf(
  { catalog }: ConnectParts,
  { tenantId, app }: ConnectionRow,
  options: readonly ConnectOption[],
): Promise<AddedBy | undefined> {
  const row = (await catalog.app(tenantId, app))?.row;
  const hosts = new Set(options.flatMap(({ sentTo }) => sentTo));
  return row && addedBy(row, [...hosts]);
}

function credentialsOf({ sandbox }: ConnectionRow, option: AuthOption | undefined): ConnectPage['credentials'] {
  if (sandbox) return 'sandbox';
  if (option?.type === 'none' && Object.keys(option.fields).length === 0) return 'none';
  return option && isChecked(option) ? 'checked' : 'unchecked';
}

async function appFacts(
  { catalog }: ConnectParts,
  row: ConnectionRow,
  connector: Connector | undefined,
): Promise<Pick<ConnectPage, 'appName' | 'appDescription' | 'credentialsHelp'>> {
  if (!connector) {
    const app = await catalog.app(row.tenantId, row.app);
    return { appName: app?.name ?? row.name, appDescription: '' };
  }
  const { name, description, links } = connector.definition;
  return {
    appName: name,
    appDescription: description,
    ...(links.credentials === undefined ? {} : { credentialsHelp: links.credentials }),
  };
}

async function questionOf(
  { catalog }: ConnectParts,
  { tenantId, app, question }: ConnectionRow,
): Promise<PageQuestion | undefined> {
  if (question === null) return undefined;
  if (question.about !== 'app') {
    const url = (await catalog.app(tenantId, app))?.row?.url ?? '';
    return { ...question, ...(URL.canParse(url) ? { baseUrl: new URL(url).origin } : {}) };
  }
  const apps = await Promise.all(question.candidates.map((id) => catalog.app(tenantId, id)));
  const candidates = apps
    .filter((app) => app !== undefined)
    .map((app) => ({
      id: app.id,
      name: app.name,
      description: app.connector?.definition.description ?? app.row?.url ?? '',
    }));
  return { about: 'app', candidates };
}
