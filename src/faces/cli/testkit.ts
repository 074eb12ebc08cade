import { mkdtempSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { announce } from '../../platform/config/running.ts';
import type { CatalogControl, CatalogOperation } from '../client/catalog.ts';
import type { CliIo } from './io.ts';
import { runCli } from './run.ts';

/** A request as the test server received it. */
export interface Received {
  readonly method: string;
  /** Path and query as they arrived. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and bytes go as they are, anything else as JSON. */
  readonly body?: unknown;
  /** Never answer. */
  readonly hang?: boolean;
}

export type Routes = Readonly<Record<string, Reply | ((request: Received) => Reply)>>;

export interface TestServer {
  readonly url: string;
  readonly received: Received[];
  /** The requests to one route, such as `POST /act`. */
  to(route: string): Received[];
  close(): Promise<void>;
}

/** A real server that answers `METHOD /path` (without query) from a table, else as the gateway answers what it does not know. */
export async function serve(routes: Routes): Promise<TestServer> {
  const received: Received[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const seen = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      received.push(seen);
      const route = routes[routeOf(seen)];
      const reply = typeof route === 'function' ? route(seen) : (route ?? unknownRoute(seen));
      if (reply.hang) return;
      const isRaw = typeof reply.body === 'string' || reply.body instanceof Uint8Array;
      response.writeHead(
        reply.status ?? 200,
        isRaw ? { ...reply.headers } : { 'content-type': 'application/json', ...reply.headers },
      );
      response.end(isRaw ? reply.body : reply.body === undefined ? undefined : JSON.stringify(reply.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    to: (route) => received.filter((request) => routeOf(request) === route),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Gives a test file its gateways: servers that are announced in an environment of their own and closed after each test. */
export function gatewayFactory(afterEach: (cleanup: () => Promise<void>) => void) {
  const servers: TestServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  return async (routes: Routes = {}): Promise<{ server: TestServer; env: Record<string, string> }> => {
    const server = await serve(routes);
    servers.push(server);
    return { server, env: envWithGateway(server.url) };
  };
}

function routeOf({ method, url }: Received): string {
  return `${method} ${url.replace(/\?.*$/s, '')}`;
}

function unknownRoute({ method, url }: Received): Reply {
  const body = {
    type: 'bad_request',
    key: 'not_found',
    code: 'not_found',
    message: `No ${method} ${url}`,
    hint: 'See /openapi.json',
    requestId: 'req_test',
  };
  return { status: 404, body };
}

/** An environment of its own: nothing is announced in it, and nothing of this machine's gateways shows. */
export function emptyEnv(): Record<string, string> {
  const home = mkdtempSync(join(tmpdir(), 'porin-cli-'));
  return { HOME: home, XDG_STATE_HOME: join(home, 'state'), XDG_DATA_HOME: join(home, 'data') };
}

/** An environment in which a gateway of this process runs at an address, on the default data directory. */
export function envWithGateway(
  url: string,
  overrides: { dataDir?: string; token?: string } = {},
): Record<string, string> {
  const env = emptyEnv();
  announceIn(env, url, overrides);
  return env;
}

/** Announces one more gateway in an environment. */
export function announceIn(
  env: Record<string, string>,
  url: string,
  overrides: { dataDir?: string; token?: string } = {},
): void {
  const dataDir = overrides.dataDir ?? join(env['XDG_DATA_HOME'] ?? '', 'porin');
  const token = overrides.token ?? 'local-token';
  announce(env, { url, pid: process.pid, dataDir, token, startedAt: Date.UTC(2026, 10, 20), version: '0.1.0' });
}

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions extends Partial<Omit<CliIo, 'stdout' | 'stderr' | 'stdin'>> {
  readonly stdin?: string;
  /** Columns of a terminal on both outputs; none when absent. */
  readonly terminal?: number;
  /** A person sits at the keyboard. */
  readonly attended?: boolean;
}

/** Runs a command line in this process and gives back what a shell would see. */
export async function cli(argv: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const { stdin = '', terminal, attended = false, ...io } = options;
  const written = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const stream = (name: keyof typeof written) => ({
    write: (content: string | Uint8Array) => written[name].push(Buffer.from(content)),
    ...(terminal === undefined ? {} : { isTTY: true, columns: terminal }),
  });
  const code = await runCli(argv, {
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    stdin: Object.assign(Readable.from([Buffer.from(stdin)]), attended ? { isTTY: true } : {}),
    env: emptyEnv(),
    cwd: tmpdir(),
    version: '0.1.0',
    program: 'porin',
    now: () => Date.UTC(2026, 10, 20, 12),
    boot: () => Promise.reject(new Error('this test starts no gateway')),
    self: [],
    onSignal: () => () => undefined,
    catalog: testCatalog,
    ...io,
  });
  const text = (name: keyof typeof written) => Buffer.concat(written[name]).toString('utf8');
  return { code, stdout: text('stdout'), stderr: text('stderr') };
}

const string = (description: string) => ({ type: 'string', description });

function operation(
  id: string,
  http: string,
  rest: Partial<CatalogOperation> & { properties?: Record<string, unknown> },
): CatalogOperation {
  const [method = 'GET', path = ''] = http.split(' ');
  const { properties = {}, ...facts } = rest;
  return {
    id,
    method: method as CatalogOperation['method'],
    path,
    summary: `Does ${id}`,
    input: { type: 'object', properties },
    ...facts,
  };
}

/** A small catalogue with every kind of input. */
export const testCatalog: { operations: CatalogOperation[]; controls: CatalogControl[] } = {
  operations: [
    operation('connections.list', 'GET /connections', {
      properties: {
        search: string('Text in the name'),
        includeArchived: { type: 'boolean', description: 'Archived ones too' },
        state: { type: 'string', enum: ['READY', 'BUILDING'], description: 'Only this state' },
        limit: { type: 'integer', description: 'Page size', default: 100 },
      },
      cli: { command: 'connection list', columns: ['id', 'name', 'state', 'createdAt'] },
    }),
    operation('connections.ensure', 'POST /connections/ensure', {
      properties: {
        appUrl: string('Address'),
        sandbox: { type: 'boolean', description: 'Sandbox' },
        input: { description: 'Credentials' },
      },
      cli: {
        command: 'connection ensure',
        positional: ['appUrl'],
        secretsFromStdin: 'input',
        columns: ['id', 'state', 'clientAction.description', 'clientAction.uiUrl'],
        next: 'porin action list --connectionId={id}',
      },
    }),
    operation('connections.get', 'GET /connections/{id}', {
      properties: {
        id: string('Connection'),
        wait: { type: 'boolean' },
        timeout: { type: 'integer', description: 'Seconds' },
      },
      cli: { command: 'connection get', positional: ['id'] },
    }),
    operation('connections.patch', 'PATCH /connections/{id}', {
      properties: { id: string('Connection'), name: string('Name'), input: { description: 'Credentials' } },
      cli: { command: 'connection patch', positional: ['id'], data: '*', secretsFromStdin: 'input' },
    }),
    operation('actions.list', 'GET /actions', {
      properties: {
        connectionId: string('Connection'),
        intent: string('What you want'),
        limit: { type: 'integer', description: 'At most' },
      },
      cli: {
        command: 'action list',
        columns: ['key', 'name', 'effect', 'description'],
        examples: ['porin action list --intent "schedule a webinar" --json'],
        next: 'porin action run {items.0.key} --connectionId=CONNECTION_ID',
      },
    }),
    operation('actions.get', 'GET /actions/{id}', {
      properties: { id: string('Action'), connectionId: string('Connection'), connectionKey: string('Connection key') },
      cli: { command: 'action get', positional: ['id'] },
    }),
    operation('actions.run', 'POST /actions/{id}/run', {
      properties: {
        id: string('Action'),
        connectionId: string('Connection'),
        connectionKey: string('Connection key'),
        input: { description: 'Input' },
        dryRun: { type: 'boolean', description: 'Only show the request' },
      },
      cli: { command: 'action run', positional: ['id'] },
    }),
    operation('tokens.create', 'POST /tokens', {
      properties: {
        tenant: string('Tenant'),
        scopes: { type: 'array', items: { type: 'string', enum: ['actions:read', 'proxy'] }, description: 'Scopes' },
      },
      cli: { command: 'token create' },
    }),
    operation('self.get', 'GET /self', {}),
    operation('tokens.list', 'GET /tokens', {}),
    operation('tokens.revoke', 'DELETE /tokens/{id}', {}),
    operation('apps.get', 'GET /external-apps/{id}', {}),
    operation('runs.list', 'GET /action-run-logs', {}),
    operation('sandboxes.list', 'GET /sandboxes', {}),
    operation('system.status', 'GET /system', {}),
    operation('system.stop', 'POST /system/stop', {}),
    operation('system.health', 'GET /health', {}),
  ],
  controls: [
    {
      app: 'meetings',
      name: 'hold-session',
      summary: 'Play a past session',
      input: {
        type: 'object',
        properties: {
          room: { type: 'integer', description: 'Room id' },
          attendees: { type: 'integer', description: 'How many' },
        },
      },
      examples: ['porin sandbox hold-session --room 1 --attendees 5'],
    },
  ],
};
