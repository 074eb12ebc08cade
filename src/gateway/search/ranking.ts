import { certaintyOf, leastCertain, scoreBeside } from './certainty.ts';
import type { Elsewhere } from './elsewhere.ts';
import type { Embeddings } from './embeddings/embeddings.ts';
import type { ActionIndex, Found } from './index/action-index.ts';
import { asksToDestroy } from './index/destroying.ts';
import type { Searchable } from './index/document.ts';
import type { Kept } from './kept-index.ts';

/** The copy in the build, as it was when the rest was built. */
declare const PORIN_WORD_VECTORS: string;

interface Source {
  readonly app: string;
  readonly definition: { readonly name: string };
  readonly actions: ReadonlyMap<string, Searchable['action']>;
}

/** What is asked for, and among what. */
export interface Asking {
  readonly intent: string;
  /** Actions of one tenant, besides those that everybody sees: the same list as long as nothing changes. */
  readonly saved: readonly Searchable[];
  /** Only actions of these apps; an empty name is for those of no app. */
  readonly apps?: readonly string[] | undefined;
}

export interface Ranking {
  /** The score of each action that fits, 0 to 1, by id; empty when nothing fits. */
  rank(asking: Asking): Promise<ReadonlyMap<string, number>>;
  /** Why each of the actions ranks where it does, in words. */
  explain(asking: Asking, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /** The apps that the intent surely names. */
  appsNamed(asking: Asking): Promise<readonly string[]>;
}

/** So many are told where something fits: the right one is mostly among them, though it may not be sure. */
const fewestFound = 10;
/** What lies behind these many letters is not read. */
const longestIntent = 1_000;

/**
 * Ranks connectors' own actions and saved ones by an intent. The index of the former is built at the first question, or taken from where it
 * is kept; what is added to it for one tenant's saved ones is that tenant's alone, and lives as long as the list of them. A model has a
 * say in the order where there is one.
 */
export function createRanking(
  sources: () => Promise<readonly Source[]>,
  embeddings?: Embeddings,
  kept?: Kept,
): Ranking {
  const indexFor = indexes(sources, embeddings, kept);
  return {
    async rank({ intent, saved, apps }) {
      const { all, elsewhere } = await indexFor(saved);
      const asked = intent.slice(0, longestIntent);
      const found = all.find(asked, { apps });
      const isEverywhere = apps === undefined && all.appsNamed(asked).length === 0;
      const certainty = certaintyOf(found, { elsewhere: elsewhere.best(asked), isEverywhere });
      const [best] = found;
      if (best === undefined || certainty < leastCertain) return new Map();
      const scored = found.map((one) => ({ ...one, score: scoreBeside(certainty, best, one) }));
      const ordered = embeddings ? await embeddings.reorder(intent, scored, leadersOf(all, intent, best)) : scored;
      return new Map(fitting(ordered).map((one) => [idOf(one), one.score]));
    },
    async appsNamed({ intent, saved }) {
      return (await indexFor(saved)).all.appsNamed(intent.slice(0, longestIntent));
    },
    async explain({ intent, saved, apps }, ids) {
      const wanted = new Set(ids);
      const { all } = await indexFor(saved);
      return all.explain(intent.slice(0, longestIntent), { apps }, (one) => {
        const id = idOf(one);
        return wanted.has(id) ? id : undefined;
      });
    },
  };
}

/** What is searched for who has saved actions of their own; made when it is first asked for. */
function indexes(
  sources: () => Promise<readonly Source[]>,
  embeddings: Embeddings | undefined,
  kept: Kept | undefined,
): (saved: readonly Searchable[]) => Promise<Opened> {
  let index: Promise<Opened> | undefined;
  const additions = new WeakMap<readonly Searchable[], ActionIndex>();
  const build = async () => {
    const actions = (await sources()).flatMap(({ app, definition, actions: own }) =>
      [...own.values()].map((action) => ({ app, appName: definition.name, action })),
    );
    void embeddings?.learn(actions);
    return open(actions, kept);
  };
  return async (saved) => {
    // A failure is not kept: the next question tries again.
    index ??= build().catch((error: unknown) => {
      index = undefined;
      throw error;
    });
    const { all: base, elsewhere } = await index;
    if (saved.length === 0) return { all: base, elsewhere };
    const known = additions.get(saved);
    if (known) return { all: known, elsewhere };
    const made = base.extended(saved);
    additions.set(saved, made);
    void embeddings?.learn(saved);
    return { all: made, elsewhere };
  };
}

function fitting<T extends { readonly score: number }>(ordered: readonly T[]): readonly T[] {
  return ordered.filter(({ score }, at) => at < fewestFound || score >= leastCertain);
}

/** What may come first: something that destroys only where the words want that, however alike a model finds it. */
function leadersOf(index: ActionIndex, intent: string, best: Found): (one: Pick<Found, 'action' | 'signs'>) => boolean {
  const isHarmless = ({ action, signs }: Pick<Found, 'action' | 'signs'>) =>
    action.effect !== 'destroy' || signs.same === 1;
  const mayDestroy = !isHarmless(best) || asksToDestroy(index.read(intent.slice(0, longestIntent)));
  return (one) => mayDestroy || isHarmless(one);
}

interface Opened {
  readonly all: ActionIndex;
  readonly elsewhere: Elsewhere;
}

/** Loads what is known of the language, too: a start of the gateway would feel it. */
async function open(actions: readonly Searchable[], kept: Kept | undefined): Promise<Opened> {
  const [{ openIndex }, { Elsewhere }, { readVectors }] = await Promise.all([
    import('./kept-index.ts'),
    import('./elsewhere.ts'),
    import('./language/vectors.ts'),
  ]);
  const vectors = readVectors(location());
  return { all: await openIndex(actions, vectors, kept), elsewhere: new Elsewhere(vectors) };
}

function location(): URL {
  if (!import.meta.url.endsWith('.ts')) return new URL(PORIN_WORD_VECTORS, import.meta.url);
  return new URL('./language/vectors.bin', import.meta.url);
}

function idOf({ app, action }: Searchable): string {
  return action.id ?? `${app}.${action.key}`;
}
