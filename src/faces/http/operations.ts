import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Departure } from '../../kernel/departure.ts';
import { PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { describeIssues, issuesOf } from '../../kernel/issues.ts';
import { type JsonSchema, toJsonSchema } from '../../kernel/json-schema.ts';
import type { OperationContext, OperationDefinition } from '../../kernel/operation.ts';
import { percentDecode } from '../../kernel/percent.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import { admit } from './admit.ts';
import { errorAnswer } from './errors.ts';
import type { FaceParts } from './face.ts';
import { coerce, parseJsonObject, queryOf, readBody } from './request.ts';

interface Route {
  readonly operation: OperationDefinition;
  /** `{id}` stands for any one segment. */
  readonly segments: readonly string[];
  readonly input: JsonSchema;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
}

const nobody: Caller = {
  workspaceId: '',
  tenantId: '',
  tenantKey: '',
  scopes: new Set(),
  isOwner: false,
  isManager: false,
};

/**
 * Serves every operation on node's own objects: authentication, scope, validation and answer in one place. A web Request and
 * Response in between cost as much as the rest of an answer, see adr/0006. Returns false when no operation has this route.
 */
export function operationRoutes(parts: FaceParts): (request: IncomingMessage, response: ServerResponse) => boolean {
  const routes = new Map<string, Route[]>();
  for (const operation of Object.values(parts.operations)) {
    const [method = '', path = ''] = operation.http.split(' ');
    const segments = path.split('/').slice(1);
    const group = `${method} ${segments.length}`;
    const route = { operation, segments, input: toJsonSchema(operation.input, 'input') };
    // A literal segment wins over a parameter.
    routes.set(
      group,
      [...(routes.get(group) ?? []), route].sort((a, b) => parameters(a) - parameters(b)),
    );
  }
  return (request, response) => {
    const url = request.url ?? '/';
    const mark = url.indexOf('?');
    const given = segmentsOf(mark < 0 ? url : url.slice(0, mark));
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const route = routes.get(`${method} ${given.length}`)?.find((candidate) => fits(candidate, given));
    if (!route) return false;
    void serve(
      parts,
      route,
      { request, response, requestId: newId('req') },
      { given, query: mark < 0 ? '' : url.slice(mark) },
    );
    return true;
  };
}

function segmentsOf(path: string): string[] {
  const segments = path.split('/').slice(1);
  if (segments.length > 1 && segments.at(-1) === '') segments.pop();
  return segments;
}

function parameters({ segments }: Route): number {
  return segments.filter((segment) => segment.startsWith('{')).length;
}

function fits({ segments }: Route, given: readonly string[]): boolean {
  return segments.every((segment, index) => (segment.startsWith('{') ? given[index] !== '' : segment === given[index]));
}

interface Address {
  readonly given: readonly string[];
  /** With its question mark; empty without one. */
  readonly query: string;
}

async function serve(parts: FaceParts, route: Route, exchange: Exchange, address: Address): Promise<void> {
  const { request, response, requestId } = exchange;
  try {
    const output = await answer(parts, route, exchange, address);
    send(response, requestId, route.operation.status ?? 200, output);
  } catch (error) {
    const { status, headers, body } = errorAnswer(error, exchange, parts);
    if (response.headersSent || response.destroyed) return;
    response.writeHead(status, headers).end(body);
    // The rest of a body that nobody reads would keep the connection busy.
    if (!request.complete) request.resume();
  }
}

async function answer(
  parts: FaceParts,
  { operation, segments, input: schema }: Route,
  exchange: Exchange,
  address: Address,
): Promise<unknown> {
  const { request } = exchange;
  const { scope } = operation;
  const caller = scope === 'public' ? nobody : await admit(request, scope, parts);
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD' && request.method !== 'DELETE';
  const body = hasBody ? parseJsonObject(await readBody(request, parts.maxBodyBytes)) : {};
  const query = address.query === '' ? {} : coerce(queryOf(address.query), schema);
  const members = hasBody && operation.bodyAs !== undefined ? { [operation.bodyAs]: body } : body;
  const input = { ...query, ...members, ...coerce(parametersOf(segments, address.given), schema) };
  const parsed = operation.input.safeParse(input);
  if (parsed.success) return operation.run(contextOf(exchange, caller, parts), parsed.data);
  const issues = issuesOf(parsed.error, operation.input, input);
  throw new PorinError('bad_request', describeIssues(issues), { details: { issues } });
}

function parametersOf(segments: readonly string[], given: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    if (segment.startsWith('{')) found[segment.slice(1, -1)] = decoded(given[index] ?? '');
  }
  return found;
}

function decoded(segment: string): string {
  const plain = percentDecode(segment);
  if (plain !== undefined) return plain;
  throw new PorinError('bad_request', `'${segment.slice(0, 100)}' in the path is not percent-encoded as it should be`);
}

/** Writes the whole answer at once. */
function send(response: ServerResponse, requestId: string, status: number, output: unknown): void {
  if (status === 204) {
    response.writeHead(204, { 'x-request-id': requestId }).end();
    return;
  }
  const body = JSON.stringify(output);
  const length = Buffer.byteLength(body);
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': length, 'x-request-id': requestId })
    .end(body);
}

function contextOf({ request, requestId }: Exchange, caller: Caller, { gateway }: FaceParts): OperationContext {
  return {
    ...gateway,
    caller,
    requestId,
    get signal() {
      return signalOf(request.socket);
    },
    get departure() {
      return departureOf(request.socket);
    },
  };
}

const signals = new WeakMap<Socket, AbortSignal>();

/** Aborted when the caller goes away. One for all requests of a connection, which come one after another: making one costs as much as routing. */
function signalOf(socket: Socket): AbortSignal {
  const known = signals.get(socket);
  if (known) return known;
  const controller = new AbortController();
  const leave = () => controller.abort(new PorinError('unavailable', 'The caller went away'));
  if (socket.destroyed) leave();
  else socket.once('close', leave);
  signals.set(socket, controller.signal);
  return controller.signal;
}

function departureOf(socket: Socket): Departure {
  return {
    get aborted() {
      return socket.destroyed;
    },
    addEventListener: (_, listener) => void socket.once('close', listener),
    removeEventListener: (_, listener) => void socket.off('close', listener),
  };
}
