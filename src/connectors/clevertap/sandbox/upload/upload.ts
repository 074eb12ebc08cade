import type { World } from '../../../../sandbox/definition.ts';
import { Refusal, type Reply } from '../http/reply.ts';
import { type Fields, fieldsOf, isFields, type Route } from '../http/route.ts';
import type { Profile } from '../people/entities.ts';
import { emailKey, keysOfRecord } from '../people/identifiers.ts';
import { peopleOf } from '../people/people.ts';
import { projectOf } from '../project.ts';
import { type Flaw, flaw } from './codes.ts';
import { appendEvents, type Batches, takeEvent } from './events.ts';
import { applied } from './operators.ts';
import { flawOfEvent, flawOfHead, flawOfProfile, flawOfToken, isObjectId, mostProperties } from './validate.ts';

const mostRecords = 1000;
/** Identities of one person, to whom an address leads no more of them: tests like to give everybody the same. */
const mostLed = 100;

interface Unprocessed {
  readonly status: 'fail';
  readonly code: number;
  readonly error: string;
  readonly record: unknown;
}

/** Uploads profiles, events and device tokens, mixed as one likes. */
export const uploadRoute: Route = {
  path: 'upload',
  concurrency: 15,
  methods: {
    POST: (call) => {
      const { d: records } = fieldsOf(call);
      if (!Array.isArray(records))
        throw new Refusal('Malformed request. "d" must be a list of records', { status: 400 });
      if (records.length > mostRecords) {
        throw new Refusal(`Maximum ${mostRecords} records are allowed in one request`, { status: 400 });
      }
      const isDry = call.query.get('dryRun') === '1' || call.query.get('dryRun') === 'true';
      const { world } = call;
      return world.store.transaction(() => uploaded(world, records, { isDry }));
    },
  },
};

function uploaded(world: World, records: readonly unknown[], { isDry }: { readonly isDry: boolean }): Reply {
  const unprocessed: Unprocessed[] = [];
  const batches: Batches = new Map();
  const { discarded } = projectOf(world);
  records.forEach((record, index) => {
    // flawOf lets nothing pass that is no object.
    const found = flawOf(world, record, discarded) ?? (isDry ? undefined : take(world, record as Fields, batches));
    if (found === undefined) return;
    const error = `${found.text}Skipped record number : ${index + 1}`;
    unprocessed.push({ status: 'fail', code: found.code, error, record });
  });
  appendEvents(world, batches);
  const processed = records.length - unprocessed.length;
  const status = unprocessed.length === 0 ? 'success' : processed === 0 ? 'fail' : 'partial';
  return { status: 200, body: { status, processed, unprocessed } };
}

function flawOf(world: World, record: unknown, discarded: readonly string[]): Flaw | undefined {
  if (!isFields(record)) return flaw(524);
  if (record['type'] === 'token') {
    const { objectId } = record;
    if (!isObjectId(objectId)) return flaw(530);
    const id = peopleOf(world).find(`o:${objectId}`);
    const profile = id === undefined ? undefined : peopleOf(world).profiles.get(id);
    if (profile === undefined) return flaw(530);
    return flawOfToken(record, profile.devices.find((device) => device.objectId === objectId)?.platform);
  }
  if (record['type'] === 'event') return flawOfHead(record) ?? flawOfEvent(record, discarded);
  if (record['type'] === 'profile') return flawOfHead(record) ?? flawOfProfile(record);
  return flaw(524);
}

/** Keeps what a record says, unless there is no room for it. */
function take(world: World, record: Fields, batches: Batches): Flaw | undefined {
  const keys = keysOfRecord(record);
  if (record['type'] === 'event') return takeEvent(world, record, { keys, batches });
  if (record['type'] === 'profile') return takeProfile(world, record, keys);
  takeToken(world, record, keys);
  return undefined;
}

function takeProfile(world: World, record: Fields, keys: readonly string[]): Flaw | undefined {
  const people = peopleOf(world);
  const data = isFields(record['profileData']) ? record['profileData'] : {};
  const email = typeof data['Email'] === 'string' ? emailKey(data['Email']) : undefined;
  // An address leads an unknown identity to the person who has it, but joins no two people who are known apart.
  const owner =
    email === undefined || keys.some((key) => people.find(key) !== undefined) ? undefined : people.find(email);
  const isLed = owner !== undefined && (people.profiles.get(owner)?.identities.length ?? 0) < mostLed;
  let found: Flaw | undefined;
  people.upsert(email !== undefined && isLed ? [...keys, email] : keys, (profile) => {
    const properties = applied(profile.properties, data);
    if (Object.keys(properties).length <= mostProperties)
      return { ...profile, properties, ...foundBy(world, profile, properties) };
    found = flaw(555);
    return profile;
  });
  return found;
}

/** By what a profile with these properties is found; an address that somebody else has stays theirs. */
function foundBy(world: World, { id }: Profile, { Email, Phone }: Fields): Pick<Profile, 'email' | 'phone'> {
  const key = typeof Email === 'string' ? emailKey(Email) : undefined;
  const isFree = key !== undefined && (peopleOf(world).find(key) ?? id) === id;
  return {
    email: isFree ? key.slice(2) : undefined,
    phone: typeof Phone === 'string' ? Phone.replace(/\D/g, '') : undefined,
  };
}

function takeToken(world: World, record: Fields, keys: readonly string[]): void {
  const people = peopleOf(world);
  const { id: pushToken, type } = isFields(record['tokenData']) ? record['tokenData'] : {};
  const token = { pushToken: String(pushToken), tokenType: String(type) };
  people.change(people.resolve(keys), (profile) => ({
    ...profile,
    devices: profile.devices.map((device) =>
      device.objectId === record['objectId'] ? { ...device, ...token } : device,
    ),
  }));
}
