import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { defineAction } from '../kernel/action.ts';
import { type ConnectorDefinition, defineConnector } from '../kernel/connector.ts';
import { PorinError } from '../kernel/errors.ts';
import type { SafetyRules } from '../kernel/ports/approvals.ts';
import type { RunRequest } from '../kernel/ports/gateway.ts';
import { type Caller, type Scope, scopes } from '../kernel/ports/identity.ts';
import type { Storage } from '../kernel/ports/storage.ts';
import { createEgress } from '../platform/egress/egress.ts';
import { createIsolate } from '../platform/isolate/isolate.ts';
import { openStorage } from '../platform/storage/storage.ts';
import { createLogger } from '../platform/telemetry/logger.ts';
import { createMetrics } from '../platform/telemetry/metrics.ts';
import { createRedactor } from '../platform/telemetry/redactor.ts';
import { openVault } from '../platform/vault/vault.ts';
import { createGateway } from './gateway.ts';
import { createLimits } from './limits/limits.ts';

const timeoutMs = 1_000;
const silent = createLogger({ level: 'silent' });

const thing = z.strictObject({ name: z.string().describe('Name') });
const actions = {
  'get-thing': defineAction({
    name: 'Get Thing',
    description: 'Reads a thing',
    effect: 'read',
    input: thing,
    output: z.unknown(),
    example: { input: { name: 'a' } },
    request: ({ name }) => ({ method: 'GET', path: `/things/${encodeURIComponent(name)}` }),
  }),
  'make-thing': defineAction({
    name: 'Make Thing',
    description: 'Makes a thing',
    effect: 'write',
    verifyWith: 'get-thing',
    input: thing,
    output: z.unknown(),
    example: { input: { name: 'a' } },
    request: ({ name }) => ({ method: 'POST', path: '/things', body: { json: { name } } }),
  }),
  'price-first': defineAction({
    name: 'Price First',
    description: 'Asks for a price by POST before it makes a thing',
    effect: 'write',
    input: thing,
    output: z.unknown(),
    example: { input: { name: 'a' } },
    async run({ name }, { call }) {
      await call({ method: 'POST', path: '/prices', body: { json: { name } }, effect: 'read' });
      return (await call({ method: 'POST', path: '/things', body: { json: { name } } })).body;
    },
  }),
  'make-if-room': defineAction({
    name: 'Make If Room',
    description: 'Asks for a thing, which the app may leave undone with an answer of success',
    effect: 'write',
    input: thing,
    output: z.unknown(),
    example: { input: { name: 'a' } },
    async run({ name }, { call }) {
      const { body } = await call({ method: 'POST', path: '/things', body: { json: { name } } });
      if (typeof body !== 'object' || body === null || !('full' in body)) return body;
      throw new PorinError('upstream_refused', 'There is no room', { details: { rejected: [name] }, isUndone: true });
    },
  }),
  'read-back': defineAction({
    name: 'Read Back',
    description: 'Makes a thing and expects a number of it',
    effect: 'write',
    input: thing,
    output: z.unknown(),
    example: { input: { name: 'a' } },
    request: ({ name }) => ({ method: 'POST', path: '/things', body: { json: { name } } }),
    result: (response) => {
      if (typeof response.body !== 'number') throw new TypeError('The body is no number');
      return response.body;
    },
  }),
  'get-file': defineAction({
    name: 'Get File',
    description: 'Downloads a thing',
    effect: 'read',
    input: thing,
    output: z.unknown(),
    example: { input: { name: 'a' } },
    request: ({ name }) => ({ method: 'GET', path: `/files/${encodeURIComponent(name)}`, responseType: 'file' }),
  }),
  'write-lines': defineAction({
    name: 'Write Lines',
    description: 'Asks for a thing again and again and writes the answers into a file',
    effect: 'read',
    input: thing,
    output: z.unknown(),
    example: { input: { name: 'a' } },
    async run({ name }, { call, saveText }) {
      async function* lines() {
        for (let page = 1; page <= 3; page += 1)
          yield `${JSON.stringify((await call({ method: 'GET', path: `/pages/${page}` })).body)}\n`;
      }
      return saveText({ name: `${name}.jsonl`, contentType: 'application/jsonl', text: lines() });
    },
  }),
  'make-two': defineAction({
    name: 'Make Two',
    description: 'Makes a thing and then another',
    effect: 'write',
    input: thing,
    output: z.unknown(),
    example: { input: { name: 'a' } },
    async run({ name }, { call }) {
      await call({ method: 'POST', path: '/things', body: { json: { name } } });
      return (await call({ method: 'POST', path: '/second', body: { json: { name } } })).body;
    },
  }),
};

/** An app of three actions for tests, whose patience is short. */
export const tiny = defineConnector({
  name: 'Tiny',
  description: 'An app for tests',
  domains: ['tiny.test'],
  links: { docs: 'https://docs.tiny.test', homepage: 'https://tiny.test' },
  baseUrl: 'https://api.tiny.test',
  auth: [
    { key: 'none', title: 'None', type: 'none', fields: {} },
    {
      key: 'key',
      title: 'Key',
      type: 'api_key',
      in: 'header',
      name: 'x-api-key',
      value: '{apiKey}',
      fields: { apiKey: { title: 'Key', description: 'The key', secret: true } },
    },
  ],
  limits: { concurrency: 4, timeoutMs, maxResponseBytes: 10_000 },
  errorMessagePaths: ['message'],
});

export interface TinyOptions {
  /** Answers as the app. */
  readonly app: (request: IncomingMessage, response: ServerResponse) => void;
  /** Address of the database; one in memory when absent. */
  readonly database?: string | undefined;
  /** Changes what the gateway stores in. */
  readonly storage?: (storage: Storage) => Storage;
  /** The connection's API key; without one it has no credentials. */
  readonly apiKey?: string;
  /** Further apps, by the key of their connector. */
  readonly connectors?: Readonly<Record<string, ConnectorDefinition>>;
  /** What the caller may do; everything when absent. */
  readonly scopes?: readonly Scope[];
  /** Takes the lines of the log, at its most talkative; silence when absent. */
  readonly log?: (line: string) => void;
  /** What is confirmed or approved before it runs; nothing when absent. */
  readonly rules?: SafetyRules;
  /** Master key of the vault, for nodes that share a database; one of its own when absent. */
  readonly vaultKey?: string;
}

/** A whole gateway, with one small app behind it; `seen` are the requests that reached the app. */
export async function tinyGateway({
  app,
  database = 'sqlite::memory:',
  storage: change = (same) => same,
  apiKey,
  connectors = {},
  scopes: granted = scopes,
  log,
  rules = { confirm: new Set(), approve: new Set() },
  vaultKey = randomBytes(32).toString('base64'),
}: TinyOptions) {
  const logger = log ? createLogger({ level: 'debug', destination: { write: log } }) : silent;
  const seen: string[] = [];
  const filesDir = mkdtempSync(join(tmpdir(), 'porin-files-'));
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    app(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const now = Date.now;
  const opened = await openStorage({ url: database, logger, now });
  const storage = change(opened);
  const metrics = createMetrics();
  const egress = createEgress({ allowCidrs: ['127.0.0.0/8'], logger, metrics, now });
  const gateway = await createGateway({
    storage,
    vault: await openVault({ dataDir: tmpdir(), key: vaultKey }),
    egress,
    isolate: createIsolate({ timeoutMs: 5_000, memoryMb: 32 }),
    logger,
    metrics,
    redactor: createRedactor(),
    limits: createLimits({ tenantRequestsPerMinute: 0, connectionRequestsPerMinute: 0 }),
    connectors: {
      tiny: async () => ({ default: { app: 'tiny', definition: tiny, actions } }),
      ...Object.fromEntries(
        Object.entries(connectors).map(([key, definition]) => [
          key,
          async () => ({ default: { app: key, definition, actions: {} } }),
        ]),
      ),
    },
    sandboxes: () => [],
    sandboxByDefault: false,
    baseUrls: { tiny: url },
    publicUrl: () => 'http://gateway.test',
    filesDir,
    maxFileBytes: 100_000,
    runRetentionDays: 30,
    rules,
    system: {
      info: () => ({
        version: '0',
        uptimeMs: 0,
        dataDir: '',
        database: 'sqlite',
        apps: 'live',
        confirmActions: 'destroy,charged',
        approveActions: 'none',
      }),
      ping: async () => undefined,
      stop: () => undefined,
    },
    rotateVault: async () => {
      throw new Error('Not in this test');
    },
    now,
  });
  const tenant = await opened.tenants.ensure('tester', now());
  const caller: Caller = {
    workspaceId: tenant.workspaceId,
    tenantId: tenant.id,
    tenantKey: tenant.key,
    scopes: new Set(granted),
    isOwner: false,
    isManager: false,
  };
  const { id } = await gateway.ports.connections.ensure(caller, { appUrl: 'tiny.test', input: {} });
  if (apiKey !== undefined)
    await gateway.ports.connections.patch(caller, id, { authOptionKey: 'key', input: { apiKey } });
  const ask = (request: Omit<RunRequest, 'connectionId'>, signal = new AbortController().signal) =>
    gateway.ports.runs.run(caller, { ...request, connectionId: id }, { requestId: 'req_test', signal });
  const run = (action: string, signal?: AbortSignal) => ask({ action, input: { name: 'a' } }, signal);
  return {
    run,
    ask,
    seen,
    caller,
    gateway,
    connectionId: id,
    /** Address of the app. */
    url,
    storage: opened,
    /** The newest record of a run. */
    record: async () => (await gateway.ports.runs.list(caller, {}, { limit: 1 })).items[0],
    async stop() {
      await gateway.stop();
      await egress.close();
      server.closeAllConnections();
      server.close();
      await opened.close();
      rmSync(filesDir, { recursive: true, force: true });
    },
  };
}
