import type { Action } from '../../kernel/action.ts';
import { PorinError } from '../../kernel/errors.ts';
import { describeIssues } from '../../kernel/issues.ts';
import type { RunRequest } from '../../kernel/ports/gateway.ts';
import type { Caller, Scope } from '../../kernel/ports/identity.ts';
import { factsOf } from './execute.ts';
import { takesFiles } from './file-inputs.ts';
import type { Resolved, Resolver } from './resolve.ts';
import type { RequestPreview, Transport } from './transport.ts';

/** A request for a run that may be made: the action is there, its input fits, and the caller may. */
export interface Admitted extends Resolved {
  /** As the action's schema gives it. */
  readonly input: unknown;
}

/** Errors: those of `Resolver.resolve`; `bad_request` for an input that does not fit; `access_denied` for a missing scope. */
export async function admit(resolver: Resolver, caller: Caller, request: RunRequest): Promise<Admitted> {
  const resolved = await resolver.resolve(caller, request);
  const input = await validated(resolved, request.input);
  requireScope(caller, resolved.action);
  return { ...resolved, input };
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
  now: number,
): Promise<RequestPreview> {
  if ('run' in action)
    throw new PorinError('bad_request', `${action.key} makes several requests, so there is no single one to preview`);
  if (takesFiles(action.inputSchema))
    throw new PorinError('bad_request', `${action.key} sends a file, so its request cannot be previewed`);
  return transport.preview(target, await action.request(input, factsOf(target, now)));
}
