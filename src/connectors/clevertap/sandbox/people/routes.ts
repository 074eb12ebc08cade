import type { World } from '../../../../sandbox/definition.ts';
import { Refusal, type Reply, success } from '../http/reply.ts';
import { type Call, type Fields, fieldsOf, isFields, type Route } from '../http/route.ts';
import { requestDeletions } from './deletions.ts';
import { emailKey } from './identifiers.ts';
import { peopleOf } from './people.ts';
import { profileRecord } from './view.ts';

const mostPeople = 100;
const mostRecords = 1000;

/** Endpoints about single people. */
export const peopleRoutes: readonly Route[] = [
  { path: 'profile.json', methods: { GET: onePerson } },
  { path: 'delete/profiles.json', methods: { POST: deletePeople } },
  { path: 'demerge/profiles.json', methods: { POST: demerge } },
  { path: 'subscribe', methods: { POST: (call) => eachOf(call, subscribe) } },
  { path: 'disassociate', methods: { POST: (call) => eachOf(call, disassociate) } },
];

function onePerson({ world, query }: Call): Reply {
  const names = ['email', 'identity', 'objectId'].filter((name) => query.has(name));
  const [name] = names;
  if (name === undefined) throw new Refusal('One of identity, email or objectId is mandatory', { status: 400 });
  const value = query.get(name) ?? '';
  const keys = { email: emailKey(value), identity: `i:${value}`, objectId: `o:${value}` };
  const id = peopleOf(world).find(keys[name as keyof typeof keys]);
  const profile = id === undefined ? undefined : peopleOf(world).profiles.get(id);
  if (profile === undefined) throw new Refusal('Profile not found', { code: 404 });
  return success({ record: profileRecord(world, profile) });
}

function deletePeople(call: Call): Reply {
  const { identity, guid } = fieldsOf(call);
  if ((identity === undefined) === (guid === undefined)) {
    throw new Refusal('Exactly one of identity and guid is mandatory', { status: 400 });
  }
  const values = listOf(identity ?? guid, identity === undefined ? 'guid' : 'identity');
  const mark = identity === undefined ? 'o:' : 'i:';
  requestDeletions(
    call.world,
    values.map((value) => mark + value),
  );
  return success();
}

function demerge(call: Call): Reply {
  for (const identity of listOf(fieldsOf(call)['identities'], 'identities')) peopleOf(call.world).separate(identity);
  return success();
}

function listOf(value: unknown, field: string): string[] {
  const values = Array.isArray(value) ? value : [value];
  const texts = values.flatMap((one) => (typeof one === 'string' || typeof one === 'number' ? [String(one)] : []));
  if (texts.length === 0 || texts.length !== values.length || texts.includes('')) {
    throw new Refusal(`Invalid ${field} : expected a text or a list of texts`, { status: 400 });
  }
  if (texts.length > mostPeople) throw new Refusal(`Invalid ${field} : at most ${mostPeople}`, { status: 400 });
  return texts;
}

/** Does something with each record of `d`; gives what was wrong with some. */
function eachOf(call: Call, work: (world: World, record: Fields) => string | undefined): Reply {
  const { d: records } = fieldsOf(call);
  if (!Array.isArray(records)) throw new Refusal('Malformed request. "d" must be a list of records', { status: 400 });
  if (records.length > mostRecords) {
    throw new Refusal(`Maximum ${mostRecords} records are allowed in one request`, { status: 400 });
  }
  const unprocessed = records.flatMap((record, index) => {
    const error = isFields(record) ? work(call.world, record) : 'Record is not an object.';
    const text = `${error} Skipped record number : ${index + 1}`;
    return error === undefined ? [] : [{ status: 'fail', code: 400, error: text, record }];
  });
  const processed = records.length - unprocessed.length;
  const status = unprocessed.length === 0 ? 'success' : processed === 0 ? 'fail' : 'partial';
  return { status: 200, body: { status, processed, unprocessed } };
}

/** Sets whether somebody wants e-mail or texts, for all who have the address or number. */
function subscribe(world: World, { type, value, status }: Fields): string | undefined {
  if (type !== 'email' && type !== 'phone') return 'Type is not valid.';
  if (typeof value !== 'string' || value === '') return 'Value is mandatory.';
  if (status !== 'Unsubscribe' && status !== 'Resubscribe') return 'Status is not valid.';
  const people = peopleOf(world);
  const byEmail = people.find(emailKey(value));
  const byPhone = people.profiles.find({ where: { phone: value.replace(/\D/g, '') } }).map(({ id }) => id);
  const property = type === 'email' ? 'MSG-email' : 'MSG-sms';
  for (const id of type === 'phone' ? byPhone : byEmail === undefined ? [] : [byEmail]) {
    const isWanted = status === 'Resubscribe';
    people.change(id, (profile) => ({ ...profile, properties: { ...profile.properties, [property]: isWanted } }));
  }
  return undefined;
}

/** Takes a number away from whoever has it. */
function disassociate(world: World, { type, value }: Fields): string | undefined {
  if (type !== 'phone') return 'Type is not valid.';
  if (typeof value !== 'string' || value === '') return 'Value is mandatory.';
  const people = peopleOf(world);
  for (const { id } of people.profiles.find({ where: { phone: value.replace(/\D/g, '') } })) {
    people.change(id, ({ phone: _, ...profile }) => {
      const { Phone: __, ...properties } = profile.properties;
      return { ...profile, phone: undefined, properties };
    });
  }
  return undefined;
}
