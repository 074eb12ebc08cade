import type { ConnectionView } from '../../kernel/ports/gateway.ts';
import type { IntegrationView } from '../../kernel/ports/gateway-integrations.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { IntegrationRow } from '../../kernel/ports/storage-connect.ts';
import type { SealedSecret } from '../../kernel/ports/vault.ts';
import { authOptionView, authTypeOf } from './auth-options.ts';
import { offeredOptions } from './connectors.ts';
import type { VisibleApp } from './own-apps.ts';
import { hasMissingParameters } from './parameters.ts';

/** What an integration is made of. */
export interface Integration {
  readonly app: VisibleApp;
  /** Undefined for an app's own that nobody changed. */
  readonly row: IntegrationRow | undefined;
}

/** The id of an integration: the app's for its own. */
export function idOf({ app, row }: Integration): string {
  return row?.id ?? app.id;
}

/** An integration as the API shows it: its settings to managers, whether they suffice to everybody. */
export function integrationView(
  caller: Caller,
  integration: Integration,
  shown: {
    readonly callbackUri: string;
    readonly sealed: SealedSecret | undefined;
    readonly connection: ConnectionView | undefined;
  },
): IntegrationView {
  const { app, row } = integration;
  const offered = offeredOptions(app, row);
  const [first] = offered;
  const hasMissing = hasMissingParameters(offered, row, shown.sealed);
  const description = row ? (row.description ?? undefined) : app.definition?.description;
  return {
    id: idOf(integration),
    uuid: idOf(integration),
    key: row?.key ?? app.id,
    name: row?.name ?? app.name,
    logoUri: '',
    ...(description === undefined ? {} : { description }),
    ...(app.definition === undefined ? {} : { connectorId: app.id }),
    externalAppId: app.id,
    ...(app.homepage === undefined ? {} : { appUri: app.homepage }),
    oAuthCallbackUri: shown.callbackUri,
    ...(first === undefined ? {} : { authType: authTypeOf(first) }),
    authOptions: offered.map(authOptionView),
    hasMissingParameters: hasMissing,
    ...(shown.connection === undefined ? {} : { connection: shown.connection }),
    // One option that can be used is enough to connect.
    state:
      first !== undefined && offered.every((option) => hasMissingParameters([option], row, shown.sealed))
        ? 'CONFIGURATION_ERROR'
        : 'READY',
    isDeactivated: row !== undefined && row.archivedAt !== null,
    isReadOnly: !caller.isManager,
    revision: String(row?.revision ?? 0),
    ...settings(caller, row),
    ...times(app, row),
  };
}

function settings(
  { isManager }: Caller,
  row: IntegrationRow | undefined,
): Pick<IntegrationView, 'meta' | 'parameters' | 'optionsConfig'> {
  const meta = typeof row?.meta === 'object' && row.meta !== null ? { meta: { ...row.meta } } : {};
  if (!isManager) return meta;
  return { ...meta, parameters: { ...row?.parameters }, optionsConfig: optionsConfig(row?.options ?? {}) };
}

function optionsConfig(options: IntegrationRow['options']): NonNullable<IntegrationView['optionsConfig']> {
  const entries = Object.entries(options).map(([key, { disabled, parameters }]) => [
    key,
    {
      ...(disabled === undefined ? {} : { disabled }),
      ...(parameters === undefined ? {} : { parameters: { ...parameters } }),
    },
  ]);
  return Object.fromEntries(entries);
}

function times(
  app: VisibleApp,
  row: IntegrationRow | undefined,
): Pick<IntegrationView, 'createdAt' | 'updatedAt' | 'archivedAt'> {
  const createdAt = row?.createdAt ?? app.addedAt;
  const updatedAt = row?.updatedAt ?? createdAt;
  return {
    ...(createdAt === undefined ? {} : { createdAt: new Date(createdAt).toISOString() }),
    ...(updatedAt === undefined ? {} : { updatedAt: new Date(updatedAt).toISOString() }),
    ...(row === undefined || row.archivedAt === null ? {} : { archivedAt: new Date(row.archivedAt).toISOString() }),
  };
}
