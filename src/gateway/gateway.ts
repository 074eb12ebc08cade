import type { ConnectPort } from '../kernel/ports/connect.ts';
import type { Egress } from '../kernel/ports/egress.ts';
import type { GatewayPorts, SandboxView } from '../kernel/ports/gateway.ts';
import type { Authenticate, RawProxy } from '../kernel/ports/http.ts';
import type { OAuthPort } from '../kernel/ports/oauth.ts';
import type { VisitorsPort } from '../kernel/ports/people.ts';
import type { Storage } from '../kernel/ports/storage.ts';
import type { Logger, Metrics, Redactor } from '../kernel/ports/telemetry.ts';
import type { Vault } from '../kernel/ports/vault.ts';
import { createSigner } from './auth/signer.ts';
import { createActions, createApps } from './catalog/actions.ts';
import { type ConnectorSource, createCatalog } from './catalog/catalog.ts';
import { createConnect } from './connections/connect.ts';
import { createConnections } from './connections/connections.ts';
import { createConnectLinks } from './connections/links.ts';
import { createEngine } from './engine/engine.ts';
import { createFiles } from './files/files.ts';
import { createIdentity, ownerTenantKey } from './identity/identity.ts';
import { createOAuth } from './oauth/server.ts';
import { createRanking } from './search/ranking.ts';

/** What the gateway stands on, and its settings. */
export interface GatewayParts {
  readonly storage: Storage;
  readonly vault: Vault;
  readonly egress: Egress;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly redactor: Redactor;
  readonly connectors: Readonly<Record<string, ConnectorSource>>;
  /** The sandboxes that run at present. */
  readonly sandboxes: () => SandboxView[];
  readonly sandboxByDefault: boolean;
  readonly baseUrls: Readonly<Record<string, string>>;
  /** Address under which people reach the pages; known once the server listens. */
  readonly publicUrl: () => string;
  readonly filesDir: string;
  readonly maxFileBytes: number;
  readonly system: GatewayPorts['system'];
  readonly rotateVault: GatewayPorts['vault']['rotate'];
  readonly now: () => number;
}

export interface Gateway {
  readonly ports: GatewayPorts;
  readonly authenticate: Authenticate;
  readonly proxy: RawProxy;
  readonly connect: ConnectPort;
  readonly oauth: OAuthPort;
  readonly visitors: VisitorsPort;
  /** The local owner's token of this start. */
  readonly ownerToken: string;
  stop(): void;
}

/** Puts the gateway together. Nothing here knows a face or a driver. */
export async function createGateway(parts: GatewayParts): Promise<Gateway> {
  const identity = await createIdentity(parts);
  const services = createServices(parts);
  const { catalog, engine, files } = services;
  const { oauth, logins } = createOAuth({ ...parts, defaultTenantKey: ownerTenantKey });
  const connectionParts = {
    ...parts,
    ...services,
    tryCredentials: engine.tryCredentials,
    sandboxCredentials: (app: string) => sandboxOf(parts, app)?.credentials,
  };
  const rank = createRanking(() => catalog.all());
  const ports: GatewayPorts = {
    connections: createConnections(connectionParts),
    actions: createActions({ catalog, connection: engine.connection, findAction: engine.findAction, rank }),
    runs: engine.runs,
    tokens: identity.tokens,
    tenants: identity.tenants,
    workspaces: identity.workspaces,
    logins,
    apps: createApps(catalog, (app) => sandboxOf(parts, app)?.url),
    sandboxes: { list: parts.sandboxes },
    vault: { rotate: parts.rotateVault },
    files,
    system: parts.system,
  };
  return {
    ports,
    authenticate: identity.authenticate,
    proxy: engine.proxy,
    connect: createConnect(connectionParts),
    oauth,
    // Nobody signs in yet: people with a ticket alone are known.
    visitors: { publicUrl: parts.publicUrl, visitor: async () => undefined },
    ownerToken: identity.ownerToken,
    stop() {
      identity.stop();
      engine.stop();
      files.stop();
    },
  };
}

/** What several of the gateway's ports share. */
function createServices(parts: GatewayParts) {
  const { storage, now, logger } = parts;
  const catalog = createCatalog(parts.connectors);
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
  return { catalog, links, files, engine: createEngine({ ...parts, catalog, files, signer, addresses }) };
}

function sandboxOf(parts: GatewayParts, app: string): SandboxView | undefined {
  return parts.sandboxes().find((sandbox) => sandbox.app === app);
}
