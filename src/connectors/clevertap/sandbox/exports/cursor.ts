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

/** Writes a cursor, percent-escaped: who escapes it again gets code 3. */
export function cursorOf(place: Place): string {
  const body = JSON.stringify(place);
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
  const place = sent === demoCursor ? demoPlace(world, kind) : opened(sent);
  if (place === undefined || place.kind !== kind) throw new Refusal('Incorrect Usage', { code: 3 });
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

function opened(sent: string): Place | undefined {
  let text: string;
  try {
    text = decodeURIComponent(sent);
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
  return isFields(place) ? (place as unknown as Place) : undefined;
}
