import { DateTime } from 'luxon';
import type { World } from '../../../../sandbox/definition.ts';
import { account, subAccount } from '../account.ts';
import type { Collections } from '../collections.ts';
import type { Room } from '../entities.ts';
import { makeRoomSecrets } from '../rooms/change.ts';
import { defaultDurationMinutes, defaultSettings } from '../rooms/parameters.ts';
import { defaultSkinId } from '../rooms/skins.ts';
import { jobAfter } from '../rooms/status-job.ts';

const dayMs = 24 * 3600_000;

/** A time of day in the account's zone, some days from now. */
function dayAt(nowMs: number, days: number, hour: number): number {
  const day = DateTime.fromMillis(nowMs, { zone: account.timezone }).plus({ days });
  return day.set({ hour, minute: 0, second: 0, millisecond: 0 }).toMillis();
}

type RoomFacts = Pick<Room, 'id' | 'name' | 'nameUrl' | 'roomType'> & Partial<Room>;

function addRoom(world: World, db: Collections, facts: RoomFacts): Room {
  const createdAt = world.clock.now() - 30 * dayMs;
  return db.rooms.insert({
    accountId: account.userId,
    accessType: 1,
    password: null,
    lobbyEnabled: false,
    lobbyDescription: '',
    permanent: true,
    startsAt: null,
    durationMinutes: defaultDurationMinutes,
    timezone: account.timezone,
    skinId: defaultSkinId,
    registrationEnabled: false,
    registrationTemplate: 1,
    status: 'active',
    settings: defaultSettings,
    paidEnabled: false,
    automatedEnabled: false,
    ...makeRoomSecrets(world, db),
    createdAt,
    updatedAt: createdAt,
    archivedAt: null,
    ...facts,
  });
}

function launchFacts(now: number): RoomFacts {
  return {
    id: 10_002,
    name: 'Product launch webinar',
    nameUrl: 'product-launch-webinar',
    roomType: 'webinar',
    permanent: false,
    startsAt: dayAt(now, 1, 10),
    durationMinutes: 90,
    registrationEnabled: true,
    lobbyEnabled: true,
    lobbyDescription: 'Welcome! We begin at ten.',
  };
}

function roadmapFacts(now: number): RoomFacts {
  const startsAt = dayAt(now, -7, 16);
  return {
    id: 10_005,
    name: 'Spring roadmap webinar',
    nameUrl: 'spring-roadmap-webinar',
    roomType: 'webinar',
    permanent: false,
    startsAt,
    durationMinutes: 60,
    registrationEnabled: true,
    status: 'inactive',
    updatedAt: jobAfter(startsAt + 3600_000),
  };
}

const weekly: RoomFacts = {
  id: 10_001,
  name: 'Weekly team meeting',
  nameUrl: 'weekly-team-meeting',
  roomType: 'meeting',
};

const board: RoomFacts = {
  id: 10_003,
  name: 'Board room',
  nameUrl: 'board-room',
  roomType: 'meeting',
  accessType: 2,
  password: 'open-sesame',
};

const masterclass: RoomFacts = {
  id: 10_004,
  name: 'Paid masterclass',
  nameUrl: 'paid-masterclass',
  roomType: 'webinar',
  accessType: 3,
};

/** The sub-account's only room; its id lies below those of the sequence. */
export function seedSubAccountRoom(world: World, db: Collections): Room {
  return addRoom(world, db, {
    id: 9001,
    name: 'Training room',
    nameUrl: 'training-room',
    roomType: 'meeting',
    accountId: subAccount.userId,
    timezone: subAccount.timezone,
  });
}

/** The five demo rooms, in the order of their ids. */
export function seedRooms(world: World, db: Collections) {
  const now = world.clock.now();
  const rooms = {
    weekly: addRoom(world, db, weekly),
    launch: addRoom(world, db, launchFacts(now)),
    board: addRoom(world, db, board),
    masterclass: addRoom(world, db, masterclass),
    roadmap: addRoom(world, db, roadmapFacts(now)),
  };
  world.store.reserveIds('rooms', 10_005);
  return rooms;
}
