import type { z } from 'zod';
import type { RunTools } from '../../../kernel/action.ts';
import { PorinError } from '../../../kernel/errors.ts';
import type { Shape } from '../../../kernel/shape.ts';
import { pageOf } from '../answers.ts';
import { secondsOf } from '../times.ts';
import { pollRuleNotes } from './rules.ts';

type Call = RunTools['call'];

const pageSize = 100;
const mostPages = 600;
const mostReadings = 3;

/** A list of what nobody has read yet; the app shortens it as things are marked. */
export interface UnreadList<S extends z.ZodType> {
  /** `/sms/inbound`; with `-read` behind it everything before a time is marked. */
  readonly address: string;
  readonly item: Shape<S>;
  /** Where the rules are that keep things here: `/automations/sms/inbound`. */
  readonly rules: string;
  /** Key of the action that makes such a rule, with its input. */
  readonly remedy: string;
  /** Key of the action that marks as read. */
  readonly marking: string;
}

export interface Unread<T> {
  readonly item: T;
  readonly id: string;
  /** Unix seconds. */
  readonly at: number;
}

/** Member that tells when an item came; both lists have it. */
type Timed = Readonly<Record<string, unknown>>;

/**
 * All that is unread, each once, oldest first. Nothing is marked while reading; when somebody else marks meanwhile, pages shift and hide
 * what nobody gave, so it is read again. Several rules list the same thing several times.
 * Errors: `upstream_failed` for a list that is longer than can be read: what is older than its end must not be taken for read.
 */
export async function readUnread<S extends z.ZodType>(call: Call, list: UnreadList<S>): Promise<Unread<z.output<S>>[]> {
  const found = new Map<string, Unread<z.output<S>>>();
  for (let reading = 1; reading <= mostReadings; reading += 1) {
    const isSteady = await readPages(call, list, found);
    if (isSteady) break;
  }
  return [...found.values()].sort((a, b) => a.at - b.at);
}

/** True when nothing was taken off the list between its first page and its last. */
async function readPages<S extends z.ZodType>(
  call: Call,
  list: UnreadList<S>,
  found: Map<string, Unread<z.output<S>>>,
): Promise<boolean> {
  let isSteady = true;
  let total = 0;
  for (let page = 1; page <= mostPages; page += 1) {
    const query = { page, limit: pageSize };
    const answer = pageOf(list.item, await call({ method: 'GET', path: list.address, query, effect: 'read' }));
    isSteady &&= answer.total >= total;
    total = answer.total;
    for (const item of answer.items) {
      // Every shape here is an object whose members are plain values.
      const { message_id, status_code, timestamp } = item as Timed;
      const at = secondsOf(typeof timestamp === 'string' ? timestamp : undefined);
      const id = [message_id, status_code, at].filter((part) => part !== undefined).join(':');
      if (!found.has(id)) found.set(id, { item, id, at });
    }
    if (answer.next_page === undefined) return isSteady;
  }
  throw new PorinError('upstream_failed', `${list.address} lists more than ${mostPages * pageSize} unread items`, {
    hint: `Mark old ones as read first: ${list.marking} with before`,
  });
}

/** One reading of an unread list, with how to mark what it gave. */
export async function unreadAnswer<S extends z.ZodType>(
  { call, facts }: Pick<RunTools, 'call' | 'facts'>,
  list: UnreadList<S>,
  maxItems: number,
) {
  const unread = await readUnread(call, list);
  const given = unread.slice(0, maxItems);
  const notes = unread.length === 0 ? await pollRuleNotes(call, list) : [];
  const last = given.at(-1);
  // The second after the last one, unless more of that second is here or may still come: that must not be marked with it.
  const isOpen =
    last !== undefined && (unread[given.length]?.at === last.at || Math.abs(facts.now / 1000 - last.at) < 2);
  const before = last === undefined ? 0 : last.at + (isOpen ? 0 : 1);
  return {
    items: given.map(({ item }) => item),
    unread: unread.length,
    has_more: unread.length > given.length,
    ...(before > 1 ? { read_until: new Date(before * 1000).toISOString() } : {}),
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/** Marks as read what came before a time, in Unix seconds; everything when there is none. */
export function markRead(call: Call, address: string, before: number | undefined) {
  const body = { json: before === undefined ? {} : { date_before: before } };
  return call({ method: 'PUT', path: `${address}-read`, body });
}
