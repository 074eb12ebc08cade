import type { Action, RunTools } from '../../kernel/action.ts';
import { PorinError } from '../../kernel/errors.ts';
import type { HttpRequest } from '../../kernel/http.ts';
import { describeIssues } from '../../kernel/issues.ts';
import type { RunRequest } from '../../kernel/ports/gateway.ts';
import type { Caller, Scope } from '../../kernel/ports/identity.ts';
import { factsOf } from './execute.ts';
import { takesFiles, withHandles } from './file-inputs.ts';
import type { Resolved, Resolver } from './resolve.ts';
import type { RequestPreview, Transport } from './transport.ts';

/** A request for a run that may be made: the action is there, its input fits, and the caller may. */
export interface Admitted extends Resolved {
  /** As the action's schema gives it. */
  readonly input: unknown;
  /** As it is kept: a dry run of an action that previews itself asks for the preview. */
  readonly request: RunRequest;
  /** The run only reads, and tells what it would do. */
  readonly isPreview: boolean;
}

/** Errors: those of `Resolver.resolve`; `bad_request` for an input that does not fit; `access_denied` for a missing scope. */
export async function admit(resolver: Resolver, caller: Caller, request: RunRequest): Promise<Admitted> {
  const resolved = await resolver.resolve(caller, request);
  const asked = previewed(resolved.action, request);
  const input = await validated(resolved, withHandles(asked.input, resolved.action.inputSchema));
  const isPreview = asksForPreview(resolved.action, input);
  const action = isPreview ? onlyReading(resolved.action) : resolved.action;
  requireScope(caller, action);
  return { ...resolved, action, input, request: asked, isPreview };
}

function previewed({ previewInput }: Action, request: RunRequest): RunRequest {
  if (!request.dryRun || previewInput === undefined) return request;
  const { input = {} } = request;
  // Other inputs are refused by the schema.
  return isRecord(input) ? { ...request, input: { ...input, [previewInput]: true } } : request;
}

function asksForPreview({ previewInput }: Action, input: unknown): boolean {
  return previewInput !== undefined && isRecord(input) && input[previewInput] === true;
}

/** The action as long as it previews itself: it cannot change anything, whatever its code does. */
function onlyReading(action: Action): Action {
  if (!('run' in action)) return action;
  const call = (tools: RunTools) => async (request: HttpRequest) => {
    // Some apps read by POST; then the action says so of the request.
    if (request.method !== 'GET' && request.method !== 'HEAD' && request.effect !== 'read')
      throw new PorinError(
        'internal',
        `The preview of ${action.key} would have sent ${request.method} ${request.path}`,
      );
    return tools.call(request);
  };
  return { ...action, effect: 'read', run: (input, tools) => action.run(input, { ...tools, call: call(tools) }) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function validated({ action, target }: Resolved, input: unknown): Promise<unknown> {
  const result = await action.validate(input ?? {});
  if (result.ok) return result.value;
  const { id: connectionId } = target.connection;
  // A key alone may mean several actions, of which this one ran.
  const selector = action.id ?? `${action.key} --connectionId=${connectionId}`;
  throw new PorinError('bad_request', `The input of ${action.key} is not valid: ${describeIssues(result.issues)}`, {
    details: { issues: result.issues },
    hint: `porin action get ${selector} shows the input's schema`,
  });
}

function requireScope(caller: Caller, { key, effect, source }: Action): void {
  // A raw request reaches whatever the proxy reaches, so it needs what the proxy needs.
  const needed: Scope[] = [effect === 'read' ? 'actions:read' : 'actions:write'];
  if (source === 'inline') needed.push('proxy');
  const missing = needed.find((scope) => !caller.scopes.has(scope));
  if (missing) throw new PorinError('access_denied', `${key} needs the scope ${missing}, which this token has not`);
}

/** The request that the run would send. Errors: `bad_request` when it would not be one alone, or sends a file. */
export async function previewOf(
  transport: Transport,
  { target, action, input }: Admitted,
  clocks: Parameters<typeof factsOf>[1],
): Promise<RequestPreview> {
  if ('run' in action)
    throw new PorinError('bad_request', `${action.key} makes several requests, so there is no single one to preview`, {
      hint: `Nothing was done. porin action get ${action.id ?? `${target.connector.app}.${action.key}`} tells what shows its effect or price beforehand, where something does; without dryRun it is done`,
    });
  if (takesFiles(action.inputSchema))
    throw new PorinError('bad_request', `${action.key} sends a file, so its request cannot be previewed`);
  return transport.preview(target, await action.request(input, factsOf(target, clocks)));
}
