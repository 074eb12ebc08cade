import type { World } from '../../../../sandbox/definition.ts';
import { eventsOf } from '../log/event-log.ts';
import { dayOf, projectOf } from '../project.ts';
import type { Place } from './cursor.ts';

const event = 'App Launched';

/** A cursor that always works, so that examples have one: the first page of who launched the app since yesterday. */
export const demoCursor = 'demo%2Fcursor%3D%3D';

export function demoPlace(world: World, kind: Place['kind']): Place {
  const now = world.clock.now();
  const { timeZone } = projectOf(world);
  const query = { event_name: event, from: dayOf(now - 86_400_000, timeZone), to: dayOf(now, timeZone) };
  const until = eventsOf(world).size(event);
  return { kind, query, batchSize: 23, start: 0, until, without: [], begunAt: now, issuedAt: now };
}
