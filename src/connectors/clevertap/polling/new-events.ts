import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { RunTools } from '../../../kernel/action.ts';
import { PorinError } from '../../../kernel/errors.ts';
import { intOf } from '../../../kernel/shape.ts';
import { envelopeOf } from '../answers.ts';
import { patiently } from '../calls.ts';
import { dayAfter, dayIn, zoneOf } from '../dates.ts';
import { beginExport, type ExportRecord, readPage } from '../exports/pages.ts';
import { readMark, writeMark } from './marks.ts';

const key = 'poll-new-events';
const batchSize = 2_001;
const mostPages = 50;
/**
 * The event, the newest time that was given (in the app's form), what was given of that second, and how many events the last day that was read
 * to its end had.
 */
const state = z.tuple([z.string(), z.int(), z.array(z.string()), z.tuple([z.int(), z.int()]).nullable()]);

interface Asked {
  readonly event_name: string;
  readonly since?: string | undefined;
  readonly limit: number;
  readonly timezone?: string | undefined;
}

interface Item {
  readonly event_id: string;
  readonly ts: number;
  readonly record: ExportRecord;
}

/** What was given before. */
interface Before {
  readonly mark: number;
  readonly given: readonly string[];
  readonly counted: readonly [day: number, count: number] | null;
}

/**
 * What came since the cursor. The app gives whole days, so the days since then are read, and what is older is left out; a day that has as many
 * events as before is not read again. Two equal events of one second are told apart by their number.
 */
export async function newEvents(tools: RunTools, { event_name, since, limit, timezone }: Asked) {
  const today = dayIn(zoneOf({ timezone }, tools.facts), tools.facts.now);
  if (since === undefined) return { items: [], cursor: await begun(tools, event_name, today), has_more: false };
  const [name, mark, given, counted] = readMark(key, state, since);
  if (name !== event_name) throw otherEvent(name, event_name);
  const before = { mark, given, counted };
  const found = await freshSince(tools, event_name, { before, today, limit });
  const items = found.fresh.slice(0, limit);
  const newest = items.at(-1)?.ts ?? mark;
  const taken = items.filter(({ ts }) => ts === newest).map(({ event_id }) => event_id);
  const has_more = found.hasMore || found.fresh.length > limit;
  const next: z.input<typeof state> = [
    event_name,
    newest,
    newest === mark ? [...taken, ...given] : taken,
    has_more ? null : found.counted,
  ];
  return {
    items: items.map(({ event_id, record }) => ({ event_id, event_name, ...record })),
    cursor: writeMark(key, state, next),
    has_more,
  };
}

/** To begin is to know what is there. */
async function begun(tools: RunTools, event_name: string, today: number): Promise<string> {
  const count = await countOf(tools, event_name, today);
  const all = await readDay(tools, { event_name, from: today, to: today }, 0);
  const newest = all.reduce((latest, { ts }) => Math.max(latest, ts), today * 1_000_000);
  const taken = all.filter(({ ts }) => ts === newest).map(({ event_id }) => event_id);
  return writeMark(key, state, [event_name, newest, taken, count === undefined ? null : [today, count]]);
}

/** Reads day by day, until there is enough. */
async function freshSince(
  tools: RunTools,
  event_name: string,
  { before, today, limit }: { readonly before: Before; readonly today: number; readonly limit: number },
) {
  const { mark, given, counted } = before;
  const known = new Set(given);
  const fresh: Item[] = [];
  // The day that was read last may have got more since, even after midnight.
  let day = Math.min(counted?.[0] ?? Math.floor(mark / 1_000_000), today);
  for (; ; day = dayAfter(day)) {
    const count = await countOf(tools, event_name, day);
    const isSame = counted?.[0] === day && counted[1] === count;
    const read = isSame ? [] : await readDay(tools, { event_name, from: day, to: day }, mark);
    const unseen = read.filter(({ ts, event_id }) => ts > mark || !known.has(event_id));
    fresh.push(...unseen.sort((a, b) => a.ts - b.ts));
    const hasMore = fresh.length >= limit && day < today;
    if (day >= today || hasMore)
      return { fresh, hasMore, counted: count === undefined ? null : ([day, count] as [number, number]) };
  }
}

/** How many there are; undefined when the app cannot say at once. */
async function countOf(tools: RunTools, event_name: string, day: number): Promise<number | undefined> {
  const json = { event_name, from: day, to: day };
  const asked = { method: 'POST', path: '/counts/events.json', body: { json }, responseType: 'text' } as const;
  return intOf(envelopeOf(await patiently(tools, asked))['count']);
}

/** The events of a day that are not older than the mark. */
async function readDay(
  tools: RunTools,
  body: { event_name: string; from: number; to: number },
  mark: number,
): Promise<Item[]> {
  let cursor = await beginExport(tools, { kind: 'events', body, query: { batch_size: batchSize } });
  const items: Item[] = [];
  const times = new Map<string, number>();
  for (let pages = 0; cursor !== undefined; pages += 1) {
    if (pages === mostPages) throw tooMuch(body.event_name);
    const page = await readPage(tools, 'events', cursor);
    for (const record of page.records) {
      const { event_props, profile } = record;
      const ts = intOf(record['ts']) ?? 0;
      if (ts < mark) continue;
      const content = JSON.stringify([ts, event_props, Object(profile).objectId]);
      const time = (times.get(content) ?? 0) + 1;
      times.set(content, time);
      const event_id = createHash('sha256').update(`${body.event_name} ${time} ${content}`).digest('hex').slice(0, 24);
      items.push({ event_id, ts, record });
    }
    cursor = page.next_cursor;
  }
  return items;
}

function otherEvent(kept: string, asked: string): PorinError {
  return new PorinError('bad_request', `event_name: the cursor in since belongs to ${kept}, asked was for ${asked}`, {
    hint: 'Ask with the same event_name as before, or leave since out to begin anew',
  });
}

function tooMuch(name: string): PorinError {
  return new PorinError('bad_request', `${name} happens too often to be polled: over ${mostPages} pages a day`, {
    hint: 'export-events once a day gives all of them; the cursor stays as it was',
  });
}
