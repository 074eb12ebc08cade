import { randomBytes } from 'node:crypto';
import { digestOf } from '../../kernel/digest.ts';
import { Lru } from '../../kernel/lru.ts';
import type { ConnectionRow, Storage } from '../../kernel/ports/storage.ts';
import type { ConnectLinkRow } from '../../kernel/ports/storage-connect.ts';

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
  /** The token of that address. */
  tokenFor(connection: ConnectionRow, requestedBy?: string): Promise<string>;
  /** The live link behind a token. */
  find(token: string): Promise<ConnectLinkRow | undefined>;
  /** The link behind a token while its time lasts, used or not. */
  known(token: string): Promise<ConnectLinkRow | undefined>;
  /** True for the one call that uses it up. */
  use(link: ConnectLinkRow): Promise<boolean>;
}

export function createConnectLinks(
  storage: Storage['connectLinks'],
  publicUrl: () => string,
  now: () => number,
): ConnectLinks {
  const current = new Lru<string, { readonly token: string; readonly link: ConnectLinkRow }>(cachedLinks);

  async function tokenFor(connection: ConnectionRow, requestedBy?: string): Promise<string> {
    const known = current.get(keyOf(connection.id, requestedBy));
    if (known && known.link.createdAt + reusedMs > now()) return known.token;
    const token = randomBytes(24).toString('base64url');
    const link: ConnectLinkRow = {
      hash: digestOf(token),
      tenantId: connection.tenantId,
      connectionId: connection.id,
      requestedBy: requestedBy ?? null,
      createdAt: now(),
      expiresAt: now() + validMs,
      usedAt: null,
    };
    await storage.insert(link);
    current.set(keyOf(connection.id, requestedBy), { token, link });
    return token;
  }

  async function known(token: string): Promise<ConnectLinkRow | undefined> {
    const link = await storage.byHash(digestOf(token));
    return link && link.expiresAt > now() ? link : undefined;
  }

  return {
    urlFor: async (connection, requestedBy) => `${publicUrl()}/connect/${await tokenFor(connection, requestedBy)}`,
    tokenFor,
    known,
    async find(token) {
      const link = await known(token);
      return link?.usedAt === null ? link : undefined;
    },
    use(link) {
      current.delete(keyOf(link.connectionId, link.requestedBy));
      return storage.use(link.hash, now());
    },
  };
}

function keyOf(connectionId: string, requestedBy: string | null = ''): string {
  return `${connectionId}\n${requestedBy ?? ''}`;
}
