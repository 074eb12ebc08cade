import { hash } from 'node:crypto';
import type { World } from '../../../../sandbox/definition.ts';

const saltKey = 'object-id-salt';
const made = /^-[0-9a-f]{32}$/;

/** The object id of a profile that was given none. Its last digits hide the profile's number, so that no index has to know it. */
export function objectIdOf(world: World, id: number): string {
  const salt = saltOf(world);
  const digits = hash('md5', `${salt} ${id}`).slice(0, 24);
  return `-${digits}${(id ^ maskOf(salt)).toString(16).padStart(8, '0')}`;
}

/** The number of the profile that an object id was made for; undefined for any other one. */
export function profileOfObjectId(world: World, objectId: string): number | undefined {
  if (!made.test(objectId)) return undefined;
  const id = (Number.parseInt(objectId.slice(-8), 16) ^ maskOf(saltOf(world))) >>> 0;
  return objectIdOf(world, id) === objectId ? id : undefined;
}

// Less than 2^31, so that numbers of profiles stay positive under it.
const maskOf = (salt: string): number => Number.parseInt(salt.slice(0, 7), 16);

function saltOf({ store, random }: World): string {
  const known = store.getState<string>(saltKey);
  if (known !== undefined) return known;
  const salt = random.hex(16);
  store.setState(saltKey, salt);
  return salt;
}
