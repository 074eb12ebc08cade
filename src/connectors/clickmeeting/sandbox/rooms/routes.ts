import type { Room, RoomStatus } from '../entities.ts';
import { type FieldValue, textOf } from '../http/fields.ts';
import { Refusal } from '../http/refusal.ts';
import { type Call, created, ok, type Reply, type Route } from '../http/route.ts';
import { optionsOf } from '../options.ts';
import { changeRoom, createRoom } from './change.ts';
import { deleteRoom } from './delete.ts';
import { roomOf } from './find.ts';
import { readNewRoom, readRoomChange } from './parameters.ts';
import { roomView, roomViews } from './view.ts';

const pageSize = 250;

/** Page of a list, from 1. The leading digits count, because clients append endings; nonsense is page 1. */
function pageOf(value: FieldValue | undefined): number {
  const digits = /^\d{1,9}/.exec(textOf(value) ?? '')?.[0];
  return Math.max(1, Number(digits ?? 1));
}

function listRooms(call: Call, status: RoomStatus) {
  const rooms = call.db.rooms.find({
    where: { accountId: call.account.userId, status, archivedAt: null },
    limit: pageSize,
    offset: (pageOf(call.query['page']) - 1) * pageSize,
  });
  return roomViews(call.world, call.db, rooms);
}

function createFrom(call: Call) {
  const wishes = readNewRoom(call.fields, call.account.timezone, call.world.clock.now());
  const room = call.world.store.transaction(() => createRoom(call.world, call.db, { account: call.account, wishes }));
  return created({ room: roomView(call.world, call.db, room) });
}

function changeFrom(call: Call) {
  const room = roomOf(call);
  const wishes = readRoomChange(call.fields, room, call.world.clock.now());
  const changed = call.world.store.transaction(() => changeRoom(call.world, call.db, room, wishes));
  return ok({ conference: roomView(call.world, call.db, changed) });
}

function deleteFrom(call: Call): Reply {
  const isText = optionsOf(call.world).deleteReply === 'text';
  let room: Room;
  try {
    room = roomOf(call);
  } catch (error) {
    if (!isText || !(error instanceof Refusal)) throw error;
    return { kind: 'data', status: error.status, body: '404 Not Found' };
  }
  deleteRoom(call.world, call.db, room);
  return ok(isText ? '200 OK' : { result: 'OK' });
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
  { method: 'DELETE', path: '/conferences/:room', handle: deleteFrom },
];
