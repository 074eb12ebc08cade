import type { World } from '../../../../sandbox/definition.ts';
import { accountOf, accounts } from '../account.ts';
import { makeAutologin, roleHash } from '../autologin.ts';
import type { Collections } from '../collections.ts';
import { isoIn, offsetSeconds, utcText } from '../dates.ts';
import type { Recording, Room } from '../entities.ts';
import { recordingUrl } from '../recordings.ts';
import { endsAt } from './find.ts';

/** The address of the room's page. */
function roomUrl(world: World, room: Pick<Room, 'nameUrl'>): string {
  return `${world.origin}/${room.nameUrl}`;
}

/** `1`, the number of digits of the user's id, the user's id, the room's id: the embed page's `r`. */
function embedCode(accountId: number, roomId: number | ''): string {
  const userId = String(accountId);
  return `1${userId.length}${userId}${roomId}`;
}

/** The room that an embed page's `r` means. */
export function roomByEmbedCode(db: Collections, code: string): Room | undefined {
  if (!/^\d{1,30}$/.test(code)) return undefined;
  for (const { userId } of accounts) {
    const prefix = embedCode(userId, '');
    const room = code.startsWith(prefix) ? db.rooms.get(Number(code.slice(prefix.length))) : undefined;
    if (room?.accountId === userId) return room;
  }
  return undefined;
}

function schedule(room: Room) {
  const end = endsAt(room);
  if (room.startsAt === null || end === null) return {};
  return {
    ccc: utcText(room.startsAt),
    starts_at: isoIn(room.startsAt, room.timezone),
    ends_at: isoIn(end, room.timezone),
  };
}

function hostLogin(room: Room, now: number): string {
  const secret = room.accessType === 2 ? (room.password ?? '') : '';
  const { email, name } = accountOf(room).owner;
  return makeAutologin({ room, email, nickname: name, secret, role: 'host' }, now);
}

/** A room as every reply of the API shows it. Hashes hold the time of the reply, so no two reads are equal. */
export function roomView(world: World, db: Collections, room: Room) {
  return viewOf(world, room, db.recordings.find({ where: { roomId: room.id } }));
}

/** Rooms of a list; all their recordings are read at once. */
export function roomViews(world: World, db: Collections, rooms: readonly Room[]) {
  const recordings = db.recordings.find({ where: { roomId: rooms.map(({ id }) => id) } });
  const byRoom = new Map<number, Recording[]>();
  for (const recording of recordings) {
    const known = byRoom.get(recording.roomId);
    if (known === undefined) byRoom.set(recording.roomId, [recording]);
    else known.push(recording);
  }
  return rooms.map((room) => viewOf(world, room, byRoom.get(room.id) ?? []));
}

function viewOf(world: World, room: Room, recordings: readonly Recording[]) {
  const now = world.clock.now();
  const host = hostLogin(room, now);
  return {
    id: room.id,
    parent_id: null,
    room_type: room.roomType,
    room_pin: room.roomPin,
    name: room.name,
    name_url: room.nameUrl,
    access_type: room.accessType,
    ...(room.accessType === 2 ? { password: room.password ?? '' } : {}),
    lobby_enabled: room.lobbyEnabled,
    lobby_description: room.lobbyDescription,
    registration_enabled: Number(room.registrationEnabled),
    status: room.status,
    timezone: room.timezone,
    timezone_offset: offsetSeconds(room.startsAt ?? now, room.timezone),
    paid_enabled: Number(room.paidEnabled),
    automated_enabled: Number(room.automatedEnabled),
    type: 0,
    permanent_room: room.permanent,
    ...schedule(room),
    created_at: isoIn(room.createdAt, room.timezone),
    updated_at: isoIn(room.updatedAt, room.timezone),
    access_role_hashes: {
      listener: roleHash(room, 'listener', now),
      presenter: roleHash(room, 'presenter', now),
      host: roleHash(room, 'host', now),
    },
    room_url: roomUrl(world, room),
    embed_room_url: `${world.origin}/embed_conference.html?r=${embedCode(room.accountId, room.id)}`,
    phone_presenter_pin: room.phonePresenterPin,
    phone_listener_pin: room.phoneListenerPin,
    widgets_hash: room.widgetsHash,
    recorder_list: recordings.map((recording) => recordingUrl(world, recording)),
    settings: room.settings,
    autologin_hashes: { host },
    autologin_hash: host,
  };
}
