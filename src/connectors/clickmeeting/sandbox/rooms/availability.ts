import { parseDate, parseDuration } from '../dates.ts';
import { Check } from '../http/check.ts';
import { type Call, ok, type Route } from '../http/route.ts';
import { checkParallelEvents } from './parallel.ts';

function checkSlot({ world, db, account, fields }: Call): void {
  const check = new Check(fields);
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
  checkParallelEvents(world, db, { accountId: account.userId, from: start, until: end, exceptId, field: 'start_time' });
}

/** Undocumented, but the vendor's Moodle plugin makes no room without it. */
export const availabilityRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/conference/availability',
    handle: (call) => {
      checkSlot(call);
      return ok({ status: 'OK' });
    },
  },
];
