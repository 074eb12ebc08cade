import type { World } from '../../../../sandbox/definition.ts';
import { Refusal, type Reply } from '../http/reply.ts';
import { type Fields, fieldsOf, isFields, type Route } from '../http/route.ts';
import { eventsOf } from '../log/event-log.ts';
import type { EventRow } from '../log/segment.ts';
import type { Profile } from '../people/entities.ts';
import { emailKey, keysOfRecord } from '../people/identifiers.ts';
import { peopleOf } from '../people/people.ts';
import { projectOf } from '../project.ts';
import { type Flaw, flaw } from './codes.ts';
import { applied } from './operators.ts';
import { flawOfEvent, flawOfHead, flawOfProfile, flawOfToken, isObjectId } from './validate.ts';

const mostRecords = 1000;

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
  const events = new Map<string, EventRow[]>();
  const { discarded } = projectOf(world);
  records.forEach((record, index) => {
    const found = flawOf(world, record, discarded);
    if (found !== undefined) {
      const error = `${found.text}Skipped record number : ${index + 1}`;
      unprocessed.push({ status: 'fail', code: found.code, error, record });
    } else if (!isDry) {
      // flawOf lets nothing else pass.
      take(world, record as Fields, events);
    }
  });
  for (const [name, rows] of events) eventsOf(world).append(name, rows);
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

function take(world: World, record: Fields, events: Map<string, EventRow[]>): void {
  const people = peopleOf(world);
  const keys = keysOfRecord(record);
  if (record['type'] === 'event') {
    const when = Number(record['ts'] ?? Math.floor(world.clock.now() / 1000));
    const name = String(record['evtName']);
    const properties = isFields(record['evtData']) ? record['evtData'] : {};
    const rows = events.get(name);
    const row: EventRow = [when, people.resolve(keys), properties];
    if (rows === undefined) events.set(name, [row]);
    else rows.push(row);
    return;
  }
  if (record['type'] === 'token') takeToken(world, record, keys);
  else takeProfile(world, record, keys);
}

function takeProfile(world: World, record: Fields, keys: readonly string[]): void {
  const people = peopleOf(world);
  const data = isFields(record['profileData']) ? record['profileData'] : {};
  const email = typeof data['Email'] === 'string' ? emailKey(data['Email']) : undefined;
  // An address leads an unknown identity to the person who has it, but joins no two people who are known apart.
  const isKnown = keys.some((key) => people.find(key) !== undefined);
  people.upsert(email === undefined || isKnown ? keys : [...keys, email], (profile) => ({
    ...profile,
    properties: applied(profile.properties, data),
    ...(email !== undefined && (people.find(email) ?? profile.id) === profile.id ? { email: email.slice(2) } : {}),
    ...phoneOf(data),
  }));
}

function phoneOf(data: Fields): Pick<Profile, 'phone'> {
  return typeof data['Phone'] === 'string' ? { phone: data['Phone'].replace(/\D/g, '') } : {};
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
