import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { dataFile, readCatalog, readQueries } from '../../eval/search/files.ts';
import { miniSearch } from '../../eval/search/minisearch.ts';
import { sourcesOf } from '../../eval/search/porin.ts';
import { ActionIndex } from '../../src/gateway/search/index/action-index.ts';
import type { Searchable } from '../../src/gateway/search/index/document.ts';
import { readVectors } from '../../src/gateway/search/language/vectors.ts';
import { createRanking } from '../../src/gateway/search/ranking.ts';
import { startGateway } from '../lib/gateway.ts';
import { median, percentile } from '../lib/statistics.ts';
import type { Row, Suite } from '../lib/suite.ts';

const passes = 5;
const builds = 3;
const many = 100_000;
/** Among so many, every fourth query is asked: MiniSearch takes minutes for all. */
const seldom = 4;
const vectorsFile = new URL('../../src/gateway/search/language/vectors.bin', import.meta.url);
const queries = readQueries(dataFile('dev-queries.jsonl'));

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
    const rows = [...costOfIndex(catalog), ...changes(catalog)];
    for (const actions of [catalog, grown(catalog)]) {
      say(`${passes} passes over ${actions.length} actions`);
      rows.push(...(await latencies(actions)));
    }
    say('over HTTP');
    return [...rows, await overHttp()];
  },
} satisfies Suite;

function costOfIndex(catalog: readonly Searchable[]): Row[] {
  const readMs = shortest(builds, () => readVectors(vectorsFile));
  const vectors = readVectors(vectorsFile);
  const build = () => new ActionIndex(catalog, vectors);
  const buildMs = shortest(builds, build);
  const miniMs = shortest(builds, () => miniSearch(catalog));
  const own = memoryOf(build);
  const mini = memoryOf(() => miniSearch(catalog));
  const against = (value: number, other: number, unit: string) =>
    `${value.toFixed(1)} ${unit} against ${other.toFixed(1)} ${unit} of MiniSearch`;
  return [
    row('word vectors read', readMs, 'ms', 100, `fastest of ${builds}`),
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

/** An app of a usual size comes and goes. */
function changes(catalog: readonly Searchable[]): Row[] {
  const index = new ActionIndex(catalog, readVectors(vectorsFile));
  const some = catalog.slice(0, 200).map((one) => ({ ...one, app: 'newcomer', appName: 'Newcomer' }));
  const times = Array.from({ length: passes }, () => {
    const added = timed(() => index.add(some));
    // The first question pays for what the change put off.
    const asked = timed(() => index.find('list the newest invoices', {}));
    return { added: added + asked, removed: timed(() => index.remove('newcomer')) };
  });
  const least = (values: readonly number[]) => Math.min(...values);
  const measured = `200 actions to ${catalog.length}, fastest of ${passes}`;
  return [
    row('connector added, first search', least(times.map(({ added }) => added)), 'ms', 50, measured),
    row('connector removed', least(times.map(({ removed }) => removed)), 'ms', 50, measured),
  ];
}

async function latencies(actions: readonly Searchable[]): Promise<Row[]> {
  const isMany = actions.length >= many;
  const asked = isMany ? queries.filter((_, index) => index % seldom === 0) : queries;
  const ranking = createRanking(async () => sourcesOf(actions));
  const own = await ask(asked, (intent) => ranking.rank({ intent, saved: [] }));
  const engine = miniSearch(actions);
  const mini = await ask(asked, (query) => engine.find(query, undefined));
  const count = actions.length.toLocaleString('en');
  const against = (one: number, other: number) =>
    `${one.toFixed(2)} ms against ${other.toFixed(2)} ms of MiniSearch, fastest of ${passes}`;
  return [
    row(`p50 over ${count}`, own.p50, 'ms', isMany ? 25 : 1, against(own.p50, mini.p50)),
    row(`p99 over ${count}`, own.p99, 'ms', isMany ? 25 : 5, against(own.p99, mini.p99)),
    row(`p50 over ${count}, to MiniSearch`, own.p50 / mini.p50, '×', 1, against(own.p50, mini.p50)),
    row(`p99 over ${count}, to MiniSearch`, own.p99 / mini.p99, '×', 1, against(own.p99, mini.p99)),
  ];
}

/** The least of each figure over the passes, after one that nobody counts. Every query is asked of all apps. */
async function ask(asked: typeof queries, search: Ask): Promise<Latency> {
  const all: Latency[] = [];
  for (let pass = 0; pass <= passes; pass += 1) {
    const times: number[] = [];
    for (const { query } of asked) {
      const startedAt = performance.now();
      await search(query);
      times.push(performance.now() - startedAt);
    }
    if (pass > 0) all.push({ p50: median(times), p99: percentile(times, 0.99) });
  }
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
    const { p50, p99 } = await ask(queries, (query) =>
      gateway.call('GET', `/actions?intent=${encodeURIComponent(query)}`),
    );
    return row(
      'p99 over HTTP',
      p99,
      'ms',
      20,
      `the gateway's own actions with their schemas; p50 ${p50.toFixed(2)} ms, fastest of ${passes}`,
    );
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
