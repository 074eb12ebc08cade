import { isPorinError, PorinError } from '../../../kernel/errors.ts';
import type { Client, OperationOutput } from '../../client/client.ts';

export type Connection = OperationOutput<'connections.get'>;

/** What somebody wants to connect; the first that is given counts. */
export interface ConnectWish {
  readonly connection: string | undefined;
  /** Key of a connection, or of the one to make. */
  readonly key: string | undefined;
  readonly integration: string | undefined;
  readonly connector: string | undefined;
  readonly appUrl: string | undefined;
  readonly intent: string | undefined;
  readonly name: string | undefined;
  readonly sandbox: boolean | undefined;
  /** Make one more, though there is one. */
  readonly isFurther: boolean;
}

const mostConnections = 100;

/** The connection that is meant: the one there is, else a new one. Errors: the gateway's; `bad_request` when nothing is named. */
export async function obtainConnection(client: Client, wish: ConnectWish): Promise<Connection> {
  if (wish.connection !== undefined)
    return again(client, await client.call('connections.get', { id: wish.connection }));
  const keyed = wish.key === undefined ? undefined : await connectionOfKey(client, wish.key);
  if (keyed) return again(client, keyed);
  if (wish.integration !== undefined) return ofIntegration(client, wish, wish.integration);
  return ensured(client, wish);
}

async function ofIntegration(
  client: Client,
  { name, sandbox, key, isFurther }: ConnectWish,
  integrationId: string,
): Promise<Connection> {
  const known = isFurther ? undefined : await existing(client, integrationId, sandbox);
  return known ?? client.call('connections.create', { integrationId, name, sandbox, key });
}

/** By connector, address or words. One more is made of the same app as the one there is. */
async function ensured(client: Client, wish: ConnectWish): Promise<Connection> {
  const { connector, intent, name, sandbox, key, isFurther } = wish;
  const named = connector ?? wish.appUrl ?? intent;
  if (named === undefined) {
    throw new PorinError('bad_request', 'Nothing to connect is named', {
      hint: 'Give the address of the app, --connectorId, --integrationKey or --connectionId; search finds connectors',
    });
  }
  if (isFurther) {
    const app = connector ?? (await found(() => client.call('apps.get', { id: named })))?.id;
    if (app !== undefined) return client.call('connections.create', { externalAppId: app, name, sandbox, key });
  }
  const connection = await client.call('connections.ensure', {
    ...(connector === undefined ? { appUrl: wish.appUrl, intent } : { connectorId: connector }),
    name,
    sandbox,
  });
  // One that there was keeps the key by which others know it.
  if (key === undefined || connection.key !== undefined) return connection;
  return client.call('connections.patch', { id: connection.id, key });
}

/** The one that works, else the newest. */
async function existing(
  client: Client,
  integrationId: string,
  sandbox: boolean | undefined,
): Promise<Connection | undefined> {
  const { items } = await client.call('connections.list', { integrationId, isTest: sandbox, limit: mostConnections });
  return items.find(({ state }) => state === 'READY') ?? items[0];
}

/** Asks for new credentials, unless it waits for some already. */
async function again(client: Client, connection: Connection): Promise<Connection> {
  if (connection.state === 'CLIENT_ACTION_REQUIRED' || connection.state === 'BUILDING') return connection;
  return client.call('connections.reconnect', { id: connection.id });
}

/** Undefined when there is none; an id is no key. */
async function connectionOfKey(client: Client, key: string): Promise<Connection | undefined> {
  const connection = await found(() => client.call('connections.get', { id: key }));
  return connection?.key === key ? connection : undefined;
}

async function found<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isPorinError(error) && error.code === 'not_found') return undefined;
    throw error;
  }
}
