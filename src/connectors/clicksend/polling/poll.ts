import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { PollTrigger, RunTools } from '../../../kernel/action.ts';
import { PorinError } from '../../../kernel/errors.ts';
import { pollRuleNotes } from './rules.ts';
import { markRead, readUnread, type UnreadList } from './unread.ts';

/** What comes late may carry a time before what was read already. */
const marginSeconds = 300;

// What is older than `m` was given; of what is newer, `s` was.
const stateSchema = z.tuple([z.string(), z.strictObject({ m: z.int(), s: z.array(z.string()) })]);

type State = z.output<typeof stateSchema>[1];

export const pollFields = {
  since: z
    .string()
    .min(1)
    .max(500_000)
    .optional()
    .describe("'cursor' of the answer before; without it everything that is unread now is given"),
  limit: z
    .int()
    .min(1)
    .max(500)
    .default(100)
    .describe('Most items to give, 1 to 500; the others follow in the next answer. Default 100'),
  mark_read: z
    .boolean()
    .default(true)
    .describe(
      'True marks what the answers before gave as read, once their cursor comes back, so that the list stays short; false leaves it to you. Default true',
    ),
};

const pollInput = z.strictObject(pollFields);

export function pollOutput<S extends z.ZodType>(item: S, description: string) {
  return z.object({
    items: z.array(item).describe(description),
    cursor: z.string().describe('Pass it as since in the next poll; it also says that these items were kept'),
    has_more: z.boolean().describe('True: poll again at once, there is more'),
    notes: z.array(z.string()).optional().describe('What to know, such as a rule that is missing'),
  });
}

export const pollTrigger: PollTrigger = {
  cursor: 'since',
  items: 'items',
  next: 'cursor',
  more: 'has_more',
  id: 'event_id',
};

export const eventId = z.string().describe('Tells this event from all others; the same event is never given twice');

/**
 * One poll of an unread list: what is new since the cursor, each once, oldest first. What an answer gave is marked as read only when its
 * cursor comes back, so whatever breaks in between is given again. Errors leave the cursor as it was.
 */
export async function pollUnread<S extends z.ZodType>(
  { call }: Pick<RunTools, 'call'>,
  list: UnreadList<S>,
  { since, limit, mark_read }: z.output<typeof pollInput>,
) {
  const before = since === undefined ? undefined : readCursor(list.address, since);
  if (before && mark_read && before.m > 0) await markRead(call, list.address, before.m);
  const seen = new Set(before?.s);
  const unread = await readUnread(call, list);
  const fresh = unread.filter(({ at, id }) => at >= (before?.m ?? 0) && !seen.has(digestOf(id)));
  const given = fresh.slice(0, limit);
  const notes = unread.length === 0 && !before ? await pollRuleNotes(call, list) : [];
  const latest = Math.max(before?.m ?? 0, (given.at(-1)?.at ?? 0) - marginSeconds);
  const known = unread.filter(({ at, id }) => at >= latest && seen.has(digestOf(id)));
  const kept = [...known, ...given.filter(({ at }) => at >= latest)].map(({ id }) => digestOf(id));
  return {
    items: given.map(({ item, id }) => ({ ...(item as z.output<S> & object), event_id: id })),
    cursor: writeCursor(list.address, { m: latest, s: kept }),
    has_more: fresh.length > given.length,
    ...(notes.length === 0 ? {} : { notes }),
  };
}

function digestOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url').slice(0, 12);
}

function writeCursor(kind: string, state: State): string {
  return Buffer.from(JSON.stringify([kind, state])).toString('base64url');
}

function readCursor(kind: string, cursor: string): State {
  const read = stateSchema.safeParse(parsed(cursor));
  if (read.success && read.data[0] === kind) return read.data[1];
  throw new PorinError('bad_request', `since: '${cursor.slice(0, 60)}' is not a cursor that this poll gave`, {
    hint: "Pass 'cursor' of the answer before, unchanged; or leave since out to begin anew",
  });
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    // Not what writeCursor makes; the caller is told so.
    return undefined;
  }
}
