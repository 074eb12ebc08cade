import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { ConnectionRow, Storage } from '../../src/kernel/ports/storage.ts';
import type { Vault } from '../../src/kernel/ports/vault.ts';
import { openStorage } from '../../src/platform/storage/storage.ts';
import { openVault } from '../../src/platform/vault/vault.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { startPostgres } from './postgres-server.ts';
import { bundleWorker, reportOf, startWorker } from './refresh-workers.ts';
import { furnish, type RoundReport, type WorkerOptions } from './refresh-world.ts';

/**
 * Several processes on one database, many callers each, all of whom want a valid token when it has just ended; one process is killed
 * at a random moment of every round. Run by itself: `npx tsx test/durability/refresh-chaos.ts --rounds 1000 [--postgres]`.
 */
export interface ChaosOptions {
  readonly databaseUrl: string;
  readonly rounds: number;
  readonly processes?: number;
  readonly callers?: number;
  readonly onRound?: (done: number, result: ChaosResult) => void;
}

export interface ChaosResult {
  rounds: number;
  kills: number;
  /** Rounds in which the killed process had sent its token request, so that nobody knows what became of it. */
  lost: number;
  tokenRequests: number;
  /** Callers that got a live token of the new generation. */
  served: number;
  /** Callers that were told honestly that a person has to connect again. */
  told: number;
  /** What must not happen, in words; empty when all is well. */
  readonly violations: string[];
}

interface World {
  readonly storage: Storage;
  readonly vault: Vault;
  readonly server: AuthorizationServer;
  readonly connection: ConnectionRow;
  readonly start: () => Promise<ChildProcess>;
  readonly callers: number;
  readonly result: ChaosResult;
  /** How long a round takes of late. */
  roundMs: number;
}

const killShare = 0.9;
const spares = 2;

export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { databaseUrl, rounds, processes = 4, callers = 64 } = options;
  const vaultKey = randomBytes(32).toString('base64');
  const storage = await openStorage({ url: databaseUrl });
  const vault = await openVault({ dataDir: '/nowhere', key: vaultKey });
  const server = await startAuthorizationServer({ delaysMs: slowly });
  const connection = await furnish(storage, vault);
  const { tenantId, id: connectionId } = connection;
  const bundle = await bundleWorker();
  const known: WorkerOptions = { databaseUrl, vaultKey, serverUrl: server.url, tenantId, connectionId, callers };
  const result: ChaosResult = { rounds: 0, kills: 0, lost: 0, tokenRequests: 0, served: 0, told: 0, violations: [] };
  // Started ahead, so that a round does not wait for a process to come up.
  const spare = Array.from({ length: spares }, () => startWorker(bundle, known));
  const start = () => {
    spare.push(startWorker(bundle, known));
    return spare.shift() ?? startWorker(bundle, known);
  };
  const world: World = { storage, vault, server, connection, callers, result, start, roundMs: 150 };
  const workers = await Promise.all(Array.from({ length: processes }, start));
  try {
    await signIn(world);
    while (result.rounds < rounds && result.violations.length === 0) {
      await playRound(world, workers);
      options.onRound?.(result.rounds, result);
    }
    return result;
  } finally {
    for (const worker of [...workers, ...(await Promise.all(spare))]) worker.kill('SIGKILL');
    await server.stop();
    await storage.close();
    rmSync(bundle, { force: true });
  }
}

/** Up to a tenth of a second on each side, and now and then much longer. */
function slowly(): readonly [number, number] {
  const after = Math.random() < 0.05 ? 400 : Math.random() * 80;
  return [Math.random() * 40, after];
}

async function playRound(world: World, workers: ChildProcess[]): Promise<void> {
  const { server, storage, connection, result } = world;
  const round = result.rounds;
  const asked = server.tokenRequests.length;
  await patch(world, { credentialsExpireAt: Date.now() - 1 });
  const victim = Math.random() < killShare ? Math.floor(Math.random() * workers.length) : -1;
  const reports = workers.map((worker, index) => (index === victim ? undefined : reportOf(worker, round)));
  const startedAt = performance.now();
  for (const worker of workers) worker.send(round);
  if (victim >= 0) {
    await sleep(Math.random() * 1.2 * world.roundMs);
    workers[victim]?.kill('SIGKILL');
    result.kills += 1;
  }
  const got = (await Promise.all(reports)).filter((report) => report !== undefined);
  // Kills come as often before, during and after the token request, however fast this machine and database are.
  const tookMs = Math.min(500, performance.now() - startedAt);
  world.roundMs += (tookMs - world.roundMs) / 8;
  if (victim >= 0) workers[victim] = await world.start();
  const lease = await storage.refreshLeases.get(connection.id);
  const isLost = lease !== undefined && lease.sentAt !== null;
  check(world, { round, asked, got, isLost, wasKilled: victim >= 0 });
  result.rounds += 1;
  if (isLost) {
    result.lost += 1;
    await signIn(world);
  }
}

interface Observed {
  readonly round: number;
  /** How many token requests there had been before. */
  readonly asked: number;
  readonly got: readonly RoundReport[];
  readonly isLost: boolean;
  readonly wasKilled: boolean;
}

function check({ server, callers, result }: World, { round, asked, got, isLost, wasKilled }: Observed): void {
  const requests = server.tokenRequests.slice(asked);
  const wrong = (what: string) => result.violations.push(`round ${round}: ${what}`);
  const tokens = got.flatMap((report) => Object.entries(report.tokens));
  const errors = got.flatMap((report) => Object.entries(report.errors));
  const sum = (counts: readonly (readonly [string, number])[]) => counts.reduce((total, [, count]) => total + count, 0);
  result.tokenRequests += requests.length;
  result.served += sum(tokens);
  result.told += sum(errors);
  if (requests.length > 1 || (!isLost && requests.length !== 1)) wrong(`${requests.length} token requests`);
  for (const family of server.grants.families)
    if (family.revoked !== undefined) wrong(`a family is void: ${family.revoked}`);
  if (sum(tokens) + sum(errors) !== got.length * callers) wrong('a caller got no answer');
  if (isLost && !wasKilled) wrong('the outcome is unknown although nobody was killed');
  if (isLost && tokens.length > 0) wrong('a token came from nowhere');
  if (errors.some(([code]) => code !== 'client_action_required')) wrong(`errors: ${JSON.stringify(errors)}`);
  if (!isLost && errors.length > 0) wrong(`errors although the token was renewed: ${JSON.stringify(errors)}`);
  if (tokens.some(([token]) => !server.grants.isLive(token))) wrong('a token is not live');
  if (new Set(tokens.map(([token]) => token)).size > 1) wrong('several tokens of one generation');
}

/** As a person does who connects again. */
async function signIn(world: World): Promise<void> {
  const { storage, vault, server, connection } = world;
  const { tenantId, id: connectionId } = connection;
  const given = server.grants.issued();
  const version = ((await storage.credentials.get(tenantId, connectionId))?.version ?? 0) + 1;
  const values = { accessToken: given.access_token, refreshToken: given.refresh_token };
  await patch(world, { state: 'READY', error: null }, vault.seal({ tenantId, connectionId, version }, values));
}

async function patch(
  { storage, connection }: World,
  ...change: [Partial<ConnectionRow>, Parameters<Storage['connections']['update']>[2]?]
) {
  const { tenantId, id } = connection;
  await storage.connections.update({ tenantId, id }, ...change);
}

async function main(): Promise<void> {
  const rounds = Number(process.argv[process.argv.indexOf('--rounds') + 1] || 100);
  const directory = mkdtempSync(join(tmpdir(), 'porin-refresh-'));
  const postgres = process.argv.includes('--postgres') ? await startPostgres() : undefined;
  const databaseUrl = postgres ? await postgres.newDatabase() : `sqlite:${join(directory, 'porin.db')}`;
  const startedAt = Date.now();
  const onRound = (done: number, result: ChaosResult) => {
    if (done % 50 === 0) process.stderr.write(`${done} rounds, ${result.lost} lost\n`);
  };
  try {
    const result = await runChaos({ databaseUrl, rounds, onRound });
    process.stdout.write(
      `${JSON.stringify({ database: postgres ? 'postgres' : 'sqlite', seconds: Math.round((Date.now() - startedAt) / 1000), ...result })}\n`,
    );
    if (result.violations.length > 0) process.exitCode = 1;
  } finally {
    await postgres?.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
