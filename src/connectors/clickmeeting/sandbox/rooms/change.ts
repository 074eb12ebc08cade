import type { World } from '../../../../sandbox/definition.ts';
import type { Account } from '../account.ts';
import type { Collections } from '../collections.ts';
import { minuteOf } from '../dates.ts';
import { type Role, type Room, roles } from '../entities.ts';
import { Refusal } from '../http/refusal.ts';
import { roomByPin, roomBySlug } from './find.ts';
import { defaultDurationMinutes, defaultSettings, type RoomWishes } from './parameters.ts';
import { defaultSkinId } from './skins.ts';
import { freeSlug, slugOf } from './slug.ts';

function freePin(world: World, db: Collections): number {
  for (;;) {
    const pin = world.random.int(100_000_000, 999_999_999);
    if (roomByPin(db, pin) === undefined) return pin;
  }
}

function chooseSlug(db: Collections, wishes: RoomWishes): string {
  const isTaken = (slug: string): boolean => roomBySlug(db, slug) !== undefined;
  if (wishes.customUrlName === undefined) return freeSlug(slugOf(wishes.name ?? ''), isTaken);
  const slug = slugOf(wishes.customUrlName);
  if (!isTaken(slug)) return freeSlug(slug, isTaken);
  const message = `custom_room_url_name ${slug} is taken by another room`;
  throw new Refusal(422, 'VALIDATION_ERROR', [{ name: 'custom_room_url_name', message }]);
}

/** What a new room gets by chance. */
export function makeRoomSecrets(world: World, db: Collections) {
  const { random } = world;
  const secrets = Object.fromEntries(roles.map((role) => [role, random.hex(24)]));
  return {
    roomPin: freePin(world, db),
    phonePresenterPin: random.int(100_000_000, 999_999_999),
    phoneListenerPin: random.int(100_000_000, 999_999_999),
    widgetsHash: random.text('0123456789abcdefghijklmnopqrstuvwxyz', 6),
    // fromEntries forgets which keys there are: one for each role.
    roleSecrets: secrets as Record<Role, string>,
  };
}

/** Makes and keeps a room. Errors: Refusal 422 when its custom address is taken. */
export function createRoom(
  world: World,
  db: Collections,
  { account, wishes }: { account: Account; wishes: RoomWishes },
): Room {
  const now = world.clock.now();
  const isPermanent = wishes.permanent === true;
  return db.rooms.insert({
    id: world.store.nextId('rooms', 10_001),
    accountId: account.userId,
    roomType: wishes.roomType ?? 'meeting',
    name: wishes.name ?? '',
    nameUrl: chooseSlug(db, wishes),
    accessType: wishes.accessType ?? 1,
    password: wishes.password ?? null,
    lobbyEnabled: wishes.lobbyEnabled ?? false,
    lobbyDescription: wishes.lobbyDescription ?? '',
    permanent: isPermanent,
    startsAt: isPermanent ? null : (wishes.startsAt ?? minuteOf(now)),
    durationMinutes: wishes.durationMinutes ?? defaultDurationMinutes,
    timezone: wishes.timezone ?? account.timezone,
    skinId: wishes.skinId ?? defaultSkinId,
    registrationEnabled: wishes.registrationEnabled ?? false,
    registrationTemplate: wishes.registrationTemplate ?? 1,
    status: 'active',
    settings: { ...defaultSettings, ...wishes.settings },
    ...makeRoomSecrets(world, db),
    createdAt: now,
    updatedAt: now,
  });
}

function changedStart(room: Room, wishes: RoomWishes, nowMs: number): number | null {
  if (wishes.permanent === true) return null;
  if (wishes.permanent === undefined) return room.startsAt;
  return wishes.startsAt ?? room.startsAt ?? minuteOf(nowMs);
}

/** Changes a room as asked; without any wish it stays untouched, its `updatedAt` too. */
export function changeRoom(world: World, db: Collections, room: Room, wishes: RoomWishes): Room {
  const isWish = (value: unknown): boolean => value !== undefined && value !== wishes.settings;
  if (!Object.values(wishes).some(isWish) && Object.keys(wishes.settings).length === 0) return room;
  const now = world.clock.now();
  return db.rooms.update(room.id, {
    roomType: wishes.roomType ?? room.roomType,
    name: wishes.name ?? room.name,
    accessType: wishes.accessType ?? room.accessType,
    password: wishes.password ?? room.password,
    lobbyEnabled: wishes.lobbyEnabled ?? room.lobbyEnabled,
    lobbyDescription: wishes.lobbyDescription ?? room.lobbyDescription,
    permanent: wishes.permanent ?? room.permanent,
    startsAt: changedStart(room, wishes, now),
    durationMinutes: wishes.durationMinutes ?? room.durationMinutes,
    timezone: wishes.timezone ?? room.timezone,
    skinId: wishes.skinId ?? room.skinId,
    registrationEnabled: wishes.registrationEnabled ?? room.registrationEnabled,
    registrationTemplate: wishes.registrationTemplate ?? room.registrationTemplate,
    status: wishes.status ?? room.status,
    settings: { ...room.settings, ...wishes.settings },
    updatedAt: now,
  });
}
