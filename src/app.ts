import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isLoopback, refuseContradictions, refuseExposure } from './exposure.ts';
import type { Boot, StartedGateway } from './faces/cli/boot.ts';
import { createClients } from './faces/http/clients.ts';
import { usualPatience } from './faces/http/patience.ts';
import type { Provider } from './faces/mcp/provider.ts';
import { hazardsOf } from './gateway/approvals/rules.ts';
import { longestRunMs } from './gateway/engine/keeping.ts';
import { createGateway, type Gateway } from './gateway/gateway.ts';
import { createLimits } from './gateway/limits/limits.ts';
import { isPorinError, PorinError } from './kernel/errors.ts';
import type { SandboxView } from './kernel/ports/gateway.ts';
import type { Logger } from './kernel/ports/telemetry.ts';
import { Secret } from './kernel/secret.ts';
import { openServers } from './listening.ts';
import { describeSettings, resolveSettings } from './platform/config/resolve.ts';
import { announce, withdraw } from './platform/config/running.ts';
import type { Config } from './platform/config/schema.ts';
import { createEgress } from './platform/egress/egress.ts';
import { createIsolate } from './platform/isolate/isolate.ts';
import { lockDataDir } from './platform/storage/data-lock.ts';
import { openStorage } from './platform/storage/storage.ts';
import { createLogger } from './platform/telemetry/logger.ts';
import { createMetrics } from './platform/telemetry/metrics.ts';
import { createRedactor } from './platform/telemetry/redactor.ts';
import { rotate } from './platform/vault/rotation.ts';
import { openVault } from './platform/vault/vault.ts';
import { connectors, operations } from './registry.gen.ts';
import { type RunningSandbox, startSandbox } from './sandbox/server.ts';
import { sandboxes } from './sandboxes.gen.ts';
import { readTls } from './tls.ts';
import { stopSwitch, type Undo, unwind } from './undo.ts';
import { version } from './version.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a program that contains the gateway adds to it. */
interface Extras {
  readonly provider?: Provider | undefined;
}

/** What the CLI needs of the server. */
export const boot: Boot = {
  start: async (flags, env) => startGateway(resolveSettings({ ...flags }, env).config, env),
  describeConfig: async (flags, env) => describeSettings({ ...flags }, env),
  examine: async (flags, env, options) => (await import('./examine.ts')).examine({ ...flags }, env, options),
};

/**
 * Starts the gateway and the sandboxes with these settings.
 * Errors: PorinError for whatever a user can mend; what was started until then is stopped.
 */
export async function startGateway(config: Config, env: Environment, extras: Extras = {}): Promise<StartedGateway> {
  refuseContradictions(config);
  const undo: Undo = [];
  try {
    return await assemble(config, env, { ...extras, undo });
  } catch (error) {
    // Why it does not start matters more than what could not be taken back.
    await unwind(undo, () => undefined);
    throw error;
  }
}

async function assemble(
  config: Config,
  env: Environment,
  { undo, provider }: Extras & { readonly undo: Undo },
): Promise<StartedGateway> {
  const startedAt = Date.now();
  // Before anything is made: these fail without a trace.
  const tls = readTls(config);
  const clients = createClients(config.trustedProxies);
  const dataDir = openDataDir(config, undo);
  const platform = await openPlatform(config, dataDir, undo);
  const running = config.sandbox ? await startSandboxes(config, { dataDir, undo, logger: platform.logger }) : [];
  const views = running.map(viewOf);
  const { stopped, stop } = stopSwitch(undo, reportTo(platform.logger));
  let origin = '';
  const limits = createLimits(config);
  const facts = systemFacts(config, dataDir, platform.database);
  const gateway = await createGateway({
    ...platform,
    limits,
    connectors,
    ...whatRuns(running, views),
    ...gatewaySettings(config, dataDir),
    publicUrl: () => config.publicUrl?.replace(/\/+$/, '') ?? origin,
    system: {
      info: () => ({ ...facts, uptimeMs: Date.now() - startedAt }),
      ping: () => platform.storage.ping(),
      // After the answer to whoever asked for it.
      stop: () => void setImmediate(() => void stop()),
    },
  });
  undo.push(() => gateway.stop());
  await requireOwner(config, gateway);
  const face = { ...platform, ...gateway, gateway: gateway.ports, operations, clients, limits, version, provider };
  const origins = await openServers(
    { ...face, maxBodyBytes: config.maxBodyBytes, patience: usualPatience },
    { config, tls, undo },
  );
  origin = origins.origin;
  const place = { pid: process.pid, dataDir };
  const publicUrl = gateway.people.publicUrl();
  const announcement = { ...place, url: origins.localOrigin, publicUrl, token: gateway.ownerToken, startedAt, version };
  announce(env, announcement);
  undo.push(() => withdraw(env, announcement));
  const owner = await ownerFacts(config, gateway);
  const addresses = { url: origin, publicUrl, boundTo: origins.boundTo };
  return { ready: { ...addresses, ...place, ...owner, sandboxes: readySandboxes(views) }, stopped, stop };
}

/** What `status` tells beside the time that it runs. */
function systemFacts(config: Config, dataDir: string, database: 'sqlite' | 'postgres') {
  const { apps, confirmActions, approveActions } = config;
  return { version, dataDir, database, apps, confirmActions, approveActions };
}

/** The sandboxes as the gateway knows them: where they are, and what time it is there. */
function whatRuns(running: readonly RunningSandbox[], views: SandboxView[]) {
  return {
    sandboxes: () => views,
    sandboxNow: (app: string) => running.find((sandbox) => sandbox.app === app)?.world.clock.now(),
  };
}

function gatewaySettings(config: Config, dataDir: string) {
  return {
    sandboxByDefault: config.apps === 'sandbox',
    baseUrls: config.appBaseUrls,
    filesDir: join(dataDir, 'files'),
    searchIndexFile: config.ephemeral ? undefined : join(dataDir, 'search-index.bin'),
    maxFileBytes: config.maxFileBytes,
    runRetentionDays: config.runRetentionDays,
    embeddings: embeddingsOf(config),
    rules: { confirm: hazardsOf(config.confirmActions), approve: hazardsOf(config.approveActions) },
  };
}

/** Errors: `configuration` for half of what is needed. */
function embeddingsOf({ embeddingsUrl: url, embeddingsModel: model, embeddingsKey: key }: Config) {
  if (url !== undefined && model !== undefined)
    return { url, model, key: key === undefined ? undefined : new Secret(key) };
  if (url === undefined && model === undefined && key === undefined) return undefined;
  throw new PorinError('configuration', `${url === undefined ? 'embeddingsUrl' : 'embeddingsModel'} is not set`, {
    hint: 'Ranking by a model needs embeddingsUrl and embeddingsModel; without both, actions are ranked by their words',
  });
}

/** Errors: `configuration` when others would reach a gateway that nobody owns, or that anybody can listen to. */
async function requireOwner(config: Config, gateway: Gateway): Promise<void> {
  const { ownerPassword } = config;
  if (ownerPassword !== undefined) {
    await gateway.prepareOwner(ownerPassword).catch((cause: unknown) => {
      if (!isPorinError(cause)) throw cause;
      throw new PorinError('configuration', `ownerPassword: ${cause.message}`, { cause, hint: cause.hint });
    });
  }
  refuseExposure(config, await gateway.people.isOwned());
}

/** What tells the owner how to come in. Where others reach the gateway, what it prints may be read by others too: no link then. */
async function ownerFacts({ host }: Config, gateway: Gateway) {
  const hasOwner = await gateway.people.isOwned();
  return isLoopback(host) ? { hasOwner, ownerUrl: (await gateway.ports.people.ownerLink()).url } : { hasOwner };
}

function reportTo(logger: Logger): (error: unknown) => void {
  return (error) => logger.error({ error: String(error) }, 'a part of the gateway could not be stopped');
}

/** What the gateway stands on, opened with these settings. */
async function openPlatform(config: Config, dataDir: string, undo: Undo) {
  const now = Date.now;
  const redactor = createRedactor();
  const logger = createLogger({ level: config.logLevel, redactor });
  const metrics = createMetrics();
  metrics.gauge('porin_memory_rss_bytes', 'Resident memory', () => process.memoryUsage.rss());
  const url = config.databaseUrl ?? (config.ephemeral ? 'sqlite::memory:' : `sqlite:${join(dataDir, 'porin.db')}`);
  const database: 'sqlite' | 'postgres' = url.startsWith('postgres') ? 'postgres' : 'sqlite';
  const storage = await openStorage({ url, logger, now });
  undo.push(() => storage.close());
  const openedAt = now();
  // A run of another node may still be under way on a shared database; on our own file every open run is a dead one.
  await storage.runs.closeAbandoned(database === 'sqlite' ? openedAt : openedAt - longestRunMs, openedAt);
  const vault = await openVault({
    dataDir,
    key: config.vaultKey ?? (config.ephemeral ? randomBytes(32).toString('base64') : undefined),
    previousKeys: config.vaultKeyPrevious?.split(',').map((key) => key.trim()),
    keyFile: config.vaultKeyFile,
    neededKeys: [...(await storage.credentials.keyIds()), ...(await storage.secrets.keyIds())],
  });
  const egress = createEgress({ allowCidrs: listOf(config.egressAllowCidrs), logger, metrics, now });
  undo.push(() => egress.close());
  const isolate = createIsolate({ timeoutMs: config.codeTimeoutMs, memoryMb: config.codeMemoryMb });
  undo.push(() => isolate.close());
  const rotateVault = () =>
    rotate({ vault, credentials: storage.credentials, secrets: storage.secrets, keyStore: vault.keyStore });
  const { onChange } = storage;
  return { now, redactor, logger, metrics, database, storage, onChange, vault, egress, isolate, rotateVault };
}

/** Makes the data directory and holds it; a temporary one that goes with the process when nothing is to stay. */
function openDataDir(config: Config, undo: Undo): string {
  if (config.ephemeral) {
    const dataDir = mkdtempSync(join(tmpdir(), 'porin-'));
    undo.push(() => rmSync(dataDir, { recursive: true, force: true }));
    return dataDir;
  }
  try {
    makeDirectory(config.data);
  } catch (cause) {
    throw new PorinError(
      'configuration',
      `Cannot make the data directory ${config.data}: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause, hint: 'Choose another with --data' },
    );
  }
  const lock = lockDataDir(config.data);
  undo.push(() => lock.release());
  return config.data;
}

/** With its parents, one by one: the recursive call of Node never returns where a file system refuses new entries (/proc). */
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeDirectory(parent);
  mkdirSync(path, { mode: 0o700 });
}

/** The parts of a setting that lists some, with commas between them. */
function listOf(setting: string): string[] {
  return setting.split(',').flatMap((part) => part.trim() || []);
}

async function startSandboxes(
  config: Config,
  { dataDir, undo, logger }: { dataDir: string; undo: Undo; logger: Logger },
): Promise<RunningSandbox[]> {
  const definitions = await Promise.all(
    Object.entries(sandboxes).map(async ([app, load]) => ({ app, definition: (await load()).default })),
  );
  const hosts = listOf(config.sandboxHosts);
  const firstPort = Math.min(...definitions.map(({ definition }) => definition.port));
  return Promise.all(
    definitions.map(async ({ app, definition }) => {
      const port = config.sandboxPortBase === 0 ? 0 : config.sandboxPortBase + definition.port - firstPort;
      const file = config.ephemeral ? ':memory:' : join(dataDir, `sandbox-${app}.db`);
      const smtp = config.smtpUrl === undefined ? {} : { smtpUrl: config.smtpUrl };
      const sandbox = await startSandbox(definition, { app, port, hosts, file, logger, ...smtp });
      undo.push(() => sandbox.close());
      return sandbox;
    }),
  );
}

function viewOf({ app, url, origin, credentials, controlToken }: RunningSandbox): SandboxView {
  return { app, url, credentials: { ...credentials }, controlUrl: origin, controlToken };
}

function readySandboxes(views: readonly SandboxView[]): StartedGateway['ready']['sandboxes'] {
  return Object.fromEntries(views.map(({ app, url, credentials }) => [app, { url, ...credentials }]));
}
