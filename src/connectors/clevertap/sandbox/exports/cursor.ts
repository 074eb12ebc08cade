import { createHash } from 'node:crypto';
import type { World } from '../../../../sandbox/definition.ts';
import { Refusal } from '../http/reply.ts';
import { type Fields, isFields } from '../http/route.ts';
import { projectOf } from '../project.ts';
import { demoCursor, demoPlace } from './demo-cursor.ts';

/** Where an export stands; the whole of it is in the cursor, so that a repeated request gets the same page. */
export interface Place {
  readonly kind: 'events' | 'profiles';
  /** The query as it was sent. */
  readonly query: Fields;
  readonly batchSize: number;
  /** Events: place of the next one among those of its kind. Profiles: number of the last one given. */
  readonly start: number;
  /** Events that came later are not part of it. */
  readonly until: number;
  /** Parts of profiles that were not asked for. */
  readonly without: readonly string[];
  /** Epoch milliseconds. */
  readonly begunAt: number;
  readonly issuedAt: number;
}

const hourMs = 3_600_000;
const lives = {
  events: { wholeMs: 4 * hourMs, idleMs: hourMs },
  profiles: { wholeMs: 4 * 24 * hourMs, idleMs: Number.POSITIVE_INFINITY },
} as const;
const leastLength = 1500;
const markLength = 16;

/** What is written into a cursor: a long query only by its name, since a cursor has to fit into the line of a request. */
type Written = Omit<Place, 'query'> & { readonly query: Fields | string };

interface LongQuery {
  readonly id: string;
  readonly query: Fields;
}

const longestQuery = 300;
const longQueriesOf = ({ store }: World) => store.collection<LongQuery>('long_queries');

/** Writes a cursor, percent-escaped: who escapes it again gets code 3. */
export function cursorOf(world: World, place: Place): string {
  const written: Written = { ...place, query: writtenQuery(world, place.query) };
  const body = JSON.stringify(written);
  const seal = sealOf(body);
  // Real ones have 1.5 to 2.4 kB, and lengths that clients have to cope with are part of the imitation.
  const filling = createHash('sha512')
    .update(seal)
    .digest('base64')
    .repeat(Math.ceil(leastLength / 88));
  return encodeURIComponent(`${Buffer.from(seal + body).toString('base64')}/+${filling.slice(0, leastLength)}==`);
}

/** Reads the cursor of a query string. Errors: code 3 for what is none, and when its time is over. */
export function placeOf(world: World, rawQuery: string, kind: Place['kind']): Place {
  const [, sent = ''] = /(?:^|&)cursor=([^&]*)/.exec(rawQuery) ?? [];
  const written = sent === demoCursor ? demoPlace(world, kind) : opened(sent);
  if (written === undefined || written.kind !== kind) throw new Refusal('Incorrect Usage', { code: 3 });
  const place: Place = { ...written, query: fullQuery(world, written.query) };
  const now = world.clock.now();
  const { wholeMs, idleMs } = lives[kind];
  if (now - place.begunAt > wholeMs || now - place.issuedAt > idleMs) throw new Refusal('CURSOR_INVALIDATED');
  return place;
}

/** Says once or several times that a page is not ready, where the project is set so. */
export function delay(world: World, name: string): void {
  const { slowPages } = projectOf(world);
  if (slowPages === 0) return;
  const waits = world.store.collection<{ readonly id: string; readonly asked: number }>('waits');
  const id = createHash('sha256').update(name).digest('hex').slice(0, 24);
  const asked = waits.get(id)?.asked ?? 0;
  if (asked >= slowPages) return;
  if (asked === 0) waits.insert({ id, asked: 1 });
  else waits.update(id, { asked: asked + 1 });
  throw new Refusal('Request still in progress, please retry later', { code: 2 });
}

function sealOf(body: string): string {
  return createHash('sha256').update(body).digest('hex').slice(0, markLength);
}

function writtenQuery(world: World, query: Fields): Fields | string {
  const text = JSON.stringify(query);
  if (text.length <= longestQuery) return query;
  const id = createHash('sha256').update(text).digest('hex').slice(0, 24);
  if (longQueriesOf(world).get(id) === undefined) longQueriesOf(world).insert({ id, query });
  return id;
}

function fullQuery(world: World, query: Fields | string): Fields {
  if (typeof query !== 'string') return query;
  const kept = longQueriesOf(world).get(query);
  // A reset forgets them.
  if (kept === undefined) throw new Refusal('CURSOR_INVALIDATED');
  return kept.query;
}

function opened(sent: string): Written | undefined {
  let text: string;
  try {
    // A plus is a space in a query, so who decodes a cursor breaks it as who escapes it again does.
    text = decodeURIComponent(sent.replaceAll('+', ' '));
  } catch {
    // A cursor that was cut off in the middle of an escape.
    return undefined;
  }
  const end = text.indexOf('/+', 0);
  const packed = Buffer.from(text.slice(0, text.length - 2 - leastLength - 2), 'base64').toString();
  if (end < 0 || !text.endsWith('==') || text.includes('%')) return undefined;
  const body = packed.slice(markLength);
  if (body === '' || sealOf(body) !== packed.slice(0, markLength)) return undefined;
  const place: unknown = JSON.parse(body);
  // The seal says that cursorOf wrote it.
  return isFields(place) ? (place as unknown as Written) : undefined;
}
