import {
  type AuthorizationServer,
  type ServerBehaviour,
  startAuthorizationServer,
} from '../../test/support/authorization-server.ts';
import { defineConnector, type OAuth2Option } from '../kernel/connector.ts';
import type { BegunSignIn } from '../kernel/ports/connect.ts';
import { tinyGateway } from './gateway.fixture.ts';

export interface SignsOptions {
  readonly option?: Partial<OAuth2Option>;
  readonly server?: Partial<ServerBehaviour>;
  /** The integration's parameters; the server's client when absent. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** False for an app without a harmless request to try credentials with. */
  readonly hasTest?: boolean;
  /** Takes the lines of the log. */
  readonly log?: (line: string) => void;
}

/** A gateway, and an app whose accounts are connected by a sign-in at a real authorization server on this machine. */
export async function signsGateway({
  option = {},
  server: behaviour = {},
  parameters,
  hasTest = true,
  log,
}: SignsOptions = {}) {
  const server = await startAuthorizationServer(behaviour);
  const tiny = await tinyGateway({
    app: (_, response) => response.end(),
    connectors: { signs: signsAt(server, option, hasTest) },
    ...(log ? { log } : {}),
  });
  const { gateway, storage, caller } = tiny;
  const { clientId, clientSecret } = server.behaviour;
  const manager = { ...caller, isManager: true };
  await gateway.ports.integrations.patch(manager, 'signs', { parameters: parameters ?? { clientId, clientSecret } });

  async function connect() {
    const { id, clientAction } = await gateway.ports.connections.create(caller, { app: 'signs' });
    return { id, link: clientAction?.uiUrl?.split('/').at(-1) ?? '' };
  }

  const begin = async (link: string, over: { browserToken?: string; requestId?: string } = {}) =>
    gateway.connect.begin(link, { option: 'oauth', input: {}, browserToken: 'browser-1', ...over });

  /** The whole way of a person who agrees; the connection is READY then. */
  async function connected() {
    const { id, link } = await connect();
    const back = await server.visit(addressOf(await begin(link)));
    const finished = await gateway.connect.finish(back.searchParams, 'browser-1');
    if (finished.status !== 'connected') throw new Error(finished.message);
    return id;
  }

  const row = async (id: string) => {
    const found = await storage.connections.get(caller.tenantId, id);
    if (!found) throw new Error('No such connection');
    return found;
  };
  const endsIn = async (id: string, ms: number) =>
    void (await storage.connections.update(
      { tenantId: caller.tenantId, id },
      { credentialsExpireAt: Date.now() + ms },
    ));
  const get = (id: string, path = '/things') =>
    gateway.ports.runs.run(
      caller,
      { api: { method: 'GET', path }, connectionId: id },
      { requestId: 'req_test', signal: new AbortController().signal },
    );
  return {
    ...tiny,
    server,
    connect,
    begin,
    connected,
    row,
    endsIn,
    get,
    async stop() {
      await tiny.stop();
      await server.stop();
    },
  };
}

/** The address of a sign-in in a browser. */
export function addressOf(begun: BegunSignIn): string {
  if (begun.by !== 'browser') throw new Error('Not a sign-in in a browser');
  return begun.redirectTo;
}

function signsAt({ url }: AuthorizationServer, option: Partial<OAuth2Option>, hasTest: boolean) {
  return defineConnector({
    name: 'Signs',
    description: 'An app with a sign-in of its own',
    domains: ['signs.test'],
    links: { docs: 'https://docs.signs.test', homepage: 'https://signs.test' },
    baseUrl: url,
    auth: [
      {
        key: 'oauth',
        title: 'Sign in',
        type: 'oauth2',
        grant: 'authorization_code',
        authorizeUrl: `${url}/authorize`,
        tokenUrl: `${url}/token`,
        deviceUrl: `${url}/device`,
        revokeUrl: `${url}/revoke`,
        scopes: [{ name: 'things.read', description: 'Read your things' }],
        fields: {},
        ...(hasTest ? { test: { method: 'GET', path: '/me' } } : {}),
        ...option,
      },
    ],
    limits: { concurrency: 4, timeoutMs: 1_000, maxResponseBytes: 10_000 },
    errorMessagePaths: ['message'],
  });
}
