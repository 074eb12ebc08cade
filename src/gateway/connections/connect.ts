import { isPorinError, PorinError } from '../../kernel/errors.ts';
import type { ConnectPage, ConnectPort } from '../../kernel/ports/connect.ts';
import type { ConnectionRow } from '../../kernel/ports/storage.ts';
import type { Connector } from '../catalog/catalog.ts';
import type { ConnectionsParts } from './connections.ts';
import { type Acceptance, acceptCredentials, storeCredentials } from './credentials.ts';

/** What stands behind the connect page. */
export function createConnect(parts: ConnectionsParts): ConnectPort {
  const { storage, catalog, links } = parts;

  async function subjectOf(token: string) {
    const link = await links.find(token);
    const row = link && (await storage.connections.get(link.tenantId, link.connectionId));
    if (!link || !row || row.archivedAt !== null) {
      throw notValid('It may be used, expired or mistyped; porin connection get shows a new one');
    }
    return { link, row, connector: await catalog.connector(row.app) };
  }

  async function pageOf(row: ConnectionRow, { definition }: Connector): Promise<ConnectPage> {
    const tenant = await storage.tenants.get(row.tenantId);
    return {
      appName: definition.name,
      appDescription: definition.description,
      ...(definition.links.credentials === undefined ? {} : { credentialsHelp: definition.links.credentials }),
      connectionName: row.name,
      tenantKey: tenant?.key ?? row.tenantId,
      options: definition.auth.map(({ key, title, fields }) => ({ key, title, fields })),
      isConnected: row.state === 'READY',
      ...(row.error === null ? {} : { error: row.error.message }),
    };
  }

  return {
    publicUrl: parts.publicUrl,
    async open(token) {
      const { row, connector } = await subjectOf(token);
      return pageOf(row, connector);
    },
    async submit(token, optionKey, input) {
      const { link, row, connector } = await subjectOf(token);
      const accepted = await acceptCredentials(parts, { row, connector, input, optionKey });
      // Used up before anything is stored: of two submissions at once, one is too late.
      if (!(await links.use(link))) throw notValid('It was used a moment ago');
      return pageOf(await stored(parts, row, accepted), connector);
    },
  };
}

/** A connection that was archived while the app was asked has no link any more. */
async function stored(parts: ConnectionsParts, row: ConnectionRow, accepted: Acceptance): Promise<ConnectionRow> {
  try {
    return await storeCredentials(parts, row, accepted);
  } catch (error) {
    if (isPorinError(error) && error.code === 'conflict') throw notValid('Its connection was archived a moment ago');
    throw error;
  }
}

function notValid(hint: string): PorinError {
  return new PorinError('not_found', 'This link is not valid', { hint });
}
