import type { PorinError } from '../../kernel/errors.ts';
import type { ApprovalsPort } from '../../kernel/ports/approvals.ts';
import type { RunContext, RunRequest } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import { type Admitted, admit } from './ask.ts';
import { askOf, examined, type GateParts } from './gate.ts';
import { approvalDigest } from './request-hash.ts';
import type { Resolver } from './resolve.ts';
import type { Runner } from './run.ts';

export interface QuestionParts extends GateParts {
  readonly resolver: Resolver;
}

/** What there is to ask before a run, and asking a person for it. */
export function createQuestions(parts: QuestionParts, run: Runner): Pick<ApprovalsPort, 'examine' | 'demand'> {
  const { resolver } = parts;
  return {
    examine: async (caller, request) => examined(parts, caller, await admit(resolver, caller, request)),
    async demand(caller, request, context) {
      throw await demandFrom(parts, run, { caller, admitted: await admit(resolver, caller, request), context });
    },
  };
}

interface Asking {
  readonly caller: Caller;
  readonly admitted: Admitted;
  readonly context: RunContext;
}

/** The error that says where a person decides: the question as it stands, or a new one. */
export async function demandFrom(
  parts: GateParts,
  run: Runner,
  { caller, admitted, context }: Asking,
): Promise<PorinError> {
  const standing = await parts.asks.standing(caller, await approvalDigest(admitted));
  if (standing) return standing;
  const preview = await previewed(run, caller, admitted.request, context);
  return parts.asks.ask(caller, await askOf(parts, { caller, admitted }, preview));
}

/** What the run would do or send, where the action can tell; nothing rather than a failure. */
async function previewed(run: Runner, caller: Caller, request: RunRequest, context: RunContext): Promise<unknown> {
  const dry: RunRequest = { ...request, dryRun: true, idempotencyKey: undefined, approvalId: undefined };
  try {
    const { output } = await run(caller, dry, { requestId: context.requestId, signal: context.signal });
    return typeof output === 'object' && output !== null && 'dryRun' in output ? output.dryRun : output;
  } catch {
    // Several requests, a file, an app that is away: the person decides by the input then.
    return undefined;
  }
}
