import { toolNameOf } from '../../kernel/action.ts';
import type { ActionView } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { SavedActionHead, SavedActionRow } from '../../kernel/ports/storage-actions.ts';
import type { Catalog, Connector } from '../catalog/catalog.ts';
import { type Found, type Own, ownId } from './find.ts';
import { isHidden, type Library } from './library.ts';
import { parentNamed } from './origin.ts';
import { connectorOf, mayChange } from './owner.ts';
import { checkConfig, defaultOutputSchemaOf, effectOf, inputSchemaOf, outputSchemaOf } from './types/types.ts';

export interface ViewParts {
  readonly storage: Pick<Storage, 'connections' | 'integrations' | 'actions' | 'tenants'>;
  readonly catalog: Catalog;
  readonly library: Library;
}

type IntegrationNames = NonNullable<ActionView['integration']>;

/** Shows actions for one answer; what several of them share is looked up once. */
export function createPresenter(parts: ViewParts, caller: Caller) {
  const names = new Map<string, Promise<IntegrationNames | undefined>>();
  const connectors = new Map<string | null, Promise<Connector | undefined>>();
  const integration = (id: string) => remembered(names, id, () => namesOf(parts, caller, id));
  const connector = (app: string | null) => remembered(connectors, app, () => connectorOf(parts.catalog, caller, app));
  const user = once(() => userOf(parts, caller));
  const copies = once(() => copiesOnIntegrations(parts, caller));
  const applied = async (id: string) => {
    const of = ((await copies()).get(id) ?? []).map(async (element) => ({
      element: shortOf(element),
      integration: await integration(element.integrationId),
    }));
    return (await Promise.all(of)).flatMap(({ element, integration: on }) =>
      on ? [{ element, integration: on }] : [],
    );
  };
  return async (shown: Found | SavedActionRow): Promise<ActionView> => {
    if ('place' in shown && !shown.row)
      return ownView(shown, shown.place.connectionId, await integration(shown.connector.app));
    const row = 'place' in shown ? shown.row : shown;
    const integrationId = await integrationIdOf(parts, row);
    return {
      ...savedView(row, await connector(row.app)),
      ...(integrationId === null ? {} : { integrationId, ...namesMember(await integration(integrationId)) }),
      ...(await parentMembers(parts, caller, row)),
      ...(row.tenantId === null ? {} : await user()),
      ...(row.layer === 'universal' ? { appliedToIntegrations: await applied(row.id) } : {}),
      isReadOnly: !mayChange(caller, row.layer),
    };
  };
}

function remembered<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  known.set(key, made);
  return made;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Whoever sees one on a connection is its tenant, or asks in its place. */
async function userOf({ storage }: ViewParts, { tenantId }: Caller): Promise<Pick<ActionView, 'user'>> {
  const row = await storage.tenants.get(tenantId);
  return row ? { user: { id: row.id, name: row.name, internalId: row.key } } : {};
}

type OnIntegration = SavedActionHead & { readonly integrationId: string; readonly parentId: string };

/** The live copies that stand on integrations, by the action that they were made from. */
async function copiesOnIntegrations({ library }: ViewParts, { tenantId }: Caller) {
  const { heads, hidden } = await library.of(tenantId);
  const isCopy = (head: SavedActionHead): head is OnIntegration =>
    head.integrationId !== null && head.parentId !== null && head.archivedAt === null && !isHidden(head, hidden);
  const copies = new Map<string, OnIntegration[]>();
  for (const copy of heads.filter(isCopy)) copies.set(copy.parentId, [...(copies.get(copy.parentId) ?? []), copy]);
  return copies;
}

function shortOf({ id, key, name, integrationId, parentId }: OnIntegration) {
  return { id, key, name, integrationId, parentId };
}

/** Of one on a connection: that of the connection. */
async function integrationIdOf({ storage }: ViewParts, row: SavedActionRow): Promise<string | null> {
  if (row.connectionId === null || row.tenantId === null) return row.integrationId;
  return (await storage.connections.get(row.tenantId, row.connectionId))?.integrationId ?? row.app;
}

async function namesOf(
  { storage, catalog }: ViewParts,
  { tenantId }: Caller,
  id: string,
): Promise<IntegrationNames | undefined> {
  const row = await storage.integrations.get(id);
  const app = await catalog.app(tenantId, row?.app ?? id);
  if (!app) return undefined;
  const { key, name } = row ?? { key: app.id, name: app.name };
  return { id, key, name, logoUri: '', connectorId: app.id, externalAppId: app.id };
}

function ownView(own: Own, connectionId: string | undefined, integration: IntegrationNames | undefined): ActionView {
  const { connector, action } = own;
  const id = ownId(own);
  return {
    id,
    uuid: id,
    key: action.key,
    name: action.name,
    description: action.description,
    effect: action.effect,
    externalAppId: connector.app,
    integrationId: connector.app,
    ...namesMember(integration),
    ...(connectionId === undefined ? {} : { connectionId }),
    type: 'connector-operation',
    config: { operationKey: action.key },
    layer: 'integration',
    isUniversal: false,
    isPublic: true,
    isReadOnly: true,
    isCustomized: false,
    isDeactivated: false,
    state: 'READY',
    inputSchema: action.inputSchema,
    outputSchema: action.outputSchema,
    ...(action.example === undefined ? {} : { example: action.example }),
    ...(action.trigger === undefined ? {} : { trigger: action.trigger }),
    ...(action.previewInput === undefined ? {} : { previewInput: action.previewInput }),
    toolName: toolNameOf(connector.app, action.key, action),
    ...(action.isCharged === undefined ? {} : { isCharged: action.isCharged }),
  };
}

function savedView(row: SavedActionRow, connector: Connector | undefined): Omit<ActionView, 'isReadOnly'> {
  const { id, key, name, description, type, layer, isCustomized, isDeactivated } = row;
  return {
    id,
    uuid: id,
    key,
    name,
    description,
    effect: effectOf(row, connector),
    type,
    config: { ...row.config },
    layer,
    isUniversal: layer === 'universal',
    isPublic: false,
    isCustomized,
    isDeactivated,
    ...stateOf(row, connector),
    ...ownerMembers(row),
    ...schemaMembers(row, connector),
    ...(row.outputMapping === null ? {} : { outputMapping: row.outputMapping }),
    ...(row.meta === null ? {} : { meta: row.meta }),
    revision: String(row.revision),
    createdAt: new Date(row.createdAt).toISOString(),
    updatedAt: new Date(row.updatedAt).toISOString(),
    ...(row.archivedAt === null ? {} : { archivedAt: new Date(row.archivedAt).toISOString() }),
  };
}

function ownerMembers({ app, connectionId, instanceKey, tenantId }: SavedActionRow) {
  return {
    ...(app === null ? {} : { externalAppId: app }),
    ...(connectionId === null ? {} : { connectionId }),
    ...(instanceKey === null ? {} : { instanceKey }),
    ...(tenantId === null ? {} : { tenantId, userId: tenantId }),
  };
}

function schemaMembers(row: SavedActionRow, connector: Connector | undefined) {
  const defaultOutputSchema = defaultOutputSchemaOf(row, connector);
  return {
    inputSchema: inputSchemaOf(row, connector),
    outputSchema: outputSchemaOf(row, connector),
    defaultOutputSchema,
    ...(row.outputMapping === null ? { transformedOutputSchema: defaultOutputSchema } : {}),
    ...(row.customOutputSchema === null ? {} : { customOutputSchema: row.customOutputSchema }),
  };
}

/** What it was made of may be gone since. */
function stateOf(
  { type, config }: SavedActionRow,
  connector: Connector | undefined,
): Pick<ActionView, 'state' | 'errors'> {
  try {
    checkConfig(type, config, connector);
    return { state: 'READY' };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { state: 'CONFIGURATION_ERROR', errors: [{ type: 'configuration', message }] };
  }
}

async function parentMembers(parts: ViewParts, { tenantId }: Caller, { parentId }: SavedActionRow) {
  if (parentId === null) return {};
  const parent = await parentNamed(parts, tenantId, parentId);
  if (!parent) return { parentId };
  const { id, key, name, layer } = parent;
  return { parentId, parent: { id, key, name }, ...(layer === 'universal' ? { universalParentId: id } : {}) };
}

function namesMember(integration: IntegrationNames | undefined) {
  return integration === undefined ? {} : { integration };
}
