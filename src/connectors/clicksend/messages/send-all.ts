import type { RunTools } from '../../../kernel/action.ts';
import { isPorinError, PorinError } from '../../../kernel/errors.ts';
import { keyOf, lookUp } from './look-up.ts';
import type { Wire } from './prepare.ts';
import { type Accepted, type Open, type Outcome, openOf, outcomeOf, type Rejected, rounded } from './report.ts';

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
    const isNothingDone = outcomes.every(({ accepted }) => accepted.length === 0);
    if (isNothingDone) throw withReferences(sent.failure, unknown);
    notes.push(`Stopped: ${sent.failure.message}`);
    // A refused batch was not sent; one whose outcome is unknown stands among the unknown.
    if (unknown.length === 0) next -= 1;
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

/** The report with what never reached the app in front. */
export function withRejected<R extends { rejected: Rejected[] }>(report: R, rejected: readonly Rejected[]): R {
  return { ...report, rejected: [...rejected, ...report.rejected] };
}

interface Sent {
  readonly outcome?: Outcome;
  readonly failure?: PorinError;
  readonly unknown: readonly Open[];
  readonly notes: readonly string[];
}

async function sendOne(tools: RunTools, sending: Sending, batch: readonly Wire[]): Promise<Sent> {
  const { kind, beside, repeats } = sending;
  const send = () =>
    tools.call({ method: 'POST', path: `/${kind}/send`, body: { json: { ...beside, messages: batch } } });
  try {
    return { outcome: outcomeOf(await send()), unknown: [], notes: [] };
  } catch (error) {
    if (!isPorinError(error)) throw error;
    if (error.code !== 'outcome_unknown') return { failure: error, unknown: [], notes: [] };
    const found = await lookUp(tools, { kind, sent: batch }).catch(() => undefined);
    if (found && found.length > 0) return recovered(found, batch);
    const isAbsent = found !== undefined && repeats === true;
    if (!isAbsent) return { failure: error, unknown: batch.map(openOf), notes: [] };
    const again = await sendOne(tools, { ...sending, repeats: false }, batch);
    return {
      ...again,
      notes: ['A batch had no answer and was not in the history, so it was sent once more', ...again.notes],
    };
  }
}

/** A batch without an answer that the history shows, in whole or in part. */
function recovered(found: readonly Accepted[], batch: readonly Wire[]): Sent {
  const keys = new Set(found.map(keyOf));
  const references = new Set(found.map(({ custom_string }) => custom_string));
  const isThere = (message: Wire) =>
    message['list_id'] === undefined ? keys.has(keyOf(message)) : references.has(String(message['custom_string']));
  const price = found.reduce((sum, { message_price = 0 }) => sum + message_price, 0);
  return {
    outcome: { accepted: found, rejected: [], price, currency: undefined },
    unknown: batch.filter((message) => !isThere(message)).map(openOf),
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
function withReferences(failure: PorinError, unknown: readonly Open[]): PorinError {
  if (unknown.length === 0) return failure;
  const { code, message, hint, details, cause } = failure;
  const references = unknown.slice(0, 20).map(({ custom_string }) => custom_string);
  const said = `${message}; the history does not show the messages yet, custom_string ${references.join(', ')}`;
  return new PorinError(code, said, { hint, details: { cause: details, unknown }, cause });
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
