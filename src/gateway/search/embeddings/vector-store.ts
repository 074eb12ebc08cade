import { digestOf } from '../../../kernel/digest.ts';
import { Lru } from '../../../kernel/lru.ts';
import type { EmbeddingStorage } from '../../../kernel/ports/storage-search.ts';
import type { Logger } from '../../../kernel/ports/telemetry.ts';
import type { Embed } from './endpoint.ts';

export interface VectorStoreParts {
  readonly storage: EmbeddingStorage;
  readonly embed: Embed;
  /** Tells vectors of one model from another's. */
  readonly model: string;
  readonly logger: Logger;
  readonly now: () => number;
}

const cached = 50_000;
const batchTexts = 64;
const batchTimeoutMs = 60_000;
const firstPauseMs = 5_000;
const longestPauseMs = 5 * 60_000;
const dayMs = 24 * 3_600_000;
/** What nobody asked about for so long belongs to an action that is gone. */
const keptDays = 60;
const clearedAtOnce = 10_000;

/** The vectors of texts: kept in the database under the text's digest, made in the background. */
export class VectorStore {
  readonly #parts: VectorStoreParts;
  readonly #known = new Lru<string, Int8Array>(cached);
  readonly #wanted = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #pauseMs = firstPauseMs;
  #batch = batchTexts;
  #clearedAt = 0;
  #isStopped = false;

  constructor(parts: VectorStoreParts) {
    this.#parts = parts;
  }

  /** Those that there are; the others are made in the background. */
  async get(texts: readonly string[]): Promise<readonly (Int8Array | undefined)[]> {
    const digests = texts.map(digestOf);
    const unread = digests.filter((digest) => this.#known.get(digest) === undefined && !this.#wanted.has(digest));
    const { storage, model, now } = this.#parts;
    const stored = unread.length === 0 ? new Map() : await storage.get(model, [...new Set(unread)], now());
    for (const [digest, bytes] of stored) this.#known.set(digest, new Int8Array(bytes));
    const vectors = digests.map((digest) => this.#known.get(digest));
    for (const [at, digest] of digests.entries())
      if (vectors[at] === undefined) this.#wanted.set(digest, texts[at] ?? '');
    this.#work();
    return vectors;
  }

  /** Makes the vector of a text anew, because the model gives others than it did. */
  renew(text: string): void {
    const digest = digestOf(text);
    this.#known.delete(digest);
    this.#wanted.set(digest, text);
    this.#work();
  }

  /** Resolves when nothing is being made. */
  async idle(): Promise<void> {
    await this.#working;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#working;
  }

  #work(): void {
    if (this.#isStopped || this.#wanted.size === 0 || this.#working || this.#timer) return;
    this.#working = this.#makeAll()
      .catch((error: unknown) => this.#tryLater(error))
      .finally(() => {
        this.#working = undefined;
      });
  }

  async #makeAll(): Promise<void> {
    const { storage, embed, model, now } = this.#parts;
    while (this.#wanted.size > 0 && !this.#isStopped) {
      const batch = [...this.#wanted].slice(0, this.#batch);
      const made = await embed(
        batch.map(([, text]) => text),
        batchTimeoutMs,
      );
      const rows = batch.flatMap(([digest], at) => (made[at] ? [{ digest, vector: made[at] }] : []));
      await storage.put(model, rows, now());
      for (const { digest, vector } of rows) {
        this.#known.set(digest, vector);
        this.#wanted.delete(digest);
      }
      this.#pauseMs = firstPauseMs;
      this.#batch = Math.min(batchTexts, this.#batch * 2);
    }
    if (this.#isStopped || now() - this.#clearedAt < dayMs) return;
    this.#clearedAt = now();
    await storage.deleteUnseen(now() - keptDays * dayMs, clearedAtOnce);
  }

  #tryLater(error: unknown): void {
    const { logger } = this.#parts;
    logger.warn({ err: error, waiting: this.#wanted.size }, 'vectors of actions could not be made');
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#work();
    }, this.#pauseMs).unref();
    this.#pauseMs = Math.min(longestPauseMs, this.#pauseMs * 2);
    // One text that the model refuses must not hold up the others: by and by it stands alone, and then at the end.
    this.#batch = Math.ceil(this.#batch / 2);
    const [first] = this.#wanted;
    if (this.#batch > 1 || !first) return;
    this.#wanted.delete(first[0]);
    this.#wanted.set(...first);
  }
}
