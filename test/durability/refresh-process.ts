import { createOAuth2 } from '../../src/gateway/auth/oauth2/oauth2.ts';
import { isPorinError } from '../../src/kernel/errors.ts';
import { createEgress } from '../../src/platform/egress/egress.ts';
import { openStorage } from '../../src/platform/storage/storage.ts';
import { createLogger } from '../../src/platform/telemetry/logger.ts';
import { createMetrics } from '../../src/platform/telemetry/metrics.ts';
import { createRedactor } from '../../src/platform/telemetry/redactor.ts';
import { openVault } from '../../src/platform/vault/vault.ts';
import { definitionAt, type RoundReport, type WorkerOptions } from './refresh-world.ts';

// One of several gateways on one database: on every message its callers ask for a valid token at once, and it says what they got.
const options = JSON.parse(process.argv[2] ?? '') as WorkerOptions;
const { databaseUrl, vaultKey, serverUrl, tenantId, connectionId, callers } = options;

const logger = createLogger({ level: 'silent' });
const storage = await openStorage({ url: databaseUrl, logger });
const vault = await openVault({ dataDir: '/nowhere', key: vaultKey });
const definition = definitionAt(serverUrl);
const connector = { app: 'tokens', definition, hooks: {}, actions: new Map() };
const oauth2 = createOAuth2({
  storage,
  vault,
  egress: createEgress({ allowCidrs: ['127.0.0.0/8'], logger, metrics: createMetrics() }),
  catalog: { connector: async () => connector },
  addresses: { sandboxUrl: () => undefined, override: () => undefined },
  redactor: createRedactor(),
  logger,
  publicUrl: () => 'http://gateway.test',
  now: Date.now,
  // Short, so that a killed holder is soon given up; the margin is what a busy machine may stop a living one for.
  timing: { requestMs: 1_500, leaseMarginMs: 2_500, beatMs: 300 },
});

async function tokenForACall(): Promise<string> {
  const connection = await storage.connections.get(tenantId, connectionId);
  const sealed = await storage.credentials.get(tenantId, connectionId);
  if (!connection || !sealed) throw new Error('The connection is gone');
  if (connection.state !== 'READY') throw new Error('client_action_required');
  const renewal = await oauth2.keeper.fresh({ connection, sealed, option: definition.auth[0] });
  return vault.open(renewal?.sealed ?? sealed)['accessToken']?.reveal() ?? 'none';
}

async function play(round: number): Promise<RoundReport> {
  const report = { round, tokens: {} as Record<string, number>, errors: {} as Record<string, number> };
  const count = (counts: Record<string, number>, name: string) => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  const caller = () =>
    tokenForACall().then(
      (token) => count(report.tokens, token),
      (error: unknown) => count(report.errors, isPorinError(error) ? error.code : String(error)),
    );
  await Promise.all(Array.from({ length: callers }, caller));
  return report;
}

process.on('message', (round) => void play(Number(round)).then((report) => process.send?.(report)));
process.on('disconnect', () => process.exit());
process.send?.('ready');
