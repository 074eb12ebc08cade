import { canonical } from '../../../kernel/canonical.ts';
import { digestOf } from '../../../kernel/digest.ts';
import { PorinError } from '../../../kernel/errors.ts';
import { plainText } from '../../../kernel/plain-text.ts';
import type { Examined } from '../../../kernel/ports/approvals.ts';
import type { RunRequest } from '../../../kernel/ports/gateway.ts';
import type { InputRequired, ToolCall } from '../tools/tool.ts';

/** How long a call waits for a person who has the page open. */
const patienceMs = 20_000;
const maxShown = 1_500;
const field = 'confirm';

/** A run that may begin, or what its user is asked first. */
type Confirmed = { readonly run: RunRequest } | { readonly ask: InputRequired };

/**
 * The run when it may begin; else what its user is asked first. Nothing runs that was not confirmed: where the client cannot ask,
 * a person decides on the page. Errors: those of a run that does not begin; `approval_required`; `access_denied` when the user said no.
 */
export async function confirmed(call: ToolCall, request: RunRequest): Promise<Confirmed> {
  const { gateway, caller, requestId } = call.session;
  const { approvals } = gateway;
  if (request.approvalId !== undefined) {
    // The engine checks it; this only spares the agent from asking again and again.
    const { digest } = await approvals.examine(caller, request);
    await approvals.wait(caller, request.approvalId, { timeoutMs: patienceMs, departure: call.signal, digest });
    return { run: request };
  }
  const examined = await approvals.examine(caller, request);
  // What a person has to approve the engine asks for by itself.
  if (examined.needs !== 'confirm') return { run: request };
  // It was confirmed then. Should the key have become free meanwhile, nothing runs but what a person approves.
  if (examined.isRepeated) return { run: { ...request, isUnconfirmed: true } };
  if (!call.elicitation.form) return approvals.demand(caller, request, { requestId, signal: call.signal });
  const what = digestOf(canonical({ ...call.asked, run: examined.digest }));
  const answer = call.answers?.responses[field];
  if (answer === undefined) return { ask: question(examined, await approvals.question(caller, what)) };
  if (!(await approvals.answered(caller, call.answers?.state ?? '', what))) throw notValid(examined);
  if (!saysYes(answer)) throw declined(examined);
  return { run: request };
}

function question(examined: Examined, requestState: string): InputRequired {
  const params = {
    mode: 'form',
    message: messageOf(examined),
    requestedSchema: {
      type: 'object',
      properties: {
        [field]: { type: 'boolean', title: 'Yes, do it', description: 'Nothing is done otherwise', default: false },
      },
      required: [field],
    },
  };
  return { inputRequests: { [field]: { method: 'elicitation/create', params } }, requestState };
}

/** In our words; what the agent wants to send is quoted last, as the data that it is. */
function messageOf({ title, effect, isCharged, input, definition }: Examined): string {
  const harm =
    effect === 'destroy' ? ' It cannot be undone.' : effect === 'write' ? ' It changes data in the app.' : '';
  const cost = isCharged ? ' The app may charge for it.' : '';
  const runs =
    definition === undefined
      ? ''
      : ` Whoever asked or saved it chose that name. What runs${cutOf(definition)}: ${plainText(definition, maxShown)}`;
  const text = JSON.stringify(input) ?? '{}';
  const given = ` It would be given${cutOf(text)}: ${plainText(text, maxShown)}`;
  return `An agent wants to run: ${title}.${harm}${cost}${runs}${given}`;
}

function cutOf({ length }: string): string {
  return length > maxShown ? ` (the first ${maxShown} of ${length} characters)` : '';
}

function saysYes(answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null || !('action' in answer) || answer.action !== 'accept')
    return false;
  const content = 'content' in answer ? answer.content : undefined;
  return typeof content === 'object' && content !== null && field in content && content[field] === true;
}

function notValid({ title }: Examined): PorinError {
  return new PorinError('bad_request', `This confirmation is not valid for: ${title}. Nothing was done`, {
    hint: 'It is good once, for ten minutes, for the same tool with exactly the same arguments. Call again without requestState to ask anew',
  });
}

function declined({ title }: Examined): PorinError {
  return new PorinError('access_denied', `The user did not confirm: ${title}. Nothing was done`, {
    hint: 'Do not call again unless the user wants it',
  });
}
