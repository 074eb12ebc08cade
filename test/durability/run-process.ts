import { createGateway } from '../../src/gateway/gateway.ts';
import { isPorinError, PorinError } from '../../src/kernel/errors.ts';
import { type Caller, scopes } from '../../src/kernel/ports/identity.ts';
import type { Isolate } from '../../src/kernel/ports/isolate.ts';
import type { Storage } from '../../src/kernel/ports/storage.ts';
import { createEgress } from '../../src/platform/egress/egress.ts';
import { openStorage } from '../../src/platform/storage/storage.ts';
import { createLogger } from '../../src/platform/telemetry/logger.ts';
import { createMetrics } from '../../src/platform/telemetry/metrics.ts';
import { createRedactor } from '../../src/platform/telemetry/redactor.ts';
import { openVault } from '../../src/platform/vault/vault.ts';
import {
  actions,
  app,
  definition,
  type Order,
  type OwnStep,
  type Report,
  type RunWorkerOptions,
  type Told,
  type Wish,
} from './run-chaos-world.ts';

// A gateway without faces that runs what it is told to, until it is killed or kills itself in the middle.
const options = JSON.parse(process.argv[2] ?? '') as RunWorkerOptions;
const logger = createLogger({ level: 'silent' });
let die: { readonly at: OwnStep; nth: number } | undefined;

function step(at: OwnStep): void {
  if (die?.at !== at) return;
  die.nth -= 1;
  if (die.nth <= 0) process.kill(process.pid, 'SIGKILL');
}

/** The same storage, whose writes of runs are steps. */
function stepping(storage: Storage): Storage {
  const { claim, complete } = storage.runs;
  return {
    ...storage,
    runs: {
      ...storage.runs,
      async claim(...given) {
        step('before the claim');
        const isClaimed = await claim(...given);
        step('after the claim');
        return isClaimed;
      },
      async complete(...given) {
        step('before the end is stored');
        await complete(...given);
        step('after it');
      },
    },
  };
}

const noCode = () => Promise.reject(new PorinError('internal', 'Not in this test'));
const isolate: Isolate = {
  run: noCode,
  syntaxError: noCode,
  resolve: (value) => value,
  validate: () => [],
  close: async () => undefined,
};

/** A busy machine may keep a database server from answering in time. */
async function open(url: string, attempts = 5): Promise<Storage> {
  try {
    return await openStorage({ url, logger });
  } catch (error) {
    if (attempts <= 1 || !isPorinError(error) || error.code !== 'unavailable') throw error;
    return open(url, attempts - 1);
  }
}

async function begin() {
  const { databaseUrl, vaultKey, serverUrl, filesDir } = options;
  const opened = await open(databaseUrl);
  const startedAt = Date.now();
  await opened.runs.closeAbandoned(startedAt, startedAt);
  const metrics = createMetrics();
  const gateway = await createGateway({
    storage: stepping(opened),
    vault: await openVault({ dataDir: '/nowhere', key: vaultKey }),
    egress: createEgress({ allowCidrs: ['127.0.0.0/8'], logger, metrics }),
    isolate,
    logger,
    metrics,
    redactor: createRedactor(),
    limits: { take: () => undefined },
    connectors: { [app]: async () => ({ default: { app, definition, actions } }) },
    sandboxes: () => [],
    sandboxByDefault: false,
    baseUrls: { [app]: serverUrl },
    publicUrl: () => 'http://gateway.test',
    filesDir,
    maxFileBytes: 100_000,
    runRetentionDays: 0,
    rules: { confirm: new Set(), approve: new Set() },
    system: {
      info: () => ({
        version: '0',
        uptimeMs: 0,
        dataDir: '',
        database: 'sqlite',
        apps: 'live',
        confirmActions: 'none',
        approveActions: 'none',
      }),
      ping: async () => undefined,
      stop: () => undefined,
    },
    rotateVault: noCode,
    now: Date.now,
  });
  const tenant = await opened.tenants.ensure('chaos', startedAt);
  const caller: Caller = {
    workspaceId: tenant.workspaceId,
    tenantId: tenant.id,
    tenantKey: tenant.key,
    scopes: new Set(scopes),
    isOwner: false,
    isManager: false,
  };
  const { id: connectionId } = await gateway.ports.connections.ensure(caller, { appUrl: 'effects.test', input: {} });
  return { runs: gateway.ports.runs, caller, connectionId };
}

let begun: ReturnType<typeof begin> | undefined;

function gateway(): ReturnType<typeof begin> {
  begun ??= begin();
  return begun;
}

function say(report: Report): void {
  process.send?.(report);
}

async function tell({ marker, action, key }: Wish): Promise<void> {
  const { runs, caller, connectionId } = await gateway();
  let isReplay = false;
  const reply = {
    header() {
      isReplay = true;
    },
  };
  const request = { action, connectionId, input: { marker }, idempotencyKey: key };
  const context = { requestId: 'req_chaos', signal: new AbortController().signal, reply };
  const told: Told = await runs.run(caller, request, context).then(
    ({ actionRunId }) => ({ marker, runId: actionRunId, isReplay }),
    (error: unknown) =>
      isPorinError(error)
        ? { marker, runId: error.actionRunId, code: error.code, isReplay }
        : { marker, code: String(error), isReplay },
  );
  say({ kind: 'told', told });
}

async function report(from: number): Promise<void> {
  const { runs, caller } = await gateway();
  const logged = [];
  let cursor: string | undefined;
  do {
    const page = await runs.list(caller, { from }, { limit: 1000, cursor });
    for (const { id, status, input, error } of page.items) {
      // Our own wishes and errors, as the log has them.
      const { marker } = input as { readonly marker: string };
      logged.push({ id, marker, status, hint: (error as { readonly hint?: string } | undefined)?.hint ?? '' });
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  say({ kind: 'log', runs: logged });
}

async function obey(order: Order): Promise<void> {
  if (order.order === 'report') return report(order.from);
  if (order.order === 'begin') {
    await gateway();
    return say({ kind: 'begun' });
  }
  die = order.die && { ...order.die };
  await Promise.all(order.wishes.map(tell));
  die = undefined;
  say({ kind: 'done' });
}

// Whoever sends an order waits for its report.
process.on('message', (order) => void obey(order as Order));
process.on('disconnect', () => process.exit());
process.send?.('ready');
