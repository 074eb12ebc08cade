import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { dataFile, readCatalog, readQueries } from '../../eval/search/files.ts';
import { miniSearch } from '../../eval/search/minisearch.ts';
import { sourcesOf } from '../../eval/search/porin.ts';
import { ActionIndex } from '../../src/gateway/search/index/action-index.ts';
import type { Searchable } from '../../src/gateway/search/index/document.ts';
import { readVectors } from '../../src/gateway/search/language/vectors.ts';
import { createRanking } from '../../src/gateway/search/ranking.ts';
import { startScript } from '../lib/child.ts';
import { startGateway } from '../lib/gateway.ts';
import { median, percentile } from '../lib/statistics.ts';
import type { Row, Suite } from '../lib/suite.ts';

const passes = 5;
/** MiniSearch takes ten times as long and more, so it is asked less often. */
const otherPasses = 2;
const otherSeldom = 8;
const builds = 3;
const many = 100_000;
const vectorsFile = new URL('../../src/gateway/search/language/vectors.bin', import.meta.url);
const queries = readQueries(dataFile('dev-queries.jsonl')).map(({ query }) => query);

type Ask = (query: string) => unknown;

interface Latency {
  readonly p50: number;
  readonly p99: number;
}

/** What a search costs, beside MiniSearch over the same actions and queries in the same process. */
export default {
  title: 'search of actions: latency, build, memory',
  async run(say) {
    const catalog = readCatalog(dataFile('catalog.jsonl'));
    say(`index over ${catalog.length} actions`);
    const rows = [...costOfIndex(catalog), await opened(), ...changes(catalog)];
    say(`${passes} passes of ${queries.length} queries over ${catalog.length} actions`);
    rows.push(...(await latencies(catalog)));
    say(`the same over ${many} actions`);
    rows.push(...(await latencies(grown(catalog))));
    say('over HTTP');
    return [...rows, await overHttp()];
  },
} satisfies Suite;

function costOfIndex(catalog: readonly Searchable[]): Row[] {
  const vectors = readVectors(vectorsFile);
  const build = () => new ActionIndex(catalog, vectors);
  const buildMs = shortest(builds, build);
  const miniMs = shortest(builds, () => miniSearch(catalog));
  const own = memoryOf(() => {
    const index = build();
    // What it remembers of queries is memory, too.
    for (const query of queries) index.find(query, {});
    return index;
  });
  const mini = memoryOf(() => miniSearch(catalog));
  const against = (value: number, other: number, unit: string) =>
    `${value.toFixed(1)} ${unit} against ${other.toFixed(1)} ${unit} of MiniSearch`;
  return [
    row('index built', buildMs / 1000, 's', 0.6, `fastest of ${builds}: ${against(buildMs, miniMs, 'ms')}`),
    row('index built, to MiniSearch', buildMs / miniMs, '×', 2, against(buildMs, miniMs, 'ms')),
    row(
      'heap of the index',
      own.heapMb,
      'MB',
      25,
      `${against(own.heapMb, mini.heapMb, 'MB')}; ${own.buffersMb.toFixed(1)} MB of numbers outside the heap`,
    ),
  ];
}

/** What a start of the gateway pays: a new process takes the index from its file. */
async function opened(): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'porin-bench-'));
  try {
    const runs: Opened[] = [];
    for (let run = 0; run <= builds; run += 1) {
      const child = await startScript('open-index.ts', [join(folder, 'index.bin')]);
      runs.push(JSON.parse(child.firstLine) as Opened); // What the script prints.
      await child.stop();
    }
    const [first, ...later] = runs;
    if (!first?.made || later.some(({ made }) => made))
      throw new Error(`The index was not kept: ${JSON.stringify(runs)}`);
    const best = later.reduce((least, one) => (one.readMs + one.openMs < least.readMs + least.openMs ? one : least));
    const { readMs, openMs, firstMs } = best;
    const measured = `word vectors ${readMs.toFixed(1)} ms, index ${openMs.toFixed(1)} ms; made, it takes ${first.openMs.toFixed(0)} ms there; then the first question ${firstMs.toFixed(0)} ms; fastest of ${builds}`;
    return row('index loaded in a new process', readMs + openMs, 'ms', 100, measured);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Opened {
  readonly readMs: number;
  readonly openMs: number;
  readonly firstMs: number;
  /** False when it was taken from the file. */
  readonly made: boolean;
}

/** An app of a usual size comes and goes. */
function changes(catalog: readonly Searchable[]): Row[] {
  const index = new ActionIndex(catalog, readVectors(vectorsFile));
  const some = catalog.slice(0, 200).map((one) => ({ ...one, app: 'newcomer', appName: 'Newcomer' }));
  // The first question pays for what the change put off.
  const change = (work: () => void) =>
    timed(() => {
      work();
      index.find('list the newest invoices', {});
    });
  const times = Array.from({ length: passes }, () => ({
    added: change(() => index.add(some)),
    removed: change(() => index.remove('newcomer')),
  }));
  const least = (values: readonly number[]) => Math.min(...values);
  const measured = `200 actions to ${catalog.length}, with the first search after it, fastest of ${passes}`;
  return [
    row('connector added', least(times.map(({ added }) => added)), 'ms', 50, measured),
    row('connector removed', least(times.map(({ removed }) => removed)), 'ms', 50, measured),
  ];
}

async function latencies(actions: readonly Searchable[]): Promise<Row[]> {
  const isMany = actions.length >= many;
  const sources = sourcesOf(actions);
  const ranking = createRanking(async () => sources);
  const rank = (intent: string) => ranking.rank({ intent, saved: [] });
  const own = await fastest(queries, passes, rank);
  const cold = await eachFirst(sources);
  const sample = isMany ? queries.filter((_, index) => index % otherSeldom === 0) : queries;
  const ownOfSample = isMany ? await fastest(sample, passes, rank) : own;
  const engine = miniSearch(actions);
  const mini = await fastest(sample, otherPasses, (query) => engine.find(query, undefined));
  const count = actions.length.toLocaleString('en');
  const beside = (key: keyof Latency, of: string) =>
    `${ownOfSample[key].toFixed(2)} ms against ${mini[key].toFixed(2)} ms of MiniSearch, ${sample.length} queries${of}`;
  const measured = (key: keyof Latency) =>
    `fastest of ${passes} passes of ${queries.length} queries; when each is asked for the first time ${cold[key].toFixed(2)} ms`;
  return [
    row(`p50 over ${count}`, own.p50, 'ms', isMany ? 25 : 1, measured('p50')),
    row(`p99 over ${count}`, own.p99, 'ms', isMany ? 25 : 5, measured('p99')),
    row(`p50 over ${count}, to MiniSearch`, ownOfSample.p50 / mini.p50, '×', 1, beside('p50', '')),
    row(`p99 over ${count}, to MiniSearch`, ownOfSample.p99 / mini.p99, '×', 1, beside('p99', '')),
  ];
}

/** Of an index that knows none of the words yet: nothing of them is remembered from an earlier query. The program itself has run. */
async function eachFirst(sources: ReturnType<typeof sourcesOf>): Promise<Latency> {
  const all: Latency[] = [];
  for (let round = 0; round < builds; round += 1) {
    const ranking = createRanking(async () => sources);
    await ranking.rank({ intent: 'index', saved: [] });
    all.push(await pass(queries, (intent) => ranking.rank({ intent, saved: [] })));
  }
  return leastOf(all);
}

/** The least of each figure over the passes, after one that nobody counts. Every query is asked of all apps. */
async function fastest(asked: readonly string[], count: number, search: Ask): Promise<Latency> {
  await pass(asked, search);
  const all: Latency[] = [];
  for (let nth = 0; nth < count; nth += 1) all.push(await pass(asked, search));
  return leastOf(all);
}

async function pass(asked: readonly string[], search: Ask): Promise<Latency> {
  const times: number[] = [];
  for (const query of asked) {
    const startedAt = performance.now();
    await search(query);
    times.push(performance.now() - startedAt);
  }
  return { p50: median(times), p99: percentile(times, 0.99) };
}

function leastOf(all: readonly Latency[]): Latency {
  return { p50: Math.min(...all.map(({ p50 }) => p50)), p99: Math.min(...all.map(({ p99 }) => p99)) };
}

/** The catalogue again and again, each time as apps of other names. */
function grown(catalog: readonly Searchable[]): Searchable[] {
  const places = ['', ' Cloud', ' Pro', ' Desk', ' Hub', ' Works', ' Plus', ' One'];
  const all = places.flatMap((place) =>
    catalog.map((one) => ({
      ...one,
      app: one.app + place.toLowerCase().replace(' ', '--'),
      appName: one.appName + place,
    })),
  );
  return all.slice(0, many);
}

/** The gateway's own actions, through the route that agents use. */
async function overHttp(): Promise<Row> {
  const gateway = await startGateway({}, ['--no-sandbox']);
  try {
    const ask = (query: string) => gateway.call('GET', `/actions?intent=${encodeURIComponent(query)}`);
    const { p50, p99 } = await fastest(queries, passes, ask);
    const measured = `the gateway's own actions with their schemas; p50 ${p50.toFixed(2)} ms, fastest of ${passes}`;
    return row('p99 over HTTP', p99, 'ms', 20, measured);
  } finally {
    await gateway.stop();
  }
}

function row(what: string, value: number, unit: Row['unit'], atMost: number, measured: string): Row {
  return { what, value, unit, goal: { atMost }, measured };
}

function shortest(times: number, work: () => unknown): number {
  return Math.min(...Array.from({ length: times }, () => timed(work)));
}

function timed(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

/** What stays in memory as long as the result is held. */
function memoryOf(make: () => unknown): { readonly heapMb: number; readonly buffersMb: number } {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = process.memoryUsage();
  const held = [make()];
  collect();
  const after = process.memoryUsage();
  held.pop();
  return {
    heapMb: (after.heapUsed - before.heapUsed) / 1e6,
    buffersMb: (after.arrayBuffers - before.arrayBuffers) / 1e6,
  };
}
