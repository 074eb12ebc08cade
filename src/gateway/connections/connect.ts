import { PorinError } from '../../kernel/errors.ts';
import type { ConnectPage, ConnectPort } from '../../kernel/ports/connect.ts';
import type { ConnectionRow } from '../../kernel/ports/storage.ts';
import type { OAuth2 } from '../auth/oauth2/oauth2.ts';
import { authOption, type Connector } from '../catalog/catalog.ts';
import type { ConnectionsParts } from './connections.ts';
import { acceptCredentials } from './credentials.ts';
import { optionView } from './option-view.ts';
import { createSettle, linkNotValid, stored } from './settle.ts';

export interface ConnectParts extends ConnectionsParts {
  readonly oauth2: OAuth2;
}

/** What stands behind the connect page. */
export function createConnect(parts: ConnectParts): ConnectPort {
  const { storage, catalog, links, oauth2, publicUrl } = parts;

  async function subjectOf(token: string) {
    const link = await links.find(token);
    const row = link && (await storage.connections.get(link.tenantId, link.connectionId));
    if (!link || !row || row.archivedAt !== null) {
      throw linkNotValid('It may be used, expired or mistyped; porin connection get shows a new one');
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
      options: await Promise.all(definition.auth.map((option) => optionView(oauth2, row, option))),
      isConnected: row.state === 'READY',
      ...(row.error === null ? {} : { error: row.error.message }),
    };
  }
  const settle = createSettle(parts, async (row) => pageOf(row, await catalog.connector(row.app)));
  return {
    publicUrl,
    async open(token) {
      const { row, connector } = await subjectOf(token);
      return pageOf(row, connector);
    },
    async submit(token, optionKey, input) {
      const { link, row, connector } = await subjectOf(token);
      const accepted = await acceptCredentials(parts, { row, connector, input, optionKey });
      // Used up before anything is stored: of two submissions at once, one is too late.
      if (!(await links.use(link))) throw linkNotValid('It was used a moment ago');
      return pageOf(await stored(parts, row, accepted), connector);
    },
    async begin(token, { option: key, ...request }) {
      const { row, connector } = await subjectOf(token);
      const option = authOption(connector.definition, key);
      if (option.type !== 'oauth2') throw noSignIn(key);
      return oauth2.begin({ ...request, row, option, linkToken: token }, settle);
    },
    finish: (query, browserToken) => settle(oauth2.finish(query, browserToken)),
    async device(ticket, browserToken) {
      const result = browserToken === undefined ? undefined : await oauth2.deviceResult(ticket, browserToken);
      if (!result || result.status === 'failed') return result;
      const row = await storage.connections.get(result.tenantId, result.connectionId);
      if (!row) throw linkNotValid('Its connection is gone');
      return { status: 'connected', page: await pageOf(row, await catalog.connector(row.app)), after: result.after };
    },
  };
}

function noSignIn(key: string): PorinError {
  return new PorinError('bad_request', `option: '${key.slice(0, 60)}' needs no sign-in`, {
    hint: 'Send its credentials with the form',
  });
}
