import type { World } from '../../../../sandbox/definition.ts';
import { account } from '../account.ts';
import type { Collections } from '../collections.ts';
import { parseDate, parseDuration } from '../dates.ts';
import { Check } from '../http/check.ts';
import { Refusal } from '../http/refusal.ts';
import { ok, type Route } from '../http/route.ts';
import { endsAt } from './find.ts';

/** Events that overlap the time; the room with `exceptId` does not count. */
function countOverlaps(db: Collections, from: number, until: number, exceptId: number): number {
  const rooms = db.rooms.find({ where: { status: 'active', permanent: false, startsAt: { lt: until } } });
  return rooms.filter((room) => room.id !== exceptId && (endsAt(room) ?? 0) > from).length;
}

function checkSlot(world: World, db: Collections, check: Check): void {
  const startText = check.text('start_time', { max: 100, required: true });
  const durationText = check.text('duration', { max: 50, required: true });
  const exceptId = check.integer('id', { min: 0, max: 1e15 }) ?? 0;
  const start = startText === undefined ? undefined : parseDate(startText, 'utc');
  const minutes = durationText === undefined ? undefined : parseDuration(durationText);
  if (startText !== undefined && start === undefined)
    check.complain('start_time', 'must be a UTC date like 2026-11-20 10:00:00');
  if (durationText !== undefined && minutes === undefined)
    check.complain('duration', 'must be hours from 0:05 to 24:00');
  check.done();
  if (start === undefined || minutes === undefined) return;
  const end = start + minutes * 60_000;
  if (end <= world.clock.now()) check.complain('start_time', 'makes the event end in the past');
  check.done();
  const { maxParallelEvents } = account.plan;
  if (countOverlaps(db, start, end, exceptId) < maxParallelEvents) return;
  const message = `The plan allows ${maxParallelEvents} events at a time, and that many are scheduled then`;
  throw new Refusal(422, 'NOT_AVAILABLE', [{ name: 'start_time', message }]);
}

/** Undocumented, but the vendor's Moodle plugin makes no room without it. */
export const availabilityRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/conference/availability',
    handle: ({ world, db, fields }) => {
      checkSlot(world, db, new Check(fields));
      return ok({ status: 'OK' });
    },
  },
];
