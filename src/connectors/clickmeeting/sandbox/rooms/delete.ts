import type { World } from '../../../../sandbox/definition.ts';
import type { Collections } from '../collections.ts';
import type { Room } from '../entities.ts';
import { emptyRoom } from '../visits.ts';
import { freePin } from './change.ts';
import type { Belongings, DeletedRoom } from './deleted-room.ts';
import { roomByPin, roomBySlug } from './find.ts';
import { freeSlug } from './slug.ts';

const keptMs = 30 * 24 * 3600_000;

/** Takes the room and all that belongs to it out of every list; support could bring it back for a month. */
export function deleteRoom(world: World, db: Collections, room: Room): void {
  world.store.transaction(() => {
    const now = world.clock.now();
    emptyRoom({ world, db }, room.id, { at: now, because: 'closed' });
    const fileIds = detachFiles(db, room);
    db.rooms.delete(room.id);
    db.deletedRooms.insert({ id: room.id, deletedAt: now, room, belongings: takeBelongings(db, room.id), fileIds });
  });
}

function takeBelongings(db: Collections, roomId: number): Belongings {
  const query = { where: { roomId } };
  const polls = db.polls.find(query);
  const votes = db.votes.find({ where: { pollId: polls.map(({ id }) => id) } });
  const belongings = {
    polls,
    votes,
    tokens: db.tokens.find(query),
    registrations: db.registrations.find(query),
    invitations: db.invitations.find(query),
    sessions: db.sessions.find(query),
    visits: db.visits.find(query),
    chatMessages: db.chatMessages.find(query),
    recordings: db.recordings.find(query),
    reports: db.reports.find(query),
  };
  for (const { id } of votes) db.votes.delete(id);
  for (const collection of [db.polls, db.tokens, db.registrations, db.invitations, db.sessions]) {
    collection.deleteWhere(query.where);
  }
  for (const collection of [db.visits, db.chatMessages, db.recordings, db.reports]) collection.deleteWhere(query.where);
  return belongings;
}

function detachFiles(db: Collections, room: Room): number[] {
  const files = db.files.find({ where: { accountId: room.accountId } });
  const attached = files.filter((file) => file.roomIds.includes(room.id));
  for (const { id, roomIds } of attached) {
    db.files.update(id, { roomIds: roomIds.filter((roomId) => roomId !== room.id) });
  }
  return attached.map(({ id }) => id);
}

/** Brings a deleted room back with all that belonged to it; undefined when it is not kept. Its address changes when another room took it. */
export function restoreRoom(world: World, db: Collections, id: number): Room | undefined {
  const kept = db.deletedRooms.get(id);
  if (kept === undefined) return undefined;
  return world.store.transaction(() => {
    db.deletedRooms.delete(id);
    const isTaken = (slug: string): boolean => roomBySlug(db, slug) !== undefined;
    const { roomPin, nameUrl } = kept.room;
    const room = db.rooms.insert({
      ...kept.room,
      nameUrl: freeSlug(nameUrl, isTaken),
      roomPin: roomByPin(db, roomPin) === undefined ? roomPin : freePin(world, db),
    });
    putBack(db, kept);
    return room;
  });
}

function putBack(db: Collections, { id, belongings, fileIds }: DeletedRoom): void {
  // A token given to another room meanwhile is lost: it opens one room only.
  for (const token of belongings.tokens) if (db.tokens.get(token.id) === undefined) db.tokens.insert(token);
  for (const registration of belongings.registrations) db.registrations.insert(registration);
  for (const invitation of belongings.invitations) db.invitations.insert(invitation);
  for (const session of belongings.sessions) db.sessions.insert(session);
  for (const visit of belongings.visits) db.visits.insert(visit);
  for (const message of belongings.chatMessages) db.chatMessages.insert(message);
  for (const recording of belongings.recordings) db.recordings.insert(recording);
  for (const poll of belongings.polls) db.polls.insert(poll);
  for (const vote of belongings.votes) db.votes.insert(vote);
  for (const report of belongings.reports) db.reports.insert(report);
  for (const fileId of fileIds) {
    const file = db.files.get(fileId);
    if (file !== undefined) db.files.update(fileId, { roomIds: [...file.roomIds, id] });
  }
}

/** Forgets what support no longer keeps. */
export function forgetDeletedRooms({ clock, store }: World, db: Collections): void {
  const where = { deletedAt: { lt: clock.now() - keptMs } };
  const forgotten = db.deletedRooms.find({ where });
  if (forgotten.length === 0) return;
  db.deletedRooms.deleteWhere(where);
  for (const { blobKey } of forgotten.flatMap(({ belongings }) => belongings.reports)) {
    if (blobKey !== null) store.dropBlob(blobKey);
  }
}
