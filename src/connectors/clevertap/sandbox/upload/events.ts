import type { World } from '../../../../sandbox/definition.ts';
import { type Fields, isFields } from '../http/route.ts';
import { eventsOf } from '../log/event-log.ts';
import type { EventRow } from '../log/segment.ts';
import { peopleOf } from '../people/people.ts';
import { type Flaw, flaw } from './codes.ts';

/** Names of events in a project. */
const mostKinds = 512;
/** Names of properties among all events of one name. */
const mostNames = 512;

/** The events of an upload by their names, to be written together. */
export type Batches = Map<string, Batch>;

interface Batch {
  readonly rows: EventRow[];
  /** What properties the project knows events of this name to have; those of this upload are added. */
  readonly names: Set<string>;
}

interface Target {
  readonly keys: readonly string[];
  readonly batches: Batches;
}

/** Adds an event to its batch, unless the project has too many names already. */
export function takeEvent(world: World, record: Fields, { keys, batches }: Target): Flaw | undefined {
  const name = String(record['evtName']);
  const batch = batches.get(name) ?? newBatch(world, name, batches);
  if (batch === undefined) return flaw(528);
  const properties = isFields(record['evtData']) ? record['evtData'] : {};
  const fresh = Object.keys(properties).filter((property) => !batch.names.has(property));
  if (batch.names.size + fresh.length > mostNames) return flaw(522);
  for (const property of fresh) batch.names.add(property);
  const when = Number(record['ts'] ?? Math.floor(world.clock.now() / 1000));
  batch.rows.push([when, peopleOf(world).resolve(keys), properties]);
  return undefined;
}

function newBatch(world: World, name: string, batches: Batches): Batch | undefined {
  const log = eventsOf(world);
  const kind = log.kind(name);
  if (kind === undefined) {
    const fresh = [...batches.keys()].filter((other) => log.kind(other) === undefined).length;
    if (log.kinds().length + fresh >= mostKinds) return undefined;
  }
  const batch: Batch = { rows: [], names: new Set(Object.keys(kind?.properties ?? {})) };
  batches.set(name, batch);
  return batch;
}

export function appendEvents(world: World, batches: Batches): void {
  for (const [name, { rows }] of batches) eventsOf(world).append(name, rows);
}
