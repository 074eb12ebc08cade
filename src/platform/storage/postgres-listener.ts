import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { type Change, changeKinds } from '../../kernel/ports/storage.ts';
import type { Logger } from '../../kernel/ports/telemetry.ts';

export const changeChannel = 'porin_changes';

const noticeSchema = z.object({
  node: z.string(),
  kind: z.enum(changeKinds),
  ids: z.array(z.string()),
});

/** What one node tells the others. */
export type Notice = z.infer<typeof noticeSchema>;

const heartbeatMs = 10_000;
const maxRetryDelayMs = 5000;

/** One connection that hears what other nodes changed, and comes back when it is lost. */
export class PostgresListener {
  readonly #config: pg.ClientConfig;
  readonly #node: string;
  readonly #logger: Logger | undefined;
  readonly #stopped = new AbortController();
  #client: pg.Client | undefined;
  #heard: (change: Change) => void = () => undefined;

  constructor(config: pg.ClientConfig, node: string, logger: Logger | undefined) {
    this.#config = config;
    this.#node = node;
    this.#logger = logger;
  }

  /** Resolves when changes are heard. Errors: the driver's. */
  async start(): Promise<void> {
    this.#client = await this.#connect();
  }

  /** Whom to tell. */
  onHeard(heard: (change: Change) => void): () => void {
    this.#heard = heard;
    return () => {
      this.#heard = () => undefined;
    };
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#client?.end();
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client(this.#config);
    let heartbeat: NodeJS.Timeout | undefined;
    client.on('notification', ({ payload }) => this.#receive(payload ?? ''));
    client.on('error', (error) =>
      this.#logger?.warn({ err: error }, 'the change listener lost its database connection'),
    );
    await client.connect();
    try {
      await client.query(`listen ${changeChannel}`);
    } catch (error) {
      await client.end();
      throw error;
    }
    client.once('end', () => {
      clearInterval(heartbeat);
      void this.#reconnect();
    });
    // A peer that vanished without a word is found only by talking to it; the query's time-out ends the client.
    heartbeat = setInterval(() => client.query('select 1').catch(() => client.end()), heartbeatMs);
    heartbeat.unref();
    return client;
  }

  async #reconnect(): Promise<void> {
    for (let waitMs = 100; !this.#stopped.signal.aborted; waitMs = Math.min(waitMs * 2, maxRetryDelayMs)) {
      try {
        this.#client = await this.#connect();
        return this.#missedSome();
      } catch (error) {
        this.#logger?.warn({ err: error, retryInMs: waitMs }, 'the change listener cannot reach the database');
      }
      // Aborted by stop(): the loop's condition ends it.
      await delay(waitMs, undefined, { signal: this.#stopped.signal, ref: false }).catch(() => undefined);
    }
  }

  // Nobody knows what was missed meanwhile.
  #missedSome(): void {
    if (this.#stopped.signal.aborted) void this.#client?.end();
    for (const kind of changeKinds) this.#heard({ kind, id: '*' });
  }

  #receive(payload: string): void {
    const notice = parseNotice(payload);
    if (!notice) {
      this.#logger?.warn({ channel: changeChannel }, 'an unreadable change notice was ignored');
      return;
    }
    if (notice.node === this.#node) return;
    for (const id of notice.ids) this.#heard({ kind: notice.kind, id });
  }
}

function parseNotice(payload: string): Notice | undefined {
  try {
    return noticeSchema.safeParse(JSON.parse(payload)).data;
  } catch {
    // Anybody with the password may send on the channel, also what is not JSON.
    return undefined;
  }
}
