import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import { PorinError } from '../../kernel/errors.ts';
import type { FileRef } from '../../kernel/http.ts';
import type { operations } from '../../registry.gen.ts';
import type { CatalogOperation } from './catalog.ts';
import { type Exchange, exchange, readText } from './exchange.ts';
import { failureOf } from './failure.ts';
import { operationRequest } from './operation-request.ts';

type Operations = typeof operations;
export type OperationId = keyof Operations & string;
export type OperationInput<Id extends OperationId> = z.input<Operations[Id]['input']>;
export type OperationOutput<Id extends OperationId> = z.output<Operations[Id]['output']>;

/** Gives the token of each request, where it may change during a command. */
export interface TokenSource {
  /** The token for what needs this scope; undefined sends none. */
  token(scope?: string): Promise<string | undefined>;
  /** Another one, after the gateway refused this; undefined when there is none. Errors: what its user has to do first. */
  renewed(refused: string | undefined, scope?: string): Promise<string | undefined>;
}

export interface ClientOptions {
  /** Address of the gateway; may have a base path. */
  readonly url: string;
  readonly token?: string | TokenSource | undefined;
  /** Milliseconds per request; 60 s when absent, without end for runs, which may take minutes. */
  readonly timeoutMs?: number | undefined;
  /** What the gateway can do: `operations` of catalog.gen.ts. */
  readonly operations: readonly CatalogOperation[];
  readonly signal?: AbortSignal | undefined;
  /** Told of each request, for `--debug`; never gets headers or bodies. */
  readonly trace?: (line: string) => void;
}

export interface CallOptions {
  /** Milliseconds for this request alone. */
  readonly timeoutMs?: number;
  /** Told the headers of the answer, by name in lower case. */
  readonly onHeaders?: (headers: IncomingMessage['headers']) => void;
}

export interface RawRequest {
  readonly method: string;
  /** Path and query, already encoded, sent as they are. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Exchange['body'];
  readonly timeoutMs?: number;
  /** What the token must allow, where that decides which one is sent. */
  readonly scope?: string;
  /** Ends this request alone. */
  readonly signal?: AbortSignal;
}

export interface Upload {
  readonly name: string;
  readonly contentType: string;
  readonly content: Readable | Uint8Array;
  readonly sizeBytes?: number;
}

/** A client of one gateway's REST API. */
export interface Client {
  readonly url: string;
  /** Calls an operation by its id. Errors: GatewayFailure, `unavailable`, ClientTimeout. */
  call<Id extends OperationId>(id: Id, input: OperationInput<Id>, options?: CallOptions): Promise<OperationOutput<Id>>;
  /** The same for an operation known only at run time. */
  invoke(
    operation: CatalogOperation,
    input: Readonly<Record<string, unknown>>,
    options?: CallOptions,
  ): Promise<unknown>;
  /** Sends a request as it is and gives the answer unread, whatever its status. */
  raw(request: RawRequest): Promise<IncomingMessage>;
  /** Hands a file to the gateway; its handle is accepted wherever an action takes a file. */
  upload(file: Upload): Promise<FileRef>;
  /** The content of a file handle. */
  download(file: string): Promise<IncomingMessage>;
}

const defaultTimeoutMs = 60_000;
const runs = new Set(['actions.run', 'act.run']);

/**
 * How long to wait for an operation when nobody said so. Units: ms; 0 means as long as it takes, which is what runs get: the gateway
 * limits each request to the app, and giving up early leaves the caller without the outcome of what it began.
 */
export function patienceMs(operationId: string): number {
  return runs.has(operationId) ? 0 : defaultTimeoutMs;
}

/** Makes a client; nothing is sent yet. */
export function createClient(options: ClientOptions): Client {
  const base = options.url.replace(/\/+$/, '');
  const send = async (request: RawRequest, token: string | undefined): Promise<IncomingMessage> => {
    // Not performance.now(): its module alone takes a millisecond to load.
    const startedAt = Date.now();
    const answer = await exchange({
      method: request.method,
      url: base,
      rawPath: basePath(base) + request.path,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...request.headers,
      },
      timeoutMs: request.timeoutMs ?? options.timeoutMs ?? defaultTimeoutMs,
      ...(request.body === undefined ? {} : { body: request.body }),
      ...signalOf(request.signal ?? options.signal),
    });
    options.trace?.(`${request.method} ${base}${request.path} → ${answer.statusCode} in ${Date.now() - startedAt} ms`);
    return answer;
  };
  const raw = (request: RawRequest) => sendWith(options.token, request, send);
  const invoke: Client['invoke'] = async (operation, input, callOptions = {}) => {
    const { method, path, headers: own, body } = operationRequest(operation, input);
    const headers = {
      ...own,
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const timeoutMs = callOptions.timeoutMs ?? options.timeoutMs ?? patienceMs(operation.id);
    const scope = operation.scope === undefined ? {} : { scope: operation.scope };
    const answer = await raw({ method, path, headers, ...(body === undefined ? {} : { body }), timeoutMs, ...scope });
    callOptions.onHeaders?.(answer.headers);
    return readJson(answer);
  };
  return {
    url: base,
    raw,
    invoke,
    // The gateway validates its answers against the same schema that the type is inferred from.
    call: (id, input, callOptions) =>
      invoke(findOperation(options.operations, id), input as Record<string, unknown>, callOptions) as never,
    upload: async (file) => (await readJson(await raw(uploadRequest(file)))) as FileRef,
    download: async (file) => whenOk(await raw({ method: 'GET', path: `/files/${encodeURIComponent(file)}` })),
  };
}

/** Sends a request with the token that fits it, and once more with another one when the gateway refuses that. */
async function sendWith(
  source: ClientOptions['token'],
  request: RawRequest,
  send: (request: RawRequest, token: string | undefined) => Promise<IncomingMessage>,
): Promise<IncomingMessage> {
  if (typeof source !== 'object') return send(request, source);
  const token = await source.token(request.scope);
  const answer = await send(request, token);
  if (!isRefusedToken(answer)) return answer;
  const another = await source.renewed(token, request.scope);
  // A stream has been read by now, so that request cannot be sent again.
  const isSpent = typeof request.body === 'object' && !(request.body instanceof Uint8Array);
  if (another === undefined || isSpent) return answer;
  answer.resume();
  return send(request, another);
}

/** True for the gateway's own refusal: an app's 401 comes through the proxy as it is, and must not repeat a request. */
function isRefusedToken({ statusCode, headers }: IncomingMessage): boolean {
  return statusCode === 401 && /^Bearer realm="porin"/.test(headers['www-authenticate'] ?? '');
}

function signalOf(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function uploadRequest(file: Upload): RawRequest {
  return {
    method: 'POST',
    path: '/files',
    headers: {
      'content-type': file.contentType,
      'x-file-name': encodeURIComponent(file.name),
      ...(file.sizeBytes === undefined ? {} : { 'content-length': String(file.sizeBytes) }),
    },
    body: file.content,
  };
}

function basePath(url: string): string {
  if (!URL.canParse(url)) {
    throw new PorinError('bad_request', `${url} is not an address`, {
      hint: 'Give an address such as http://127.0.0.1:4710',
    });
  }
  return new URL(url).pathname.replace(/\/+$/, '');
}

function findOperation(known: readonly CatalogOperation[], id: string): CatalogOperation {
  const operation = known.find((candidate) => candidate.id === id);
  if (!operation) throw new PorinError('internal', `The catalogue has no operation ${id}`);
  return operation;
}

async function whenOk(answer: IncomingMessage): Promise<IncomingMessage> {
  const status = answer.statusCode ?? 0;
  if (status >= 200 && status < 300) return answer;
  const requestId = answer.headers['x-request-id'];
  throw failureOf({ status, text: await readText(answer), ...(typeof requestId === 'string' ? { requestId } : {}) });
}

/** The JSON of a successful answer; undefined when it has no body. Errors: what the gateway answered, or `internal` for what is not JSON. */
export async function readJson(answer: IncomingMessage): Promise<unknown> {
  const text = await readText(await whenOk(answer));
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new PorinError('unavailable', `The answer is not JSON: ${text.replace(/\s+/g, ' ').slice(0, 80)}`, {
      hint: 'Is the address that of a Porin gateway?',
      cause,
    });
  }
}
