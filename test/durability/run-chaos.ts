import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { type EffectsServer, type Moment, startEffectsServer } from './effects-server.ts';
import { startPostgres } from './postgres-server.ts';
import { bundleWorker, startWorker } from './refresh-workers.ts';
import { check } from './run-chaos-check.ts';
import {
  type Logged,
  type Order,
  ownSteps,
  type Report,
  type RunWorkerOptions,
  type Told,
  type Wish,
} from './run-chaos-world.ts';

/**
 * A gateway that is killed in the middle of its runs, started again, and asked again by clients whose requests have a key; round after
 * round on one database. Run by itself: `npx tsx test/durability/run-chaos.ts --rounds 1000 [--postgres]`.
 */
export interface RunChaosOptions {
  readonly databaseUrl: string;
  readonly rounds: number;
  /** Asked before each round; as many as there are when absent. */
  readonly goesOn?: () => boolean;
  readonly onRound?: (done: number, result: RunChaosResult) => void;
}

export interface RunChaosResult {
  rounds: number;
  kills: number;
  /** Requests of clients, repetitions included. */
  requests: number;
  effects: number;
  /** Runs whose outcome nobody knows, and which say so. */
  unknown: number;
  /** Answers that were told again. */
  replays: number;
  /** The longest round, so that a slow machine can be told from one that hangs. */
  slowestMs: number;
  /** How the process died, and how often. */
  readonly deaths: Record<string, number>;
  /** What must not happen, in words; empty when all is well. */
  readonly violations: string[];
}

/** What became of the wishes of one round. */
export interface Round {
  readonly number: number;
  readonly wishes: readonly Wish[];
  /** Told before the kill. */
  readonly before: readonly Told[];
  /** Told to those who asked again after it. */
  readonly after: readonly Told[];
  readonly logged: readonly Logged[];
}

interface World {
  readonly server: EffectsServer;
  readonly result: RunChaosResult;
  readonly start: () => Promise<ChildProcess>;
  worker: ChildProcess;
}

const wishesOfARound = 10;
/** More than a repetition waits for the run that it repeats, so that one which hangs is the gateway's. */
const patienceMs = 90_000;
const showEveryMs = 5_000;
const killShare = 0.95;
const spares = 2;
const kills = [...ownSteps, 'before the effect', 'after the effect', 'by the clock'] as const;
type Kill = (typeof kills)[number];

export async function runChaos({
  databaseUrl,
  rounds,
  goesOn = () => true,
  onRound,
}: RunChaosOptions): Promise<RunChaosResult> {
  const filesDir = mkdtempSync(join(tmpdir(), 'porin-run-files-'));
  const server = await startEffectsServer();
  const bundle = await bundleWorker('./run-process.ts');
  const vaultKey = randomBytes(32).toString('base64');
  const known: RunWorkerOptions = { databaseUrl, vaultKey, serverUrl: server.url, filesDir };
  // Started ahead, so that a round does not wait for a process to come up; each opens the database only when its turn comes.
  const spare = Array.from({ length: spares }, () => startWorker(bundle, known));
  const start = async () => {
    spare.push(startWorker(bundle, known));
    const worker = await within(spare.shift() ?? startWorker(bundle, known), 'a process does not come up');
    await ask(worker, { order: 'begin' });
    return worker;
  };
  const result: RunChaosResult = {
    rounds: 0,
    kills: 0,
    requests: 0,
    effects: 0,
    unknown: 0,
    replays: 0,
    slowestMs: 0,
    deaths: {},
    violations: [],
  };
  const world: World = { server, result, start, worker: await start() };
  try {
    while (result.rounds < rounds && result.violations.length === 0 && goesOn()) {
      await playRound(world);
      onRound?.(result.rounds, result);
    }
    return result;
  } finally {
    for (const worker of [world.worker, ...(await Promise.all(spare))]) worker.kill('SIGKILL');
    await server.stop();
    rmSync(bundle, { force: true });
    rmSync(filesDir, { recursive: true, force: true });
  }
}

async function playRound(world: World): Promise<void> {
  const { server, result } = world;
  const number = result.rounds;
  const from = Date.now();
  const startedAt = performance.now();
  const wishes = Array.from({ length: wishesOfARound }, (_, index) => wishOf(`r${number}.${index}`));
  const before = await runAndKill(world, wishes);
  // Clients who have a key ask again, whether they were answered or not; some of them twice at once.
  const repeated = wishes
    .filter(({ key }) => key !== undefined)
    .flatMap((wish) => (Math.random() < 0.3 ? [wish, wish] : [wish]));
  const after = await tell(world.worker, { order: 'run', wishes: repeated });
  const logged = await ask(world.worker, { order: 'report', from });
  result.rounds += 1;
  result.slowestMs = Math.max(result.slowestMs, Math.round(performance.now() - startedAt));
  result.requests += wishes.length + repeated.length;
  result.replays += after.filter(({ isReplay }) => isReplay).length;
  result.unknown += logged.filter(({ status }) => status === 'unknown').length;
  result.effects = server.effects.size;
  result.violations.push(...check({ number, wishes, before, after, logged }, server.effects));
}

function wishOf(marker: string): Wish {
  const dice = Math.random();
  const action = dice < 0.5 ? 'make-one' : dice < 0.85 ? 'make-two' : 'read-one';
  return { marker, action, ...(Math.random() < 0.7 ? { key: `key of ${marker}` } : {}) };
}

/** Runs the wishes until the worker dies, or is done; a dead one is replaced. */
async function runAndKill(world: World, wishes: readonly Wish[]): Promise<readonly Told[]> {
  const { server, result, worker } = world;
  const kill: Kill | undefined =
    Math.random() < killShare ? kills[Math.floor(Math.random() * kills.length)] : undefined;
  const nth = 1 + Math.floor(Math.random() * wishes.length);
  const own = ownSteps.find((at) => at === kill);
  const died = once(worker, 'exit');
  const told = tell(worker, { order: 'run', wishes, ...(own ? { die: { at: own, nth } } : {}) });
  if (kill === 'before the effect' || kill === 'after the effect') server.onMoment = killAt(kill, nth, worker);
  if (kill === 'by the clock') void sleep(Math.random() * 60).then(() => worker.kill('SIGKILL'));
  const answers = await told;
  server.onMoment = () => undefined;
  if (kill === undefined) return answers;
  // One that was done before its step came dies now: between two rounds.
  worker.kill('SIGKILL');
  await within(died, `a process that was killed ${kill} does not end`);
  result.kills += 1;
  result.deaths[kill] = (result.deaths[kill] ?? 0) + 1;
  world.worker = await world.start();
  return answers;
}

function killAt(wanted: Moment, nth: number, worker: ChildProcess): (moment: Moment) => void {
  let seen = 0;
  return (moment) => {
    if (moment === wanted && ++seen === nth) worker.kill('SIGKILL');
  };
}

/** Sends wishes and gathers what is told, until the worker is done or dead. Errors: names the wishes that nobody answers. */
async function tell(worker: ChildProcess, order: Extract<Order, { order: 'run' }>): Promise<readonly Told[]> {
  const told: Told[] = [];
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      worker.off('message', onMessage);
      worker.off('exit', end);
      resolve();
    };
    const onMessage = (message: unknown) => {
      // Only our own worker sends these.
      const report = message as Report;
      if (report.kind === 'told') told.push(report.told);
      if (report.kind === 'done') end();
    };
    worker.on('message', onMessage);
    worker.once('exit', end);
    worker.send(order, () => undefined);
  });
  const unanswered = () => order.wishes.filter(({ marker }) => !told.some((one) => one.marker === marker));
  await within(ended, () => `nobody answers ${JSON.stringify(unanswered())} (death: ${JSON.stringify(order.die)})`);
  return told;
}

/** Sends an order and gives its one report. Errors: when the worker dies or does not answer. */
async function ask(worker: ChildProcess, order: Order): Promise<readonly Logged[]> {
  const died = once(worker, 'exit').then(([code, signal]) => {
    throw new Error(`A process ended with ${code ?? signal} at the order ${order.order}`);
  });
  // It dies later, of what was meant for it.
  died.catch(() => undefined);
  worker.send(order);
  const [message] = await within(Promise.race([once(worker, 'message'), died]), `nobody obeys ${order.order}`);
  const report = message as Report;
  return report.kind === 'log' ? report.runs : [];
}

/** Errors: says what hangs. */
async function within<T>(work: Promise<T>, what: string | (() => string)): Promise<T> {
  const done = new AbortController();
  const late = sleep(patienceMs, undefined, { signal: done.signal }).then(() => {
    throw new Error(`After ${patienceMs / 1000} s ${typeof what === 'string' ? what : what()}`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort();
    late.catch(() => undefined);
  }
}

async function main(): Promise<void> {
  const rounds = Number(process.argv[process.argv.indexOf('--rounds') + 1] || 100);
  const directory = mkdtempSync(join(tmpdir(), 'porin-runs-'));
  const postgres = process.argv.includes('--postgres') ? await startPostgres() : undefined;
  const databaseUrl = postgres ? await postgres.newDatabase() : `sqlite:${join(directory, 'porin.db')}`;
  const startedAt = Date.now();
  let shownAt = 0;
  const onRound = (done: number, { kills, effects, unknown, slowestMs, violations }: RunChaosResult) => {
    if (done < rounds && performance.now() - shownAt < showEveryMs) return;
    shownAt = performance.now();
    const counts = `${kills} kills, ${effects} effects, ${unknown} unknown, ${violations.length} violations`;
    process.stderr.write(`${done} of ${rounds} rounds: ${counts}; slowest ${slowestMs} ms\n`);
  };
  try {
    const result = await runChaos({ databaseUrl, rounds, onRound });
    const facts = {
      database: postgres ? 'postgres' : 'sqlite',
      seconds: Math.round((Date.now() - startedAt) / 1000),
    };
    process.stdout.write(`${JSON.stringify({ ...facts, ...result })}\n`);
    if (result.violations.length > 0) process.exitCode = 1;
  } finally {
    await postgres?.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
