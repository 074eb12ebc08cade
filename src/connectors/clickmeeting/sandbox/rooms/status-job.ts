import type { World } from '../../../../sandbox/definition.ts';
import type { Collections } from '../collections.ts';
import { endsAt } from './find.ts';

const jobIntervalMs = 10 * 60_000;
const jobDelayMs = 1000;
const keptDeletedMs = 30 * 24 * 3600_000;

const lastJobKey = 'room_job';

/**
 * Does what the service's job does every ten minutes, a second past: scheduled rooms that are over turn inactive, and
 * rooms that were deleted a month ago are forgotten. Between two jobs it costs nothing, because it runs before each request.
 */
export function advanceRooms(world: World, db: Collections): void {
  const now = world.clock.now();
  const job = Math.floor((now - jobDelayMs) / jobIntervalMs);
  if (world.store.getState<number>(lastJobKey) === job) return;
  world.store.setState(lastJobKey, job);
  for (const room of db.rooms.find({ where: { status: 'active', permanent: false } })) {
    const end = endsAt(room);
    if (end === null) continue;
    // A room that was made active again after its end waits for the next job.
    const dueFrom = Math.max(end, room.updatedAt);
    const jobAt = Math.ceil(dueFrom / jobIntervalMs) * jobIntervalMs + jobDelayMs;
    if (jobAt <= now) db.rooms.update(room.id, { status: 'inactive', updatedAt: jobAt });
  }
  db.deletedRooms.deleteWhere({ deletedAt: { lt: now - keptDeletedMs } });
}
