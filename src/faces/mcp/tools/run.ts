import { isPorinError, PorinError } from '../../../kernel/errors.ts';
import type { JsonSchema } from '../../../kernel/json-schema.ts';
import type {
  ActionView,
  ConnectionView,
  InlineApiRequest,
  RunAnswer,
  RunRequest,
} from '../../../kernel/ports/gateway.ts';
import { confirmed } from '../confirm/guard.ts';
import { checkFields } from '../results/known-fields.ts';
import { ambiguousAccounts, connectAnswer } from './accounts.ts';
import { isRecord } from './schemas.ts';
import type { ToolAnswer, ToolCall, ToolResult } from './tool.ts';

/** What every tool that runs something is told, whichever tool that is. */
export interface Wanted {
  readonly connection?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly dryRun?: boolean | undefined;
  /** `apr_…`: a person's approval of exactly this call. */
  readonly approval?: string | undefined;
  readonly fields?: readonly string[] | undefined;
  readonly maxBytes?: number | undefined;
}

const heartbeatMs = 5_000;
/** By which the engine says that an earlier run's answer is given. */
const replayMark = 'Idempotency-Replayed';

/** Runs an action: the one way that app tools and run_action share. */
export async function runAction(
  call: ToolCall,
  { action, input, ...wanted }: Wanted & { readonly action: ActionView; readonly input: unknown },
): Promise<ToolAnswer> {
  const { id, externalAppId: app, outputSchema, isPublic } = action;
  if (wanted.fields !== undefined) checkFields(wanted.fields, isPublic ? outputSchema : {});
  const connection = wanted.connection ?? call.session.surface.connection ?? action.connectionId;
  const request = { action: id, input, ...(connection === undefined ? {} : { connectionId: connection }) };
  // A connector's own: what tenants save says of itself what it likes.
  const isHarmless = action.effect === 'read' && !action.isCharged && !id.startsWith('act_');
  const known = isPublic ? { outputSchema } : {};
  return run(call, { request, app, wanted, isHarmless, ...known });
}

/** Sends a raw request. */
export function runRequest(
  call: ToolCall,
  api: InlineApiRequest,
  { app = call.session.surface.app, ...wanted }: Wanted & { readonly app?: string | undefined },
): Promise<ToolAnswer> {
  const connection = wanted.connection ?? call.session.surface.connection;
  const request = { api, ...(connection === undefined ? {} : { connectionId: connection }) };
  return run(call, { request, app, wanted });
}

interface Attempt {
  readonly request: RunRequest;
  readonly app: string | undefined;
  readonly wanted: Wanted;
  /** Nothing that anybody would have to confirm. */
  readonly isHarmless?: boolean;
  /** Of the output, where it is promised. */
  readonly outputSchema?: JsonSchema;
}

async function run(call: ToolCall, attempt: Attempt): Promise<ToolAnswer> {
  const { request, app, wanted, isHarmless } = attempt;
  const { gateway, caller, requestId } = call.session;
  let beats = 0;
  const beat = setInterval(() => void call.progress(++beats, undefined, 'still running'), heartbeatMs).unref();
  try {
    const { dryRun, idempotencyKey, approval: approvalId } = wanted;
    const where = request.connectionId === undefined ? app : undefined;
    const meta = call.traceparent === undefined ? undefined : { traceparent: call.traceparent };
    const asked = { ...request, app: where, dryRun, idempotencyKey, approvalId, meta };
    const isFree = dryRun || (isHarmless && approvalId === undefined);
    const next = isFree ? { run: asked } : await confirmed(call, asked);
    if ('ask' in next) return next.ask;
    let isReplay = false;
    const header = (name: string) => {
      isReplay ||= name === replayMark;
    };
    const answer = await gateway.runs.run(caller, next.run, { requestId, signal: call.signal, reply: { header } });
    return resultOf({ ...answer, isReplay }, attempt);
  } catch (error) {
    const connection = await toConnect(call, attempt, error);
    if (connection === undefined) throw error;
    // An app that asks for no credentials, or a sandbox, is connected at once.
    if (connection.state === 'READY' && request.connectionId === undefined)
      return await run(call, { ...attempt, request: { ...request, connectionId: connection.id } });
    return connectAnswer(call, connection);
  } finally {
    clearInterval(beat);
  }
}

function resultOf(
  { output, actionRunId, isReplay }: RunAnswer & { readonly isReplay: boolean },
  { wanted, isHarmless, outputSchema }: Attempt,
): ToolResult {
  if (wanted.dryRun) return { structured: { dry_run: isRecord(output) ? output['dryRun'] : output } };
  const structured = {
    output: output ?? null,
    ...(actionRunId === undefined ? {} : { run_id: actionRunId }),
    ...(isReplay ? { replayed: true } : {}),
  };
  return {
    structured,
    ...(wanted.fields === undefined ? {} : { fields: wanted.fields }),
    ...(wanted.maxBytes === undefined ? {} : { maxBytes: wanted.maxBytes }),
    ...(outputSchema === undefined ? {} : { outputSchema }),
    isRepeatable: isHarmless === true,
  };
}

/** The connection that its user has to complete before the call can run; undefined when that is not what is wrong. */
async function toConnect(
  call: ToolCall,
  { request, app }: Attempt,
  error: unknown,
): Promise<ConnectionView | undefined> {
  if (!isPorinError(error)) return undefined;
  const { gateway, caller } = call.session;
  if (error.code === 'ambiguous_connection') throw await ambiguousAccounts(call.session, error);
  if (error.code === 'client_action_required') {
    const id = idOf(error) ?? request.connectionId;
    return id === undefined ? undefined : gateway.connections.get(caller, id);
  }
  if (error.code !== 'not_found' || request.connectionId !== undefined || app === undefined) return undefined;
  const { items } = await gateway.connections.list(caller, { apps: [app] }, { limit: 1 });
  if (items.length > 0) return undefined;
  if (!caller.scopes.has('connections:manage')) {
    throw new PorinError(
      'access_denied',
      `No account of ${app} is connected, and connecting one needs the scope connections:manage, which this token has not`,
      {
        hint: 'Ask the user to connect it, or to log in again with that scope',
      },
    );
  }
  return gateway.connections.ensure(caller, { connectorId: app });
}

function idOf({ details }: PorinError): string | undefined {
  return isRecord(details) && typeof details['connectionId'] === 'string' ? details['connectionId'] : undefined;
}
