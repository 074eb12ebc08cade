import type { World } from '../../../../sandbox/definition.ts';
import { accounts } from '../account.ts';
import type { Collections } from '../collections.ts';
import { forgetDeletedRooms } from './delete.ts';
import { endsAt } from './find.ts';

const jobIntervalMs = 10 * 60_000;
const jobDelayMs = 1000;
const listedInactiveMs = 183 * 24 * 3600_000;

const lastJobKey = 'room_job';

/** The run of the job that finds a room which is over: the next one, so that an end at 15:20 is noticed at 15:30:01. */
export function jobAfter(timeMs: number): number {
  return (Math.floor(timeMs / jobIntervalMs) + 1) * jobIntervalMs + jobDelayMs;
}

/**
 * Does what the service's job does every ten minutes, a second past: scheduled rooms that are over turn inactive, rooms
 * inactive for more than six months leave the list, and rooms deleted a month ago are forgotten. Between two jobs it
 * costs nothing, because it runs before each request.
 */
export function advanceRooms(world: World, db: Collections): void {
  const now = world.clock.now();
  const job = Math.floor((now - jobDelayMs) / jobIntervalMs);
  if (world.store.getState<number>(lastJobKey) === job) return;
  world.store.setState(lastJobKey, job);
  endEvents(world, db);
  archiveRooms(world, db);
  forgetDeletedRooms(world, db);
}

function endEvents({ clock }: World, db: Collections): void {
  const now = clock.now();
  const accountId = accounts.map(({ userId }) => userId);
  for (const room of db.rooms.find({ where: { accountId, status: 'active', startsAt: { lt: now } } })) {
    const end = endsAt(room);
    if (end === null) continue;
    // A room that was made active again after its end waits for the next job.
    const jobAt = jobAfter(Math.max(end, room.updatedAt));
    if (jobAt <= now) db.rooms.update(room.id, { status: 'inactive', updatedAt: jobAt });
  }
}

/** They stay readable by id. Moving each once keeps the lists fast, however many there are. */
function archiveRooms({ clock }: World, db: Collections): void {
  const archivedAt = clock.now();
  const updatedAt = { lt: archivedAt - listedInactiveMs };
  for (const { id } of db.rooms.find({ where: { status: 'inactive', archivedAt: null, updatedAt } })) {
    db.rooms.update(id, { archivedAt });
  }
}
