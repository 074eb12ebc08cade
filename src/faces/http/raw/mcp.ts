import type { IncomingMessage, ServerResponse } from 'node:http';
import { PorinError } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { percentDecoded } from '../../../kernel/percent.ts';
import type { McpEndpoint } from '../../mcp/endpoint.ts';
import { isOwnOrigin } from '../../mcp/origin.ts';
import { readSurface } from '../../mcp/surface.ts';
import { admit } from '../admit.ts';
import { readBody } from '../body.ts';
import { errorAnswer } from '../errors.ts';
import type { FaceParts } from '../face.ts';
import { refuse } from '../refusal.ts';
import { createReply, type Reply } from '../reply.ts';
import { bearerToken, isTooDeep } from '../request.ts';

const route = /^\/mcp(?:\/([^/?]*))?\/?(?:\?(.*))?$/s;
const noId = null;
const invalidRequest = -32600;
const parseError = -32700;

export interface McpRoute {
  /** Serves a request for the MCP endpoint; false when it is none. */
  serve(request: IncomingMessage, response: ServerResponse): boolean;
  methodsAt(url: string): readonly string[];
  /** Ends what is open, so that the server can stop. */
  end(): void;
}

/**
 * ANY /mcp and /mcp/{app}: the gateway for hosts that speak the Model Context Protocol. Here is what concerns every request, whatever it
 * asks for; the protocol itself is loaded with the first one, because it would slow the start down.
 */
export function mcpRoute(parts: FaceParts): McpRoute {
  let endpoint: Promise<McpEndpoint> | undefined;
  const load = () => {
    endpoint ??= import('../../mcp/endpoint.ts').then(({ createEndpoint }) =>
      createEndpoint({ ...parts, publicUrl: () => parts.connect.publicUrl() }),
    );
    return endpoint;
  };
  return {
    serve(request, response) {
      const url = request.url ?? '';
      // Whoever only asks which methods there are needs no token.
      if (!url.startsWith('/mcp') || request.method === 'OPTIONS') return false;
      const [matched, app, query = ''] = route.exec(url) ?? [];
      if (matched === undefined) return false;
      void serve(parts, load, { request, response, app: app === '' ? undefined : app, query });
      return true;
    },
    methodsAt: (url) => (route.test(url) ? ['POST'] : []),
    end: () => void endpoint?.then((one) => one.close()),
  };
}

interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly app: string | undefined;
  readonly query: string;
}

async function serve(parts: FaceParts, load: () => Promise<McpEndpoint>, asked: Asked): Promise<void> {
  const { request, response } = asked;
  const requestId = newId('req');
  const reply = createReply(requestId);
  reply.headers['cache-control'] = 'no-store';
  try {
    refuseForeignOrigin(parts, request);
    const app = asked.app === undefined ? undefined : percentDecoded(asked.app);
    const caller = await admitted(parts, request, app, reply);
    const surface = readSurface(app, asked.query);
    const endpoint = await load();
    await endpoint.check(caller, surface);
    const message = request.method === 'POST' ? await messageOf(parts, request) : undefined;
    const renew = () => parts.authenticate(bearerToken(request.headers.authorization), resourceOf(parts, app));
    await endpoint.serve({ request, response, message, caller, surface, requestId, renew, headers: reply.headers });
  } catch (error) {
    const { status, headers, shown } = errorAnswer(error, { request, requestId }, parts);
    const code = error instanceof NotJson ? parseError : invalidRequest;
    const text = `${shown.message}. ${shown.hint}`;
    const body = JSON.stringify({
      jsonrpc: '2.0',
      error: { code, message: text, data: shown.toBody(requestId) },
      id: noId,
    });
    refuse({ request, response }, { status, headers: { ...reply.headers, ...headers }, body }, parts.patience);
  }
}

function refuseForeignOrigin({ connect }: FaceParts, { headers, socket }: IncomingMessage): void {
  const { origin } = headers;
  if (isOwnOrigin(origin, { publicUrl: connect.publicUrl(), port: socket.localPort ?? 0 })) return;
  throw new PorinError('access_denied', `Pages of ${origin?.slice(0, 200)} may not use this endpoint`, {
    hint: 'Call it from a program, which sends no header Origin',
  });
}

/** A token may be meant for the endpoint as a whole, or for this address alone. */
function admitted(parts: FaceParts, request: IncomingMessage, app: string | undefined, reply: Reply) {
  const resource = resourceOf(parts, app);
  const authenticate: FaceParts['authenticate'] = (token) => parts.authenticate(token, resource);
  return admit(request, 'any', { limits: parts.limits, authenticate }, reply);
}

function resourceOf({ connect }: FaceParts, app: string | undefined): string {
  return `${connect.publicUrl()}/mcp${app === undefined ? '' : `/${app}`}`;
}

/** A body that is no JSON, which the protocol has a code of its own for. */
class NotJson extends PorinError {
  constructor() {
    // The parser's own words repeat a piece of the body, which may be a secret.
    super('bad_request', 'The body is not JSON', {
      hint: 'Send one JSON-RPC message with content-type application/json',
    });
  }
}

async function messageOf(parts: FaceParts, request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request, { maxBytes: parts.maxBodyBytes, timeoutMs: parts.patience.bodyMs });
  if (isTooDeep(body)) throw new PorinError('bad_request', 'The body is nested too deep', { hint: 'Flatten it' });
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new NotJson();
  }
}
