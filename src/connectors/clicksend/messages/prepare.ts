import { z } from 'zod';
import { digestOf } from '../../../kernel/digest.ts';
import { PorinError } from '../../../kernel/errors.ts';
import { country, phoneChecker } from '../phone.ts';
import { listId } from '../schemas/common.ts';
import { pastOf, schedule } from '../times.ts';
import type { Rejected } from './report.ts';
import { remedyOf } from './statuses.ts';

const mostMessages = 20_000;

/** A message as the app takes it. */
export type Wire = Readonly<Record<string, unknown>>;

/** Who a message is for, and what every kind of message has. */
export const addressed = {
  to: z
    .union([z.string(), z.array(z.string()).max(10_000)])
    .optional()
    .describe("Number, or a list of numbers that get the same message: '+61411111111', or local ones with country"),
  list_id: listId.optional().describe('In place of to: everybody on this contact list; list-contact-lists gives ids'),
  country: country.optional(),
  schedule,
  custom_string: z
    .string()
    .min(1)
    .max(50)
    .optional()
    .describe(
      'Your reference, up to 50 characters; receipts and replies carry it, and find-messages finds the message by it. Default: one is made',
    ),
};

export const sender = z
  .string()
  .max(20)
  .refine((from) => !/[A-Za-z]/.test(from) || (from.length <= 11 && /^[A-Za-z0-9]+$/.test(from)), {
    error: 'a name as sender has at most 11 letters and digits and no spaces',
  })
  .optional()
  .describe('Sender: a number of the account, or a name of at most 11 letters and digits. Default: a shared number');

/** Whether a reference was made here, for one message alone. */
export function isOwnReference(reference: unknown): boolean {
  return typeof reference === 'string' && /^p-[0-9a-f]{10}-[0-9a-z]+$/.test(reference);
}

/** How the references begin that a run gives its messages: whoever knows the run finds them in the history, after a crash too. */
function referencesOf(runId: string): string {
  return `p-${digestOf(runId).slice(0, 10)}-`;
}

/** What find-messages shows the messages of a run by; without an input when that could not be kept. */
export function lookFor(
  channel: 'sms' | 'mms' | 'voice',
  { messages = [] }: { readonly messages?: readonly Asked[] } = {},
  runId: string,
) {
  const [first] = messages;
  const isNamed = first?.custom_string !== undefined;
  return { custom_string: isNamed ? first.custom_string : referencesOf(runId), channel };
}

/** What is wrong with a message that does not leave. */
export interface Flaw {
  /** Name of the message's field. */
  readonly field: 'to' | 'body' | 'schedule';
  /** In the app's word, where it has one. */
  readonly status: string;
  readonly problem: string;
}

type Asked = { readonly [K in keyof typeof addressed]?: z.output<(typeof addressed)[K]> };

interface MessageKind<M extends Asked> {
  /** A message as the app takes it. */
  wire(message: Omit<M, 'to'>): Wire;
  /** What is wrong with its content, as far as can be seen here: in a schema it would refuse all messages for one. */
  flawOf?(message: M): Flaw | undefined;
}

/**
 * The messages of a run as the app takes them: one for each number, every one with a reference. What cannot be sent is rejected here, and
 * the others still go out. Errors: `bad_request` when none is left.
 */
export async function prepare<M extends Asked>(
  messages: readonly M[],
  { now, runId, wire, flawOf }: MessageKind<M> & { readonly now: number; readonly runId: string },
): Promise<{ readonly ready: Wire[]; readonly rejected: Rejected[] }> {
  requireFew(messages);
  const check = await phoneChecker();
  const references = referencesOf(runId);
  const ready: Wire[] = [];
  const rejected: Rejected[] = [];
  const problems: string[] = [];
  for (const [index, message] of messages.entries()) {
    const { to, ...rest } = message;
    const flaw = flawOfAddress(message) ?? flawOf?.(message) ?? flawOfTime(message.schedule, now);
    const wired = flaw ? undefined : wire(rest);
    for (const [place, number] of numbersOf(to).entries()) {
      const checked = flaw || number === undefined ? undefined : check(number, message.country);
      const wrong = flaw ?? (checked && 'problem' in checked ? invalidNumber(checked.problem) : undefined);
      if (wrong) {
        const spot = wrong === flaw || !Array.isArray(to) ? '' : `[${place}]`;
        const field = `messages[${index}].${wrong.field}${spot}`;
        problems.push(`${field}: ${wrong.problem}`);
        rejected.push(rejectedHere(wrong, field, number));
        continue;
      }
      const custom_string = message.custom_string ?? `${references}${(ready.length + 1).toString(36)}`;
      ready.push({ ...wired, ...(checked && 'number' in checked ? { to: checked.number } : {}), custom_string });
    }
  }
  if (ready.length > 0) return { ready, rejected };
  throw new PorinError('bad_request', `No message can be sent: ${[...new Set(problems)].slice(0, 5).join('; ')}`, {
    hint: 'Correct the named fields; nothing was sent',
    isUndone: true,
  });
}

function requireFew(messages: readonly Asked[]): void {
  const count = messages.reduce((sum, { to }) => sum + numbersOf(to).length, 0);
  if (count <= mostMessages) return;
  throw new PorinError('bad_request', `messages: ${count} at once are more than ${mostMessages}`, {
    hint: 'Put the numbers on a contact list and send a campaign, or send less at once',
  });
}

/** Undefined stands for a list, and for nobody. */
function numbersOf(to: Asked['to']): readonly (string | undefined)[] {
  const numbers = typeof to === 'string' ? [to] : (to ?? []);
  return numbers.length === 0 ? [undefined] : numbers;
}

function flawOfAddress({ to, list_id }: Asked): Flaw | undefined {
  const flaw = { field: 'to', status: 'MISSING_REQUIRED_FIELDS' } as const;
  if ((to === undefined) === (list_id === undefined)) return { ...flaw, problem: 'give either to or list_id' };
  return to?.length === 0 ? { ...flaw, problem: 'name at least one number' } : undefined;
}

function flawOfTime(schedule: number | undefined, now: number): Flaw | undefined {
  const problem = pastOf(schedule, now);
  return problem === undefined ? undefined : { field: 'schedule', status: 'INVALID_SCHEDULE', problem };
}

function invalidNumber(problem: string): Flaw {
  return { field: 'to', status: 'INVALID_NUMBER', problem };
}

function rejectedHere({ field: name, status, problem }: Flaw, field: string, to: string | undefined): Rejected {
  const said = name === 'to' ? problem : `${name} ${problem}`;
  return { ...(to === undefined ? {} : { to }), status, what_to_do: `${said}. ${remedyOf(status)}`, field };
}

/** Of a text that is empty or has more than `most` characters. */
export function flawOfBody(body: string, most: number): Flaw | undefined {
  if (body.trim() === '') return { field: 'body', status: 'EMPTY_MESSAGE', problem: 'is empty' };
  return body.length > most ? tooLong(`has more than ${most} characters`) : undefined;
}

export function tooLong(problem: string): Flaw {
  return { field: 'body', status: 'TOO_LONG', problem };
}
