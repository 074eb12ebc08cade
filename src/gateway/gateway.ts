import type { ApprovalPages, SafetyRules } from '../kernel/ports/approvals.ts';
import type { ConnectPort } from '../kernel/ports/connect.ts';
import type { ConnectFlowsPort } from '../kernel/ports/connect-flows.ts';
import type { Egress } from '../kernel/ports/egress.ts';
import type { GatewayPorts, SandboxView } from '../kernel/ports/gateway.ts';
import type { Authenticate, RawProxy } from '../kernel/ports/http.ts';
import type { Isolate } from '../kernel/ports/isolate.ts';
import type { Limits } from '../kernel/ports/limits.ts';
import type { OAuthPort } from '../kernel/ports/oauth.ts';
import type { PeoplePort } from '../kernel/ports/people.ts';
import type { Signatures } from '../kernel/ports/signatures.ts';
import type { Storage } from '../kernel/ports/storage.ts';
import type { Logger, Metrics, Redactor } from '../kernel/ports/telemetry.ts';
import type { Vault } from '../kernel/ports/vault.ts';
import { createActions } from './actions/actions.ts';
import { createLibrary } from './actions/library.ts';
import { createSavedSource } from './actions/saved-source.ts';
import { createApprovals } from './approvals/approvals.ts';
import { createAsks } from './approvals/asks.ts';
import { createOAuth2 } from './auth/oauth2/oauth2.ts';
import { createSigner } from './auth/signer.ts';
import { createAddedApps } from './catalog/added-apps.ts';
import { createApps } from './catalog/apps.ts';
import { type ConnectorSource, createCatalog } from './catalog/catalog.ts';
import { createConnectFlows } from './connect-requests/flows.ts';
import { createConnectionRequests } from './connect-requests/requests.ts';
import { createConnect } from './connections/connect.ts';
import { createConnections } from './connections/connections.ts';
import { createConnectLinks } from './connections/links.ts';
import { createEngine } from './engine/engine.ts';
import { createKeeping } from './engine/keeping.ts';
import { createFiles } from './files/files.ts';
import { createIdentity, ownerTenantKey } from './identity/identity.ts';
import { createExternalApps } from './integrations/add-app.ts';
import { createCandidates } from './integrations/candidates.ts';
import { createConnectors } from './integrations/connectors.ts';
import { createIntegrations } from './integrations/integrations.ts';
import { createOAuth } from './oauth/server.ts';
import { createPeople } from './people/people.ts';
import { createSearch } from './search/elements.ts';
import { createEmbeddings } from './search/embeddings/embeddings.ts';
import type { EndpointSettings } from './search/embeddings/endpoint.ts';
import { keptIn } from './search/index-file.ts';
import { createRanking } from './search/ranking.ts';
import { createSignatures } from './signatures/signatures.ts';
import { createSkills } from './skills/skills.ts';

/** What the gateway stands on, and its settings. */
export interface GatewayParts {
  readonly storage: Storage;
  readonly vault: Vault;
  readonly egress: Egress;
  readonly isolate: Isolate;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly redactor: Redactor;
  readonly limits: Limits;
  readonly connectors: Readonly<Record<string, ConnectorSource>>;
  /** The sandboxes that run at present. */
  readonly sandboxes: () => SandboxView[];
  /** What the clock of the app's sandbox says, epoch milliseconds. */
  readonly sandboxNow?: (app: string) => number | undefined;
  readonly sandboxByDefault: boolean;
  readonly baseUrls: Readonly<Record<string, string>>;
  /** Address under which people reach the pages; known once the server listens. */
  readonly publicUrl: () => string;
  readonly filesDir: string;
  /** Where the index of actions is kept for the next start; absent when nothing is to stay. */
  readonly searchIndexFile?: string | undefined;
  readonly maxFileBytes: number;
  /** Days that ended runs, and the log of requests to apps, are kept; 0 keeps them for ever. */
  readonly runRetentionDays: number;
  /** The model that has a say in the order of found actions; absent for words alone. */
  readonly embeddings?: EndpointSettings | undefined;
  /** What is confirmed or approved before it runs. */
  readonly rules: SafetyRules;
  readonly system: GatewayPorts['system'];
  readonly rotateVault: GatewayPorts['vault']['rotate'];
  readonly now: () => number;
}

export interface Gateway {
  readonly ports: GatewayPorts;
  readonly authenticate: Authenticate;
  readonly proxy: RawProxy;
  readonly connect: ConnectPort;
  readonly flows: ConnectFlowsPort;
  readonly oauth: OAuthPort;
  readonly people: PeoplePort;
  readonly approvalPages: ApprovalPages;
  readonly signatures: Signatures;
  /** Gives a gateway without an owner one who signs in with this password. Errors: `bad_request` for one too short. */
  readonly prepareOwner: (password: string) => Promise<void>;
  /** The local owner's token of this start. */
  readonly ownerToken: string;
  stop(): Promise<void>;
}

/** Puts the gateway together. Nothing here knows a face or a driver. */
export async function createGateway(parts: GatewayParts): Promise<Gateway> {
  const identity = await createIdentity(parts);
  const services = createServices(parts);
  const { catalog, engine, files } = services;
  const people = createPeople(parts);
  const { oauth, logins } = createOAuth({ ...parts, defaultTenantKey: ownerTenantKey });
  const connectionParts = {
    ...parts,
    ...services,
    tryCredentials: engine.tryCredentials,
    sandboxCredentials: (app: string) => sandboxOf(parts, app)?.credentials,
  };
  const connections = createConnections(connectionParts);
  const flows = createConnectFlows({ ...parts, links: services.links, connections: connections.port });
  const approvals = createApprovals(parts);
  const connectionRequests = createConnectionRequests({ ...parts, catalog });
  const ports: GatewayPorts = {
    connections: connections.port,
    runs: engine.runs,
    apiLogs: engine.apiLogs,
    approvals: { ...approvals.port, ...engine.approvals },
    ...callersOf({ ...identity, logins, people: people.directory }),
    connectionRequests,
    ...offers({ ...parts, ...services, connections: connections.port }),
    sandboxes: { list: parts.sandboxes },
    vault: { rotate: parts.rotateVault },
    files,
    system: parts.system,
  };
  await connections.resume();
  return {
    ports,
    authenticate: identity.authenticate,
    proxy: engine.proxy,
    connect: createConnect({ ...connectionParts, answerQuestion: connections.answerQuestion }),
    flows,
    oauth,
    people: people.port,
    approvalPages: approvals.pages,
    signatures: await createSignatures(parts.storage.secrets, parts.vault),
    prepareOwner: people.prepareOwner,
    ownerToken: identity.ownerToken,
    stop: () => stopAll([flows, approvals, connectionRequests, connections, identity, ...services.stoppable]),
  };
}

/** Who may ask the gateway for anything. */
function callersOf({ tokens, tenants, workspaces, logins, people }: Callers): Callers {
  return { tokens, tenants, workspaces, logins, people };
}

type Callers = Pick<GatewayPorts, 'tokens' | 'tenants' | 'workspaces' | 'logins' | 'people'>;

async function stopAll(parts: readonly { stop(): unknown }[]): Promise<void> {
  await Promise.all(parts.map((part) => part.stop()));
}

/** What can be connected, found, and asked of a person. */
function offers(
  parts: GatewayParts &
    Pick<GatewayPorts, 'connections'> &
    Pick<ReturnType<typeof createServices>, 'catalog' | 'saved' | 'library' | 'learnt'>,
): Pick<GatewayPorts, 'actions' | 'apps' | 'externalApps' | 'integrations' | 'connectors' | 'search' | 'skills'> {
  const { catalog } = parts;
  const kept = parts.searchIndexFile === undefined ? undefined : keptIn(parts.searchIndexFile, parts.logger);
  const actions = createActions({ ...parts, ranking: createRanking(() => catalog.all(), parts.learnt, kept) });
  const apps = createApps({ catalog, storage: parts.storage, sandboxUrl: (app) => sandboxOf(parts, app)?.url });
  const integrations = createIntegrations({
    ...parts,
    showConnection: (caller, id) => parts.connections.get(caller, id),
  });
  return {
    actions,
    apps,
    externalApps: createExternalApps(parts),
    integrations,
    connectors: createConnectors(parts),
    skills: createSkills({ ...parts, actions, version: () => parts.system.info().version }),
    search: createSearch(createCandidates({ ...parts, actions, apps, integrations })),
  };
}

/** What several of the gateway's ports share. */
function createServices(parts: GatewayParts) {
  const { storage, now, logger } = parts;
  const added = createAddedApps(storage, logger);
  const catalog = createCatalog(parts.connectors, added);
  const links = createConnectLinks(storage.connectLinks, parts.publicUrl, now);
  const files = createFiles({
    directory: parts.filesDir,
    maxBytes: parts.maxFileBytes,
    storage: storage.files,
    logger,
    now,
  });
  const signer = createSigner({ vault: parts.vault, redactor: parts.redactor });
  const addresses = {
    sandboxUrl: (app: string) => sandboxOf(parts, app)?.url,
    override: (app: string) => (Object.hasOwn(parts.baseUrls, app) ? parts.baseUrls[app] : undefined),
  };
  const oauth2 = createOAuth2({ ...parts, catalog, addresses });
  const saved = createSavedSource(storage);
  const library = createLibrary(storage);
  const asks = createAsks(parts);
  const engine = createEngine({ ...parts, catalog, files, signer, addresses, saved, asks, tokens: oauth2.keeper });
  const keeping = createKeeping({ ...parts, retentionDays: parts.runRetentionDays });
  const learnt =
    parts.embeddings && createEmbeddings({ ...parts, endpoint: parts.embeddings, storage: storage.embeddings });
  const stoppable = [added, engine, oauth2, files, saved, library, keeping, ...(learnt ? [learnt] : [])];
  return { catalog, added, links, files, oauth2, engine, addresses, saved, library, learnt, stoppable };
}

function sandboxOf(parts: GatewayParts, app: string): SandboxView | undefined {
  return parts.sandboxes().find((sandbox) => sandbox.app === app);
}
