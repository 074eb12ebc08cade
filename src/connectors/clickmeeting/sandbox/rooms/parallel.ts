import type { World } from '../../../../sandbox/definition.ts';
import type { Collections } from '../collections.ts';
import { maxDurationMinutes, minuteMs } from '../dates.ts';
import { Refusal } from '../http/refusal.ts';
import { planOf } from '../plan.ts';
import { endsAt } from './find.ts';

/** The time that an event is to take. */
interface Slot {
  readonly accountId: number;
  readonly from: number;
  readonly until: number;
  /** A room that does not count: the one that is moved. */
  readonly exceptId: number;
  /** The parameter that the refusal names. */
  readonly field: 'start_time' | 'starts_at';
}

/** Scheduled rooms of the account that overlap the slot. */
function countOverlaps(db: Collections, { accountId, from, until, exceptId }: Slot): number {
  // No event is longer than a day, so earlier ones need not be read.
  const startsAt = { lt: until, gt: from - maxDurationMinutes * minuteMs };
  const rooms = db.rooms.find({ where: { accountId, status: 'active', startsAt } });
  return rooms.filter((room) => room.id !== exceptId && (endsAt(room) ?? 0) > from).length;
}

/** Errors: Refusal 422 when the plan's number of parallel events is reached in the slot. */
export function checkParallelEvents(world: World, db: Collections, slot: Slot): void {
  const { maxParallelEvents } = planOf(world);
  if (countOverlaps(db, slot) < maxParallelEvents) return;
  const message = `${slot.field}: the plan allows ${maxParallelEvents} events at a time, and that many are scheduled then`;
  throw new Refusal(422, 'NOT_AVAILABLE', [{ name: slot.field, message }]);
}
