import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  classifyInboundRequest,
  createMcpHandler,
  isJsonContentType,
  type JSONRPCNotification,
  type JSONRPCRequest,
  type McpHttpHandler,
  SUPPORTED_PROTOCOL_VERSIONS,
} from '@modelcontextprotocol/server';
import type { Caller } from '../../kernel/ports/identity.ts';
import { Exchange } from './exchange.ts';
import { createListeners, wantedBy } from './listen.ts';
import { createServer, modernRevision } from './server.ts';
import type { McpParts, Session } from './session.ts';
import type { Surface } from './surface.ts';
import { createToolCatalog } from './tools/catalog.ts';
import { toWebRequest, writeWebResponse } from './web.ts';

/** A request that was admitted, with its body. */
export interface McpExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The body as JSON; undefined when it is none. */
  readonly message: unknown;
  readonly caller: Caller;
  readonly surface: Surface;
  readonly requestId: string;
  /** Recognises the token of the request once more. Errors: when it is no longer good. */
  readonly renew: () => unknown;
  /** Of the answer, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface McpEndpoint {
  /** Checks that what the address names is there. Errors: `not_found` with the nearest app. */
  check(caller: Caller, surface: Surface): Promise<void>;
  serve(exchange: McpExchange): Promise<void>;
  /** Ends what is open, so that the server can stop. */
  close(): Promise<void>;
}

type Message = JSONRPCRequest | JSONRPCNotification;

/** Names whose values the header Mcp-Name repeats. */
const namedBy = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
]);

/**
 * Serves both eras of the protocol from one address, without any state: each request has a server of its own. What is in order, which
 * nearly all requests are, is served on node's own objects; the SDK's handler answers everything else, and says why.
 */
export function createEndpoint(parts: McpParts): McpEndpoint {
  const tools = createToolCatalog(parts);
  const sdk = createSdkHandler(parts);
  const listeners = createListeners(parts);
  return {
    check: tools.check,
    async serve(exchange) {
      const { request, response, message, caller, surface, requestId, headers } = exchange;
      const plain = plainOf(request, message);
      if (plain === undefined) {
        const authInfo = {
          token: '',
          clientId: '',
          scopes: [],
          extra: { session: { caller, surface, requestId, tools } },
        };
        const answer = await sdk.fetch(toWebRequest(request, response, message), {
          authInfo,
          ...(message === undefined ? {} : { parsedBody: message }),
        });
        return writeWebResponse(answer, response, headers);
      }
      const { era, revision } = plain;
      const wanted = isListening(plain.message) ? wantedBy(plain.message) : undefined;
      if (wanted !== undefined && isListening(plain.message)) {
        const session = { ...parts, caller, surface, requestId, tools, era };
        listeners.add({ session, message: plain.message, wanted, response, headers, renew: exchange.renew });
        return;
      }
      const [family] = plain.message.method.split('/');
      const server = createServer({ ...parts, caller, surface, requestId, tools, era }, family);
      const takesEvents = request.headers.accept?.includes('text/event-stream') === true;
      const classification = { era, ...(revision === undefined ? {} : { revision }) };
      const transport = new Exchange(response, { classification, headers, takesEvents });
      server.onerror = (error) => parts.logger.debug({ requestId, error: String(error) }, 'an MCP exchange failed');
      await server.connect(transport);
      transport.deliver(plain.message);
    },
    async close() {
      tools.stop();
      listeners.end();
      await sdk.close();
    },
  };
}

/** The part of a session that the SDK's handler carries through to the server. */
type Carried = Pick<Session, 'caller' | 'surface' | 'requestId' | 'tools'>;

function createSdkHandler(parts: McpParts): McpHttpHandler {
  return createMcpHandler(
    ({ era, authInfo }) => {
      const { session } = (authInfo?.extra ?? {}) as { session: Carried }; // Set in `serve` above, on every request.
      return createServer({ ...parts, ...session, era });
    },
    { onerror: (error) => parts.logger.debug({ error: String(error) }, 'an MCP request was refused') },
  );
}

interface Plain {
  readonly era: Session['era'];
  readonly revision?: string;
  readonly message: Message;
}

/** The message of a request about which nothing is odd; undefined for all others. */
function plainOf({ method, headers }: IncomingMessage, body: unknown): Plain | undefined {
  if (method !== 'POST' || body === undefined || !isJsonContentType(headers['content-type'] ?? null)) return undefined;
  const version = textOf(headers['mcp-protocol-version']);
  const mcpMethod = textOf(headers['mcp-method']);
  const outcome = classifyInboundRequest({
    httpMethod: method,
    ...(version === undefined ? {} : { protocolVersionHeader: version }),
    ...(mcpMethod === undefined ? {} : { mcpMethodHeader: mcpMethod }),
    body,
  });
  if (outcome.kind === 'modern') {
    const { message } = outcome;
    if (outcome.classification.revision !== modernRevision || outcome.messageKind !== 'request') return undefined;
    if (version === undefined || mcpMethod === undefined) return undefined;
    // One that is not in order is the SDK's to refuse.
    if (isListening(message) && wantedBy(message) === undefined) return undefined;
    return isNamedRight(headers, message) ? { era: 'modern', revision: modernRevision, message } : undefined;
  }
  if (outcome.kind !== 'legacy' || !isOneMessage(outcome.reason)) return undefined;
  if (version !== undefined && !SUPPORTED_PROTOCOL_VERSIONS.includes(version)) return undefined;
  return { era: 'legacy', message: body as Message }; // Classified as one message by the SDK.
}

function isListening(message: Message): message is JSONRPCRequest {
  return message.method === 'subscriptions/listen' && 'id' in message;
}

function isOneMessage(reason: string): boolean {
  return reason === 'initialize' || reason === 'no-claim' || reason === 'notification';
}

function isNamedRight(headers: IncomingMessage['headers'], { method, params }: Message): boolean {
  const field = namedBy.get(method);
  return (
    field === undefined || headers['mcp-name'] === (params as Readonly<Record<string, unknown>> | undefined)?.[field]
  );
}

function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header.trim() : undefined;
}
