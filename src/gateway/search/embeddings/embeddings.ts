import { Lru } from '../../../kernel/lru.ts';
import type { Egress } from '../../../kernel/ports/egress.ts';
import type { EmbeddingStorage } from '../../../kernel/ports/storage-search.ts';
import type { Logger } from '../../../kernel/ports/telemetry.ts';
import { blend } from './blend.ts';
import { Breaker } from './breaker.ts';
import { cosine } from './compact.ts';
import { createEndpoint, type EndpointSettings } from './endpoint.ts';
import { VectorStore } from './vector-store.ts';

export interface EmbeddingsParts {
  readonly endpoint: EndpointSettings;
  readonly egress: Pick<Egress, 'send'>;
  readonly storage: EmbeddingStorage;
  readonly logger: Logger;
  readonly now: () => number;
}

/** An action as its vector is made of it. */
export interface Embeddable {
  readonly appName: string;
  readonly action: { readonly name: string; readonly description: string; readonly phrases: readonly string[] };
}

/** Ranking by a model of the operator's, beside the ranking by words. */
export interface Embeddings {
  /** Has vectors made of the actions that have none, in the background; resolves when it is known which. Errors: none. */
  learn(actions: readonly Embeddable[]): Promise<void>;
  /**
   * What the words found, best first, in an order that the model has a say in; as it was when the model does not answer in time. What may
   * not lead is not put first.
   */
  reorder<T extends Embeddable & { readonly score: number }>(
    query: string,
    found: readonly T[],
    mayLead?: (one: T) => boolean,
  ): Promise<readonly T[]>;
  /** Resolves when no vectors are being made. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** Longest that a search waits for the model. */
const patienceMs = 150;
/** So many of the best by words are ordered; what stands below them nobody reads. */
const mostReordered = 100;
const cachedQueries = 1_000;
const maxTextLength = 2_000;

export function createEmbeddings({ endpoint, egress, storage, logger, now }: EmbeddingsParts): Embeddings {
  const embed = createEndpoint(egress, endpoint);
  const { model } = endpoint;
  const store = new VectorStore({ storage, embed, model, logger, now });
  const breaker = new Breaker(now, (error) =>
    logger.warn({ err: error }, 'the embeddings endpoint fails or is slow; actions are ranked by words alone'),
  );
  const queries = new Lru<string, Int8Array>(cachedQueries);

  async function vectorOf(query: string): Promise<Int8Array | undefined> {
    const known = queries.get(query);
    if (known || !breaker.mayCall) return known;
    const [vector] = await breaker.call(() => embed([query], patienceMs));
    if (vector) queries.set(query, vector);
    return vector;
  }

  /** Undefined for what has no vector, or one of another length. */
  async function likeness(query: string, texts: readonly string[]) {
    const [wanted, vectors] = await Promise.all([vectorOf(query), store.get(texts)]);
    if (!wanted) return undefined;
    // The model gives others than it did, for the actions or for this query.
    if (vectors.some((vector) => vector && vector.length !== wanted.length)) queries.delete(query);
    return vectors.map((vector, at) => {
      if (vector && vector.length !== wanted.length) store.renew(texts[at] ?? '');
      return vector?.length === wanted.length ? cosine(wanted, vector) : undefined;
    });
  }

  return {
    async learn(actions) {
      try {
        await store.get(actions.map(textOf));
      } catch (error) {
        logger.warn({ err: error }, 'vectors of actions could not be read');
      }
    },
    async reorder(query, found, mayLead = () => true) {
      const best = found.slice(0, mostReordered);
      // A single one has no order.
      if (best.length < 2) return found;
      const asked = query.trim().slice(0, maxTextLength);
      const known = likeness(asked, best.map(textOf)).catch((error: unknown) => {
        logger.debug({ err: error }, 'no vector for a query');
        return undefined;
      });
      const likenesses = await withinPatience(known);
      return likenesses ? [...blend(best, likenesses, mayLead), ...found.slice(mostReordered)] : found;
    },
    idle: () => store.idle(),
    stop: () => store.stop(),
  };
}

async function withinPatience<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function textOf({ appName, action }: Embeddable): string {
  const { name, description, phrases } = action;
  const sentences = [appName === '' ? name : `${appName}: ${name}`, description, ...phrases].filter(Boolean);
  return sentences.join('. ').slice(0, maxTextLength);
}
