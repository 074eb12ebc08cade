import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { RunTools } from '../../../kernel/action.ts';
import { PorinError } from '../../../kernel/errors.ts';
import { intOf } from '../../../kernel/shape.ts';
import { dayIn, zoneOf } from '../dates.ts';
import { beginExport, type ExportRecord, readPage } from '../exports/pages.ts';
import { readMark, writeMark } from './marks.ts';

const key = 'poll-new-events';
const batchSize = 2_001;
const mostPages = 50;
/** The event, the newest time that was given (in the app's form), and what was given of that second. */
const state = z.tuple([z.string(), z.int(), z.array(z.string())]);

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

/**
 * What came since the cursor. The app gives whole days, so the days since then are read and what is older is left out; two equal events of one
 * second are told apart by their number.
 */
export async function newEvents(tools: RunTools, { event_name, since, limit, timezone }: Asked) {
  const zone = zoneOf({ timezone }, tools.facts);
  const before = since === undefined ? undefined : readMark(key, state, since);
  if (before && before[0] !== event_name) throw otherEvent(before[0], event_name);
  const today = dayIn(zone, tools.facts.now);
  const [, mark, given] = before ?? [event_name, 0, []];
  const from = mark === 0 ? today : Math.min(Math.floor(mark / 1_000_000), today);
  const known = new Set(given);
  const all = (await readDays(tools, { event_name, from, to: today })).sort((a, b) => a.ts - b.ts);
  const fresh = all.filter(({ ts, event_id }) => ts > mark || (ts === mark && !known.has(event_id)));
  // To begin is to know what is there.
  const items = before ? fresh.slice(0, limit) : [];
  const newest = before ? (items.at(-1)?.ts ?? mark) : (all.at(-1)?.ts ?? today * 1_000_000);
  const taken = before ? [...items.map(idAt(newest)), ...(newest === mark ? given : [])] : all.map(idAt(newest));
  const next: z.input<typeof state> = [event_name, newest, taken.flatMap((id) => id ?? [])];
  return {
    items: items.map(({ event_id, record }) => ({ event_id, event_name, ...record })),
    cursor: writeMark(key, state, next),
    has_more: before !== undefined && fresh.length > items.length,
  };
}

function idAt(second: number) {
  return ({ ts, event_id }: Item) => (ts === second ? event_id : undefined);
}

async function readDays(tools: RunTools, body: { event_name: string; from: number; to: number }): Promise<Item[]> {
  let cursor = await beginExport(tools, { kind: 'events', body, query: { batch_size: batchSize } });
  const items: Item[] = [];
  const times = new Map<string, number>();
  for (let pages = 0; cursor !== undefined; pages += 1) {
    if (pages === mostPages) throw tooMuch(body.event_name);
    const page = await readPage(tools, 'events', cursor);
    for (const record of page.records) {
      const { ts, event_props, profile } = record;
      const content = JSON.stringify([ts, event_props, Object(profile).objectId]);
      const time = (times.get(content) ?? 0) + 1;
      times.set(content, time);
      const event_id = createHash('sha256').update(`${body.event_name} ${time} ${content}`).digest('hex').slice(0, 24);
      items.push({ event_id, ts: intOf(ts) ?? 0, record });
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
