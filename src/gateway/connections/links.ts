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
  /** The address of the page for this connection; the same one for half an hour, so that polling makes no rows. */
  urlFor(connection: ConnectionRow): Promise<string>;
  /** The live link behind a token. */
  find(token: string): Promise<ConnectLinkRow | undefined>;
  /** True for the one call that uses it up. */
  use(link: ConnectLinkRow): Promise<boolean>;
}

export function createConnectLinks(
  storage: Storage['connectLinks'],
  publicUrl: () => string,
  now: () => number,
): ConnectLinks {
  const current = new Lru<string, { readonly token: string; readonly link: ConnectLinkRow }>(cachedLinks);
  return {
    async urlFor(connection) {
      const known = current.get(connection.id);
      if (known && known.link.createdAt + reusedMs > now()) return `${publicUrl()}/connect/${known.token}`;
      const token = randomBytes(24).toString('base64url');
      const link: ConnectLinkRow = {
        hash: digestOf(token),
        tenantId: connection.tenantId,
        connectionId: connection.id,
        requestedBy: null,
        createdAt: now(),
        expiresAt: now() + validMs,
        usedAt: null,
      };
      await storage.insert(link);
      current.set(connection.id, { token, link });
      return `${publicUrl()}/connect/${token}`;
    },
    async find(token) {
      const link = await storage.byHash(digestOf(token));
      return link && link.usedAt === null && link.expiresAt > now() ? link : undefined;
    },
    use(link) {
      current.delete(link.connectionId);
      return storage.use(link.hash, now());
    },
  };
}
