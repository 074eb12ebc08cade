import { digestOf } from '../../kernel/digest.ts';
import { Lru } from '../../kernel/lru.ts';
import type { ConnectionRow, Storage } from '../../kernel/ports/storage.ts';
import type { ConnectLinkRow } from '../../kernel/ports/storage-connect.ts';
import { newUnguessable } from '../../kernel/unguessable.ts';

const validMs = 3_600_000;
const reusedMs = validMs / 2;
const cachedLinks = 10_000;

/** Unguessable links to the connect page: stored as hashes, valid for an hour, used once. */
export interface ConnectLinks {
  /**
   * The address of the page for this connection; the same one for half an hour, so that polling makes no rows.
   * `requestedBy` is the program that asks, as its login named it; the page shows it.
   */
  urlFor(connection: ConnectionRow, requestedBy?: string): Promise<string>;
  /** The token of a link of its own for one request, so that its page knows whom it serves. */
  tokenFor(connection: ConnectionRow, requestId: string, requestedBy?: string): Promise<string>;
  /** The live link behind a token. */
  find(token: string): Promise<ConnectLinkRow | undefined>;
  /** The link behind a token while its time lasts, used or not. */
  known(token: string): Promise<ConnectLinkRow | undefined>;
  /** True for the browser that claims it first, and for nobody else from then on. */
  claim(link: ConnectLinkRow, browserToken: string): Promise<boolean>;
  /** True for the one call that uses it up. */
  use(link: ConnectLinkRow): Promise<boolean>;
}

export function createConnectLinks(
  storage: Storage['connectLinks'],
  publicUrl: () => string,
  now: () => number,
): ConnectLinks {
  const current = new Lru<string, { readonly token: string; readonly createdAt: number }>(cachedLinks);

  async function shared(connection: ConnectionRow, requestedBy?: string): Promise<string> {
    const key = keyOf(connection.id, requestedBy);
    const made = current.get(key);
    // Another node may have seen it used, and one that a browser has claimed is no good to whoever asks for another.
    if (made && made.createdAt + reusedMs > now() && (await find(made.token))?.browserHash === null) return made.token;
    const token = await make(connection, null, requestedBy);
    current.set(key, { token, createdAt: now() });
    return token;
  }

  async function make(connection: ConnectionRow, requestId: string | null, requestedBy?: string): Promise<string> {
    const { token, hash } = newUnguessable({ bytes: 24 });
    const link: ConnectLinkRow = {
      hash,
      tenantId: connection.tenantId,
      connectionId: connection.id,
      requestedBy: requestedBy ?? null,
      requestId,
      browserHash: null,
      createdAt: now(),
      expiresAt: now() + validMs,
      usedAt: null,
    };
    await storage.insert(link);
    return token;
  }

  async function known(token: string): Promise<ConnectLinkRow | undefined> {
    const link = await storage.byHash(digestOf(token));
    return link && link.expiresAt > now() ? link : undefined;
  }

  async function find(token: string): Promise<ConnectLinkRow | undefined> {
    const link = await known(token);
    return link?.usedAt === null ? link : undefined;
  }

  return {
    urlFor: async (connection, requestedBy) => `${publicUrl()}/connect/${await shared(connection, requestedBy)}`,
    tokenFor: make,
    known,
    find,
    claim: (link, browserToken) => storage.claim(link.hash, digestOf(browserToken), now()),
    use: (link) => storage.use(link.hash, now()),
  };
}

function keyOf(connectionId: string, requestedBy = ''): string {
  return `${connectionId}\n${requestedBy}`;
}
