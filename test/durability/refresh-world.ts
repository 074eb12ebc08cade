import { defineConnector } from '../../src/kernel/connector.ts';
import { newId } from '../../src/kernel/ids.ts';
import type { ConnectionRow, Storage } from '../../src/kernel/ports/storage.ts';
import type { Vault } from '../../src/kernel/ports/vault.ts';

/** What runner and workers of the refresh test know alike. */

export interface WorkerOptions {
  readonly databaseUrl: string;
  readonly vaultKey: string;
  readonly serverUrl: string;
  readonly tenantId: string;
  readonly connectionId: string;
  readonly callers: number;
}

/** What one worker's callers got in a round: how many each token, and how many each error. */
export interface RoundReport {
  readonly round: number;
  readonly tokens: Readonly<Record<string, number>>;
  readonly errors: Readonly<Record<string, number>>;
}

export const app = 'tokens';
export const client = { id: 'porin', secret: 'client-secret-0123456789' };

export function definitionAt(serverUrl: string) {
  return defineConnector({
    name: 'Tokens',
    description: 'An app whose tokens end',
    domains: ['tokens.test'],
    links: { docs: 'https://docs.tokens.test', homepage: 'https://tokens.test' },
    baseUrl: serverUrl,
    auth: [
      {
        key: 'oauth',
        title: 'Sign in',
        type: 'oauth2',
        grant: 'authorization_code',
        authorizeUrl: `${serverUrl}/authorize`,
        tokenUrl: `${serverUrl}/token`,
        revokeUrl: `${serverUrl}/revoke`,
        scopes: [],
        fields: {},
      },
    ],
    limits: { concurrency: 8, timeoutMs: 5_000, maxResponseBytes: 100_000 },
    errorMessagePaths: ['message'],
  });
}

/** The tenant, the integration with its client, and a connection that nobody has signed in to yet. */
export async function furnish(storage: Storage, vault: Vault): Promise<ConnectionRow> {
  const now = Date.now();
  const tenant = await storage.tenants.ensure('chaos', now);
  const times = { createdAt: now, updatedAt: now, archivedAt: null };
  await storage.integrations.insert({
    id: app,
    workspaceId: tenant.workspaceId,
    key: app,
    name: 'Tokens',
    app,
    description: null,
    parameters: { clientId: client.id },
    options: {},
    meta: null,
    revision: 1,
    ...times,
  });
  await storage.secrets.put(app, vault.sealSecret({ ownerId: app, version: 1 }, { clientSecret: client.secret }));
  const row: ConnectionRow = {
    id: newId('con'),
    tenantId: tenant.id,
    key: null,
    name: 'Tokens',
    app,
    integrationId: null,
    authOption: 'oauth',
    sandbox: false,
    state: 'CLIENT_ACTION_REQUIRED',
    fields: {},
    error: null,
    question: null,
    credentialsExpireAt: null,
    meta: null,
    revision: 1,
    ...times,
  };
  await storage.connections.insert(row);
  return row;
}
