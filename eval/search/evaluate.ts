import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { Searchable } from '../../src/gateway/search/index/document.ts';
import { bm25 } from './bm25.ts';
import type { Build } from './engine.ts';
import { ask, figure, isAnswerable, measures, type Outcome } from './figures.ts';
import { dataFile, type Query, readCatalog, readQueries } from './files.ts';
import { fitWeights } from './fit.ts';
import { fitCertainty } from './fit-certainty.ts';
import { miniSearch } from './minisearch.ts';
import { ownActions } from './own-actions.ts';
import { porin } from './porin.ts';
import { report } from './report.ts';

const usage = `npm run eval -- search [--queries FILE] [--catalog FILE] [--compare] [--failures] [--fit | --fit-certainty]

Says how well the search finds actions, in recall and mean reciprocal rank, each with its 95 % interval.
Without --queries: the development file, the fresh files, and this repository's own apps.

  --queries FILE  JSON lines with id, scope, query, acceptable, kind
  --catalog FILE  JSON lines with app, appName, key, name, description; 'own' for this repository's connectors
  --compare       MiniSearch and plain BM25 beside
  --failures      queries whose first answer is wrong; not for the fresh file
  --fit           fit the weights to the training and development files, with cross-validation, and write them
  --fit-certainty the same for how sure the search is of an answer; after --fit`;

interface Part {
  readonly title: string;
  readonly actions: readonly Searchable[];
  readonly queries: readonly Query[];
  /** Nobody is to look at which of its queries fail, so that it stays unseen. */
  readonly isSealed: boolean;
}

export async function evaluate(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      queries: { type: 'string' },
      catalog: { type: 'string' },
      compare: { type: 'boolean', default: false },
      failures: { type: 'boolean', default: false },
      fit: { type: 'boolean', default: false },
      'fit-certainty': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(usage);
  const actions = () => readCatalog(values.catalog ?? dataFile('catalog.jsonl'));
  if (values.fit) return fitWeights(actions(), fittedTo(values.queries));
  if (values['fit-certainty']) {
    const own = readQueries(dataFile('train-own-queries.jsonl'));
    // What an app has is there as well where no app is named.
    const everywhere = own.filter(({ acceptable }) => acceptable.length > 0).map((one) => ({ ...one, scope: '*' }));
    return fitCertainty([
      { actions: actions(), queries: fittedTo(values.queries) },
      { actions: await ownActions(), queries: [...own, ...everywhere] },
    ]);
  }
  const builds = values.compare ? [porin, miniSearch, bm25] : [porin];
  const parts = await partsOf(values);
  const first: (readonly Outcome[])[] = [];
  for (const part of parts) first.push(await show(part, builds, values.failures));
  const [development, fresh] = first;
  if (values.queries === undefined && development && fresh) console.log(gap(development, fresh));
}

async function partsOf({ queries, catalog }: { queries?: string; catalog?: string }): Promise<Part[]> {
  const file = catalog ?? dataFile('catalog.jsonl');
  const actions = file === 'own' ? await ownActions() : readCatalog(file);
  const part = (title: string, from: string | URL): Part => {
    const isSealed = basename(from instanceof URL ? from.pathname : from).startsWith('fresh');
    return { title, actions, queries: readQueries(from), isSealed };
  };
  if (queries !== undefined) return [part(basename(queries), queries)];
  const all = readQueries(dataFile('own-queries.jsonl'));
  const own = await ownActions();
  const apps = [...new Set(all.map(({ scope }) => scope))];
  return [
    part('Development file', dataFile('dev-queries.jsonl')),
    part('Fresh file', dataFile('fresh-queries.jsonl')),
    part('Second fresh file, harder', dataFile('fresh-queries-2.jsonl')),
    { title: 'Own apps', actions: own, queries: all, isSealed: false },
    ...apps.map((app) => ({
      title: `Own app ${app}`,
      actions: own,
      queries: all.filter(({ scope }) => scope === app),
      isSealed: false,
    })),
  ];
}

function fittedTo(file: string | undefined): Query[] {
  if (file !== undefined) return readQueries(file);
  return [...readQueries(dataFile('train-queries.jsonl')), ...readQueries(dataFile('dev-queries.jsonl'))];
}

/** Prints one query file; gives the outcomes of the first engine. */
async function show(part: Part, builds: readonly Build[], withFailures: boolean): Promise<readonly Outcome[]> {
  const results: { engine: string; outcomes: readonly Outcome[] }[] = [];
  for (const build of builds) {
    const engine = engineOf(build, part.actions);
    results.push({ engine: engine.name, outcomes: await ask(engine, part.queries) });
  }
  console.log(`${report(part.title, results)}\n`);
  const [{ outcomes } = { outcomes: [] }] = results;
  if (withFailures && !part.isSealed) for (const line of failures(outcomes)) console.log(line);
  return outcomes;
}

const built = new Map<readonly Searchable[], Map<Build, ReturnType<Build>>>();

function engineOf(build: Build, actions: readonly Searchable[]): ReturnType<Build> {
  const own = built.get(actions) ?? new Map<Build, ReturnType<Build>>();
  built.set(actions, own);
  const engine = own.get(build) ?? build(actions);
  own.set(build, engine);
  return engine;
}

function failures(outcomes: readonly Outcome[]): string[] {
  return outcomes
    .filter((one) => (isAnswerable(one) ? one.rank !== 1 : !one.isEmpty))
    .map(({ query, rank }) => `${rank} ${query.kind} ${query.scope} | ${query.query} | ${query.acceptable.join(' ')}`);
}

/** By how much the search is better on the file that it was fitted to. */
function gap(development: readonly Outcome[], fresh: readonly Outcome[]): string {
  const recall = (outcomes: readonly Outcome[]) =>
    figure(
      outcomes.filter((one) => isAnswerable(one) && one.query.scope !== '*'),
      measures['recall@1'],
    ).value;
  return `Development minus fresh, recall@1 within an app: ${(recall(development) - recall(fresh)).toFixed(3)}`;
}
