import type { IncomingMessage, ServerResponse } from 'node:http';
import { newId } from '../../kernel/ids.ts';
import { toJsonSchema } from '../../kernel/json-schema.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import { admit } from './admit.ts';
import { errorAnswer } from './errors.ts';
import type { FaceParts } from './face.ts';
import { contextOf } from './operation-context.ts';
import { type InputSource, inputOf } from './operation-input.ts';
import { drain, refuse } from './refusal.ts';
import { createReply, type Reply } from './reply.ts';

interface Route extends Pick<InputSource, 'operation' | 'schema' | 'headers'> {
  /** `{id}` stands for any one segment. */
  readonly segments: readonly string[];
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly reply: Reply;
}

const nobody: Caller = {
  workspaceId: '',
  tenantId: '',
  tenantKey: '',
  scopes: new Set(),
  isOwner: false,
  isManager: false,
};

export interface OperationRoutes {
  /** Serves a request; false when no operation has this route. */
  serve(request: IncomingMessage, response: ServerResponse): boolean;
  /** Methods that operations have at this path, whatever the query says. */
  methodsAt(url: string): readonly string[];
}

/**
 * Serves every operation on node's own objects: authentication, scope, validation and answer in one place. A web Request and
 * Response in between cost as much as the rest of an answer, see adr/0006.
 */
export function operationRoutes(parts: FaceParts): OperationRoutes {
  const routes = routesByShape(parts.operations);
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
  const routeAt = (method: string | undefined, given: readonly string[]) =>
    routes.get(`${method} ${given.length}`)?.find((candidate) => fits(candidate, given));
  return {
    serve(request, response) {
      const { path, query } = addressOf(request.url ?? '/');
      const given = segmentsOf(path);
      const route = routeAt(request.method === 'HEAD' ? 'GET' : request.method, given);
      if (!route) return false;
      const requestId = newId('req');
      void serve(parts, route, { request, response, requestId, reply: createReply(requestId) }, { given, query });
      return true;
    },
    methodsAt(url) {
      const given = segmentsOf(addressOf(url).path);
      return methods.filter((method) => routeAt(method, given) !== undefined);
    },
  };
}

/** By method and number of segments. */
function routesByShape(operations: FaceParts['operations']): ReadonlyMap<string, readonly Route[]> {
  const routes = new Map<string, Route[]>();
  for (const operation of Object.values(operations)) {
    const [method = '', path = ''] = operation.http.split(' ');
    const segments = path.split('/').slice(1);
    const headers = Object.entries(operation.headers ?? {}).map(
      ([field, name]) => [field, name.toLowerCase()] as const,
    );
    const route = { operation, segments, headers, schema: toJsonSchema(operation.input, 'input') };
    const shape = `${method} ${segments.length}`;
    // A literal segment wins over a parameter.
    routes.set(
      shape,
      [...(routes.get(shape) ?? []), route].sort((a, b) => parameters(a) - parameters(b)),
    );
  }
  return routes;
}

function addressOf(url: string): { readonly path: string; readonly query: string } {
  const mark = url.indexOf('?');
  return mark < 0 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark) };
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
  const { request, response, reply } = exchange;
  try {
    const output = await answer(parts, route, exchange, address);
    send(response, reply, route.operation.status ?? 200, output);
    drain(request, parts.patience);
  } catch (error) {
    const { headers, ...rest } = errorAnswer(error, exchange, parts);
    refuse(exchange, { ...rest, headers: { ...reply.headers, ...headers } }, parts.patience);
  }
}

async function answer(parts: FaceParts, route: Route, exchange: Exchange, address: Address): Promise<unknown> {
  const { request, reply } = exchange;
  const { scope } = route.operation;
  const bounds = { maxBytes: parts.maxBodyBytes, timeoutMs: parts.patience.bodyMs };
  const caller = scope === 'public' ? nobody : await admit(request, scope, parts, reply);
  const input = await inputOf(request, { ...route, ...address, bounds });
  return route.operation.run(contextOf(exchange, caller, parts.gateway), input);
}

/** Writes the whole answer at once. */
function send(response: ServerResponse, { headers }: Reply, status: number, output: unknown): void {
  if (status === 204) {
    response.writeHead(204, headers).end();
    return;
  }
  const body = JSON.stringify(output);
  headers['content-type'] = 'application/json';
  headers['content-length'] = String(Buffer.byteLength(body));
  response.writeHead(status, headers).end(body);
}
