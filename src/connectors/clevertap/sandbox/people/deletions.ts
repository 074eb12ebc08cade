import type { World } from '../../../../sandbox/definition.ts';
import { projectOf } from '../project.ts';
import { peopleOf } from './people.ts';

/** Somebody who is to be forgotten. */
interface Deletion {
  readonly id: number;
  /** An identifier, as people are found by. */
  readonly key: string;
  /** Epoch milliseconds. */
  readonly dueAt: number;
}

const deletionsOf = ({ store }: World) => store.collection<Deletion>('deletions', { indexes: ['dueAt'] });

/** Notes who is to be deleted: it happens later, as it does in the service. */
export function requestDeletions(world: World, keys: readonly string[]): void {
  const dueAt = world.clock.now() + projectOf(world).deleteAfterMs;
  for (const key of keys) deletionsOf(world).insert({ id: world.store.nextId('deletion'), key, dueAt });
}

/** Deletes whose time has come. */
export function advanceDeletions(world: World): void {
  const deletions = deletionsOf(world);
  for (const { id, key } of deletions.find({ where: { dueAt: { lte: world.clock.now() } } })) {
    const profile = peopleOf(world).find(key);
    if (profile !== undefined) peopleOf(world).remove(profile);
    deletions.delete(id);
  }
}
