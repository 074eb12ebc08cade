import type { World } from '../../../../sandbox/definition.ts';
import { account, subAccount } from '../account.ts';
import type { Collections } from '../collections.ts';
import { saveContact } from '../contacts.ts';
import type { Registration, Room } from '../entities.ts';
import { registrationCode } from '../registrations/links.ts';
import { demoPdf, demoPng } from './files.ts';
import { seedPastSession } from './past-session.ts';
import { seedRooms, seedSubAccountRoom } from './rooms.ts';

const dayMs = 24 * 3600_000;

const people = {
  anna: { firstName: 'Anna', lastName: 'Nowak', email: 'anna@example.com' },
  boris: { firstName: 'Boris', lastName: 'Ivanov', email: 'boris@example.com' },
  chen: { firstName: 'Chen', lastName: 'Wei', email: 'chen@example.com' },
  dana: { firstName: 'Dana', lastName: 'Levi', email: 'dana@example.com' },
} as const;

type Person = (typeof people)[keyof typeof people];

function addRegistration(
  world: World,
  db: Collections,
  facts: { room: Room; person: Person; at: number },
): Registration {
  const { room, person, at } = facts;
  const id = world.store.nextId('registrations', 50_001);
  const visitorId = world.store.nextId('registration_visitors', 700_001);
  return db.registrations.insert({
    ...person,
    id,
    roomId: room.id,
    visitorId,
    emailKey: person.email,
    extraFields: {},
    r: registrationCode({ id, visitorId, ...person }),
    registeredAt: at,
    confirmedAt: null,
    sessionId: null,
    lang: 'en',
    httpReferer: null,
    place: null,
  });
}

const seededTokens = ['D9P7YW', 'A9H6A7', 'D989F8', '99P8W3', 'K7Q4NX'] as const;

function seedTokens(world: World, db: Collections, room: Room): void {
  for (const id of seededTokens) {
    db.tokens.insert({
      id,
      roomId: room.id,
      serial: world.store.nextId('tokens'),
      sentToEmail: id === 'D9P7YW' ? people.anna.email : null,
      sentToKey: id === 'D9P7YW' ? people.anna.email : null,
      sentShownFrom: id === 'D9P7YW' ? room.createdAt : null,
      firstUseAt: null,
      createdAt: room.createdAt,
    });
  }
}

function seedFiles(world: World, db: Collections, room: Room): void {
  const uploadedAt = world.clock.now() - 2 * dayMs;
  const logo = demoPng();
  const agenda = demoPdf([
    'Product launch webinar',
    '',
    '10:00  Welcome',
    '10:10  What is new',
    '11:00  Your questions',
  ]);
  const common = { accountId: account.userId, uploadedAt, convertFrom: uploadedAt, conversionError: null };
  db.files.insert({
    ...{ ...common, id: 40_001, name: 'logo.png', contentType: 'image/png', documentType: 'image' },
    ...{ sizeBytes: logo.byteLength, blobKey: world.store.putBlob(logo), convertUntil: uploadedAt, roomIds: [] },
  });
  db.files.insert({
    ...{ ...common, id: 40_002, name: 'agenda.pdf', contentType: 'application/pdf', documentType: 'presentation_pdf' },
    ...{
      sizeBytes: agenda.byteLength,
      blobKey: world.store.putBlob(agenda),
      convertUntil: uploadedAt + 4000,
      roomIds: [room.id],
    },
  });
  world.store.reserveIds('files', 40_002);
}

/** What the sub-account has: a room with a file. */
function seedSubAccount(world: World, db: Collections): void {
  const room = seedSubAccountRoom(world, db);
  const uploadedAt = world.clock.now() - 2 * dayMs;
  const handout = demoPdf(['Training', '', 'Exercises for beginners']);
  db.files.insert({
    ...{ id: 39_001, accountId: subAccount.userId, name: 'handout.pdf', roomIds: [room.id] },
    ...{ contentType: 'application/pdf', documentType: 'presentation_pdf', blobKey: world.store.putBlob(handout) },
    ...{ sizeBytes: handout.byteLength, uploadedAt, convertFrom: uploadedAt, convertUntil: uploadedAt + 4000 },
    conversionError: null,
  });
}

/** Loads the sub-account, and the demo account: five rooms, their tokens and registrations, one past session, two files, one contact. */
export function seedAccount(world: World, db: Collections): void {
  world.store.transaction(() => {
    const rooms = seedRooms(world, db);
    const now = world.clock.now();
    for (const person of [people.anna, people.boris, people.chen]) {
      addRegistration(world, db, { room: rooms.launch, person, at: now - dayMs });
    }
    const past = Object.values(people).map((person) =>
      addRegistration(world, db, { room: rooms.roadmap, person, at: (rooms.roadmap.startsAt ?? now) - 3 * dayMs }),
    );
    seedTokens(world, db, rooms.masterclass);
    seedFiles(world, db, rooms.launch);
    saveContact(world, db, { ...people.anna, accountId: account.userId });
    seedPastSession({ world, db }, rooms.roadmap, past);
    seedSubAccount(world, db);
  });
}
