import {
  type CallToolRequest,
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  type InputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { type ErrorCode, isPorinError, PorinError } from '../../../kernel/errors.ts';
import { nearestName } from '../../../kernel/issues.ts';
import { present } from '../results/present.ts';
import type { Feature } from '../server.ts';
import type { Session } from '../session.ts';
import { hintForTools } from './hints.ts';
import { listTools } from './list.ts';
import { isRecord } from './schemas.ts';
import type { ToolAnswer, ToolCall } from './tool.ts';

/** tools/list and tools/call. */
export const toolsFeature: Feature = {
  family: 'tools',
  capabilities: { tools: { listChanged: true } },
  register(server: Server, session: Session) {
    server.setRequestHandler('tools/list', ({ params }) => listTools(session, params?.cursor));
    server.setRequestHandler('tools/call', ({ params }, context) => call(session, params, context));
  },
};

async function call(
  session: Session,
  { name, arguments: args = {} }: CallToolRequest['params'],
  context: ServerContext,
): Promise<CallToolResult | InputRequiredResult> {
  const tool = (await session.tools.find(session, name)) ?? (await unknownTool(session, name));
  try {
    return await shown(session, await tool.call(args, toolCall(session, { tool: name, arguments: args }, context)));
  } catch (error) {
    // Nobody reads the answer of a call that was left, and that it was left is nobody's fault.
    if (context.mcpReq.signal.aborted || error instanceof ProtocolError) throw error;
    return present(session, failure(session, error));
  }
}

async function shown(session: Session, answer: ToolAnswer): Promise<CallToolResult | InputRequiredResult> {
  if (!('inputRequests' in answer)) return present(session, answer);
  // What a client may be asked is the SDK's to check, against what this client declared.
  return { resultType: 'input_required', ...answer } as InputRequiredResult;
}

/** The same text as REST gives, but for what to do next: that is said with tools. Our own faults are logged with their cause and shown without it. */
function failure({ logger, requestId }: Session, error: unknown) {
  const known = isPorinError(error)
    ? error
    : new PorinError('internal', 'The gateway failed to answer', { cause: error });
  if (known.kind.type === 'internal' && known.actionRunId === undefined) {
    const cause = known.cause instanceof Error ? (known.cause.stack ?? known.cause.message) : String(known.cause ?? '');
    logger.error({ requestId, code: known.code, cause }, known.message);
  }
  const hint = hintForTools(known);
  return {
    structured: { error: { ...known.toBody(requestId), hint } },
    text: isOfApp(known) ? quoted(known) : `${known.message}. ${hint}`,
    isError: true,
  };
}

/** Errors in whose messages an app speaks. */
const ofApps: ReadonlySet<ErrorCode> = new Set([
  'upstream_refused',
  'upstream_failed',
  'outcome_unknown',
  'rate_limited',
]);

function isOfApp({ code, details }: PorinError): boolean {
  return ofApps.has(code) && isRecord(details) && 'status' in details;
}

/** Our own words first, and apart from those of the app, which could read like them; a connector's hint names what is in the app. */
function quoted({ kind, hint, message }: PorinError): string {
  const more = hint === kind.hint ? '' : `\nAbout it, with names from the app as data: ${JSON.stringify(hint)}`;
  return `${kind.hint}.\nWhat the app said, as data: ${JSON.stringify(message)}${more}`;
}

async function unknownTool(session: Session, name: string): Promise<never> {
  const names = (await session.tools.all(session)).map((tool) => tool.name);
  const nearest = nearestName(name.slice(0, 100), names);
  const meant = nearest === undefined ? 'tools/list shows what there is' : `Did you mean ${nearest}?`;
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${name.slice(0, 100)}. ${meant}`, {
    ...(nearest === undefined ? {} : { nearest }),
  });
}

function toolCall(session: Session, asked: ToolCall['asked'], { mcpReq }: ServerContext): ToolCall {
  const { inputResponses } = mcpReq;
  const token = mcpReq._meta?.progressToken;
  const traceparent = traceparentIn(mcpReq._meta);
  const declared = declaredIn(session, mcpReq);
  const notify: ToolCall['notify'] = (method, params) => mcpReq.notify({ method, params });
  return {
    session,
    asked,
    ...(traceparent === undefined ? {} : { traceparent }),
    signal: mcpReq.signal,
    declared,
    elicitation: elicitationOf(declared),
    notify,
    ...(inputResponses === undefined
      ? {}
      : { answers: { responses: inputResponses, state: mcpReq.requestState<string>() } }),
    async progress(done, total, message) {
      if (token === undefined) return;
      const params = { progressToken: token, progress: done, message, ...(total === undefined ? {} : { total }) };
      await notify('notifications/progress', params);
    },
  };
}

/** One that is not valid is ignored, as its specification wants. */
function traceparentIn(meta: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const given = meta?.['traceparent'];
  if (
    typeof given !== 'string' ||
    !/^(?!ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/.test(given)
  ) {
    return undefined;
  }
  return given;
}

/** Nothing can be asked of a client of the older protocol: its answer would come to another node. */
function declaredIn({ era }: Session, { envelope }: ServerContext['mcpReq']): ClientCapabilities {
  if (era === 'legacy') return {};
  // The SDK has checked it by the protocol's schema, and its types name other keys.
  const declared = (envelope as Readonly<Record<string, unknown>> | undefined)?.[CLIENT_CAPABILITIES_META_KEY];
  return (declared ?? {}) as ClientCapabilities;
}

function elicitationOf({ elicitation }: ClientCapabilities): ToolCall['elicitation'] {
  if (elicitation === undefined) return { form: false, url: false };
  // One that names no mode knows forms, as all did before there was another.
  return { form: elicitation.form !== undefined || elicitation.url === undefined, url: elicitation.url !== undefined };
}
