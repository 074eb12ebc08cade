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

/** What search calls an app that nothing knows yet. */
const unknownApp = /^new:(.+)$/;
const mostConnections = 100;

/** The connection that is meant: the one there is, else a new one. Errors: the gateway's; `bad_request` when nothing is named. */
export async function obtainConnection(client: Client, wish: ConnectWish): Promise<Connection> {
  if (wish.connection !== undefined)
    return again(client, await client.call('connections.get', { id: wish.connection }));
  const keyed = wish.key === undefined ? undefined : await connectionOfKey(client, wish.key);
  if (keyed) return again(client, keyed);
  const target = targetOf(await withKnownApp(client, wish));
  if (target.kind === 'named') return ensured(client, wish, target);
  if (!wish.isFurther) {
    const known = await existing(client, wish, target.filter);
    if (known) return known;
  }
  const { name, sandbox, key } = wish;
  return client.call('connections.create', { ...target.filter, name, sandbox, key });
}

/** What search has found to be unknown is added by its name, or connected by its domain. */
async function withKnownApp(client: Client, wish: ConnectWish): Promise<ConnectWish> {
  const named = unknownApp.exec(wish.connector ?? '')?.[1];
  if (named === undefined || wish.integration !== undefined) return wish;
  if (named.includes('.')) return { ...wish, connector: undefined, appUrl: named };
  const { id } = await client.call('external-apps.create', { name: named.replaceAll('-', ' ') });
  return { ...wish, connector: id };
}

type Target =
  | { readonly kind: 'known'; readonly filter: { readonly integrationId?: string; readonly connectorId?: string } }
  | { readonly kind: 'named'; readonly appUrl: string | undefined; readonly intent: string | undefined };

function targetOf({ integration, connector, appUrl, intent }: ConnectWish): Target {
  if (integration !== undefined) return { kind: 'known', filter: { integrationId: integration } };
  if (connector !== undefined) return { kind: 'known', filter: { connectorId: connector } };
  if (appUrl !== undefined || intent !== undefined) return { kind: 'named', appUrl, intent };
  throw new PorinError('bad_request', 'Nothing to connect is named', {
    hint: 'Give the address of the app, --connectorId, --integrationKey or --connectionId; search finds connectors',
  });
}

/** By address or words. One more is made of the same app as the one there is. */
async function ensured(
  client: Client,
  { name, sandbox, key, isFurther }: ConnectWish,
  { appUrl, intent }: Extract<Target, { kind: 'named' }>,
): Promise<Connection> {
  const named = appUrl ?? intent;
  if (isFurther && named !== undefined) {
    const app = await found(() => client.call('apps.get', { id: named }));
    if (app) return client.call('connections.create', { externalAppId: app.id, name, sandbox, key });
  }
  const connection = await client.call('connections.ensure', { appUrl, intent, name, sandbox });
  // One that there was keeps the key by which others know it.
  if (key === undefined || connection.key !== undefined) return connection;
  return client.call('connections.patch', { id: connection.id, key });
}

/** The one that works, else the newest. */
async function existing(
  client: Client,
  { sandbox }: ConnectWish,
  filter: Extract<Target, { kind: 'known' }>['filter'],
): Promise<Connection | undefined> {
  const { items } = await client.call('connections.list', { ...filter, isTest: sandbox, limit: mostConnections });
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
