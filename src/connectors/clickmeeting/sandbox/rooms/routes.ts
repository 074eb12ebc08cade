import type { World } from '../../../../sandbox/definition.ts';
import type { Collections } from '../collections.ts';
import type { Room, RoomStatus } from '../entities.ts';
import { type FieldValue, textOf } from '../http/fields.ts';
import { type Call, created, ok, type Route } from '../http/route.ts';
import { changeRoom, createRoom } from './change.ts';
import { roomOf } from './find.ts';
import { readNewRoom, readRoomChange } from './parameters.ts';
import { roomView } from './view.ts';

const pageSize = 250;
const listedInactiveMs = 183 * 24 * 3600_000;

/** Page of a list, from 1. The leading digits count, because clients append endings; nonsense is page 1. */
function pageOf(value: FieldValue | undefined): number {
  const digits = /^\d{1,9}/.exec(textOf(value) ?? '')?.[0];
  return Math.max(1, Number(digits ?? 1));
}

function listRooms(call: Call, status: RoomStatus) {
  // Rooms inactive for more than six months leave the list; they stay readable by id.
  const since = status === 'inactive' ? { updatedAt: { gte: call.world.clock.now() - listedInactiveMs } } : {};
  const rooms = call.db.rooms.find({
    where: { accountId: call.account.userId, status, ...since },
    limit: pageSize,
    offset: (pageOf(call.query['page']) - 1) * pageSize,
  });
  return rooms.map((room) => roomView(call.world, call.db, room));
}

/** Takes the room and all that belongs to it out of every list; support could bring the room back for a month. */
function deleteRoom(world: World, db: Collections, room: Room): void {
  world.store.transaction(() => {
    db.deletedRooms.insert({ id: room.id, deletedAt: world.clock.now(), room });
    db.rooms.delete(room.id);
    const where = { roomId: room.id };
    db.tokens.deleteWhere(where);
    db.registrations.deleteWhere(where);
    db.invitations.deleteWhere(where);
    db.recordings.deleteWhere(where);
    db.reports.deleteWhere(where);
    db.chatMessages.deleteWhere(where);
    db.visits.deleteWhere(where);
    db.sessions.deleteWhere(where);
    for (const file of db.files.all().filter((candidate) => candidate.roomIds.includes(room.id))) {
      db.files.update(file.id, { roomIds: file.roomIds.filter((id) => id !== room.id) });
    }
  });
}

function createFrom(call: Call) {
  const wishes = readNewRoom(call.fields, call.account.timezone, call.world.clock.now());
  const room = call.world.store.transaction(() => createRoom(call.world, call.db, { account: call.account, wishes }));
  return created({ room: roomView(call.world, call.db, room) });
}

function changeFrom(call: Call) {
  const room = roomOf(call);
  const changed = changeRoom(call.world, call.db, room, readRoomChange(call.fields, room, call.world.clock.now()));
  return ok({ conference: roomView(call.world, call.db, changed) });
}

export const roomRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/conferences',
    handle: (call) =>
      ok({ active_conferences: listRooms(call, 'active'), inactive_conferences: listRooms(call, 'inactive') }),
  },
  { method: 'GET', path: '/conferences/active', handle: (call) => ok(listRooms(call, 'active')) },
  { method: 'GET', path: '/conferences/inactive', handle: (call) => ok(listRooms(call, 'inactive')) },
  { method: 'POST', path: '/conferences', handle: createFrom },
  {
    method: 'GET',
    path: '/conferences/:room',
    handle: (call) => ok({ conference: roomView(call.world, call.db, roomOf(call)) }),
  },
  { method: 'PUT', path: '/conferences/:room', handle: changeFrom },
  {
    method: 'DELETE',
    path: '/conferences/:room',
    handle: (call) => {
      deleteRoom(call.world, call.db, roomOf(call));
      return ok({ result: 'OK' });
    },
  },
];
