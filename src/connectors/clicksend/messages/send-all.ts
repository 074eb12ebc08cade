import type { RunTools } from '../../../kernel/action.ts';
import { isPorinError, PorinError } from '../../../kernel/errors.ts';
import { type LookedUp, lookUp } from './look-up.ts';
import type { Wire } from './prepare.ts';
import { type Open, type Outcome, openOf, outcomeOf, type Rejected, rounded } from './report.ts';

/** Most messages that the app takes in one call. */
export const batchSize = 1_000;

export interface Sending {
  /** The app's name of the kind: sms, mms or voice. */
  readonly kind: 'sms' | 'mms' | 'voice';
  readonly messages: readonly Wire[];
  /** What stands beside the messages. */
  readonly beside?: Wire;
  readonly maxPrice?: number | undefined;
  /** Send once more what the history does not show after a broken connection. */
  readonly repeats?: boolean;
}

/** What the messages would cost, and which the app would reject. Nothing is sent. */
export async function priceAll({ call }: Pick<RunTools, 'call'>, sending: Sending): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  for (const messages of batchesOf(sending.messages)) {
    const body = { json: { ...sending.beside, messages } };
    outcomes.push(outcomeOf(await call({ method: 'POST', path: `/${sending.kind}/price`, body, effect: 'read' })));
  }
  return together(outcomes);
}

/**
 * Sends messages in batches and tells of each what became of it. A batch without an answer is looked up in the history by its references
 * before anything else happens; a batch that fails ends the work. Errors: the failure itself when nothing was done before it.
 */
export async function sendAll(tools: RunTools, sending: Sending) {
  await requireAffordable(tools, sending);
  const outcomes: Outcome[] = [];
  const unknown: Open[] = [];
  const notes: string[] = [];
  const batches = batchesOf(sending.messages);
  let next = 0;
  for (const batch of batches) {
    next += 1;
    const sent = await sendOne(tools, sending, batch);
    if (sent.outcome) outcomes.push(sent.outcome);
    notes.push(...sent.notes);
    unknown.push(...sent.unknown);
    if (!sent.failure) continue;
    if (outcomes.length === 0)
      throw withReferences(sent.failure, { kind: sending.kind, unknown, untried: batches.slice(next).flat().length });
    notes.push(`Stopped: ${sent.failure.message}`);
    // A refused batch was not sent; one whose outcome is unknown stands among the unknown.
    if (sent.unknown.length === 0) next -= 1;
    break;
  }
  const not_sent = batches.slice(next).flat().map(openOf);
  const { accepted, rejected, price, currency } = together(outcomes);
  return {
    accepted: [...accepted],
    rejected: [...rejected],
    ...(unknown.length === 0 ? {} : { unknown }),
    ...(not_sent.length === 0 ? {} : { not_sent }),
    price,
    ...(currency === undefined ? {} : { currency }),
    ...(notes.length === 0 ? {} : { notes }),
  };
}

interface Report {
  readonly accepted: readonly unknown[];
  readonly rejected: readonly Rejected[];
  readonly unknown?: readonly unknown[];
}

/**
 * The report with what never reached the app in front. Errors: `upstream_refused` with each reason when nothing was sent: an answer of
 * success would hide that, and a repetition under the same key may send it.
 */
export function withRejected<R extends Report>(report: R, before: readonly Rejected[]): R & { rejected: Rejected[] } {
  const rejected = [...before, ...report.rejected];
  if (report.accepted.length > 0 || report.unknown !== undefined || rejected.length === 0)
    return { ...report, rejected };
  const reasons = [...new Set(rejected.map(({ status }) => status))].slice(0, 5).join(', ');
  throw new PorinError('upstream_refused', `None of the messages was sent: ${reasons}`, {
    hint: [...new Set(rejected.map(({ what_to_do }) => what_to_do))].slice(0, 3).join('. '),
    details: { ...report, rejected },
    isUndone: true,
  });
}

interface Sent {
  readonly outcome?: Outcome;
  readonly failure?: PorinError;
  readonly unknown: readonly Open[];
  readonly notes: readonly string[];
}

async function sendOne(tools: RunTools, sending: Sending, batch: readonly Wire[]): Promise<Sent> {
  const { kind, repeats } = sending;
  try {
    return { outcome: await post(tools, sending, batch), unknown: [], notes: [] };
  } catch (error) {
    if (!isPorinError(error)) throw error;
    if (error.code !== 'outcome_unknown') return { failure: error, unknown: [], notes: [] };
    const found = await lookUp(tools, { kind, sent: batch }).catch(() => undefined);
    if (found && found.accepted.length > 0) return recovered(found);
    const isAbsent = found !== undefined && !found.hasSimilar && repeats === true;
    if (!isAbsent) return { failure: error, unknown: batch.map(openOf), notes: [] };
    const again = await sendOne(tools, { ...sending, repeats: false }, batch);
    return {
      ...again,
      notes: ['A batch had no answer and was not in the history, so it was sent once more', ...again.notes],
    };
  }
}

/** Errors: `outcome_unknown` also for an answer that tells nothing of the messages: they may have left. */
async function post({ call }: RunTools, { kind, beside }: Sending, messages: readonly Wire[]): Promise<Outcome> {
  const answer = await call({ method: 'POST', path: `/${kind}/send`, body: { json: { ...beside, messages } } });
  try {
    return outcomeOf(answer);
  } catch (cause) {
    const message = isPorinError(cause) ? cause.message : 'The app answered something else than a report';
    throw new PorinError('outcome_unknown', message, { cause });
  }
}

/** A batch without an answer that the history shows, in whole or in part. */
function recovered({ accepted, missing }: LookedUp): Sent {
  const price = accepted.reduce((sum, { message_price = 0 }) => sum + message_price, 0);
  return {
    outcome: { accepted, rejected: [], price, currency: undefined },
    unknown: missing.map(openOf),
    notes: ['The connection broke while sending; the history shows what was accepted, so nothing was repeated'],
  };
}

async function requireAffordable(tools: RunTools, sending: Sending): Promise<void> {
  const { maxPrice } = sending;
  if (maxPrice === undefined) return;
  const { price, currency } = await priceAll(tools, sending);
  requirePrice({ price, currency, maxPrice });
}

/** Errors: `bad_request` when something costs more than its sender allows. */
export function requirePrice(asked: {
  readonly price: number;
  readonly currency?: string | undefined;
  readonly maxPrice: number | undefined;
}): void {
  const { price, currency = 'in the currency of the account', maxPrice } = asked;
  if (maxPrice === undefined || price <= maxPrice) return;
  throw new PorinError('bad_request', `max_price: it would cost ${price} ${currency}, more than ${maxPrice}`, {
    hint: 'Nothing was sent. Raise max_price, or send less',
  });
}

/** The failure with the references by which the history may show the messages later. */
function withReferences(
  failure: PorinError,
  {
    kind,
    unknown,
    untried,
  }: { readonly kind: Sending['kind']; readonly unknown: readonly Open[]; readonly untried: number },
): PorinError {
  if (unknown.length === 0) return failure;
  const { code, message, hint, details, cause } = failure;
  const references = unknown.slice(0, 20).map(({ custom_string }) => custom_string);
  const rest = untried === 0 ? '' : `${untried} further messages were not tried; `;
  const said = `${message}; ${rest}the history does not show the messages yet, custom_string ${references.join(', ')}`;
  // All messages of a run begin alike: `p-0a1b2c3d4e-1`.
  const custom_string = (references[0] ?? '').replace(/^(p-[0-9a-f]+-)[0-9a-z]+$/, '$1');
  return new PorinError(code, said, {
    hint,
    details: { cause: details, unknown },
    lookFor: { custom_string, channel: kind },
    cause,
  });
}

function batchesOf(messages: readonly Wire[]): Wire[][] {
  const count = Math.ceil(messages.length / batchSize);
  return Array.from({ length: count }, (_, index) => messages.slice(index * batchSize, (index + 1) * batchSize));
}

function together(outcomes: readonly Outcome[]): Outcome {
  return {
    accepted: outcomes.flatMap(({ accepted }) => accepted),
    rejected: outcomes.flatMap(({ rejected }) => rejected),
    price: rounded(outcomes.reduce((sum, { price }) => sum + price, 0)),
    currency: outcomes.find(({ currency }) => currency !== undefined)?.currency,
  };
}
