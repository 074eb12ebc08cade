import { type AddressInfo, connect } from 'node:net';
import { z } from 'zod';
import { PorinError } from '../../kernel/errors.ts';
import { defineOperation, type OperationDefinition } from '../../kernel/operation.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { LimitState, Limits } from '../../kernel/ports/limits.ts';
import { createClients } from './clients.ts';
import type { FaceParts } from './face.ts';
import { type Patience, usualPatience } from './patience.ts';
import { createHttpServer } from './server.ts';

const output = z.unknown();

/** What the operations of these tests do is to show what they were given. */
export const echoes: Readonly<Record<string, OperationDefinition>> = {
  'things.list': defineOperation({
    summary: 'List',
    http: 'GET /things',
    scope: 'actions:read',
    headers: { count: 'X-Count' },
    input: z.object({ count: z.int().optional() }),
    output,
    run: (_, input) => input,
  }),
  'things.make': defineOperation({
    summary: 'Make',
    http: 'POST /things',
    scope: 'actions:write',
    headers: { onceKey: 'Once-Key' },
    input: z.object({
      onceKey: z.string().max(10).optional(),
      name: z.string().optional(),
      fail: z.boolean().optional(),
    }),
    output,
    run(ctx, input) {
      ctx.reply.header('Thing-State', 'made');
      if (input.fail) throw new PorinError('conflict', 'Somebody else made it');
      return input;
    },
  }),
  'things.put': defineOperation({
    summary: 'Put',
    http: 'PUT /things/{id}',
    scope: 'actions:write',
    bodyAs: 'thing',
    headers: { onceKey: 'Once-Key' },
    input: z.object({ id: z.string(), thing: z.record(z.string(), z.unknown()), onceKey: z.string().optional() }),
    output,
    run: (_, input) => input,
  }),
  'things.bad-header': defineOperation({
    summary: 'Say what no header can',
    http: 'POST /bad-header',
    scope: 'actions:write',
    input: z.object({ name: z.string(), value: z.string() }),
    output,
    run(ctx, { name, value }) {
      ctx.reply.header(name, value);
      return {};
    },
  }),
  'system.health': defineOperation({
    summary: 'Health',
    http: 'GET /health',
    scope: 'public',
    input: z.object({}),
    output,
    run: () => ({ status: 'ok' }),
  }),
};

export interface FaceOptions {
  readonly limits?: Limits;
  readonly maxBodyBytes?: number;
  readonly patience?: Partial<Patience>;
  /** An app's answer to a raw request. */
  readonly proxy?: FaceParts['proxy'];
}

/** A real server of the http face over operations that only show their input; nothing of the gateway is behind it. */
export async function startFace({ limits = noLimits, maxBodyBytes = 1_000, patience, proxy }: FaceOptions = {}) {
  const logged: string[] = [];
  const caller = (isOwner: boolean): Caller => ({
    workspaceId: 'ws_1',
    tenantId: 'ten_1',
    tenantKey: 'one',
    scopes: new Set(['actions:read', 'actions:write', 'proxy']),
    isOwner,
    isManager: isOwner,
  });
  const parts = {
    operations: echoes,
    gateway: {},
    authenticate: (token?: string) => {
      if (token === 'tenant' || token === 'owner') return caller(token === 'owner');
      throw new PorinError('not_authenticated', 'No such token');
    },
    proxy: proxy ?? (() => Promise.reject(new PorinError('not_found', 'No connection'))),
    people: { passkeys: {} },
    connect: { publicUrl: () => 'http://gateway.test' },
    clients: createClients(''),
    limits,
    logger: { error: (facts: object, text: string) => logged.push(`${text} ${JSON.stringify(facts)}`) },
    maxBodyBytes,
    patience: { ...usualPatience, ...patience },
    version: '0',
    // Pages and the rest of the gateway are not asked here.
  } as unknown as FaceParts;
  const server = createHttpServer(parts, { host: '127.0.0.1', isLocal: true });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    logged,
    call: (route: string, init: RequestInit & { token?: string } = {}) => {
      const [method = 'GET', path = '/'] = route.split(' ');
      const headers = { authorization: `Bearer ${init.token ?? 'tenant'}`, ...init.headers };
      return fetch(url + path, { ...init, method, headers });
    },
    /** Sends bytes as they are and gives all that comes back until the server closes, or nothing more comes. */
    exchange: (text: string | readonly string[], quietMs = 300) => rawExchange(port, [text].flat(), quietMs),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const noLimits: Limits = { take: () => undefined };

/** What is left of ten requests. */
export function limitState(over: Partial<LimitState> = {}): LimitState {
  return { kind: 'tenant', limit: 10, windowMs: 60_000, remaining: 7, resetMs: 17_400, ...over };
}

function rawExchange(port: number, pieces: readonly string[], quietMs: number): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => {
      for (const piece of pieces) socket.write(Buffer.from(piece, 'latin1'));
    });
    const done = () => {
      socket.destroy();
      resolve(received);
    };
    socket.setTimeout(quietMs, done);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
    });
    // A refused connection that is still written to breaks; what it said before is what counts.
    socket.on('error', done);
    socket.on('close', done);
  });
}
