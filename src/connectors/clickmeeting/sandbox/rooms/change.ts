import type { World } from '../../../../sandbox/definition.ts';
import type { Account } from '../account.ts';
import type { Collections } from '../collections.ts';
import { minuteMs, minuteOf } from '../dates.ts';
import { type Role, type Room, roles } from '../entities.ts';
import { Refusal } from '../http/refusal.ts';
import { guardMeeting } from '../lobby.ts';
import { roomByPin, roomBySlug } from './find.ts';
import { checkParallelEvents } from './parallel.ts';
import { defaultDurationMinutes, defaultSettings, type RoomWishes } from './parameters.ts';
import { defaultSkinId } from './skins.ts';
import { freeSlug, slugOf } from './slug.ts';

/** A pin that no room has. */
export function freePin(world: World, db: Collections): number {
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
  // Eight digits a draw: a room has 120 of them, and each draw is kept in the store.
  const eightDigits = (): string => random.int(0, 0xffff_ffff).toString(16).padStart(8, '0');
  const secrets = Object.fromEntries(roles.map((role) => [role, eightDigits() + eightDigits() + eightDigits()]));
  return {
    roomPin: freePin(world, db),
    phonePresenterPin: random.int(100_000_000, 999_999_999),
    phoneListenerPin: random.int(100_000_000, 999_999_999),
    widgetsHash: random.text('0123456789abcdefghijklmnopqrstuvwxyz', 6),
    // fromEntries forgets which keys there are: one for each role.
    roleSecrets: secrets as Record<Role, string>,
  };
}

function checkEvent(
  world: World,
  db: Collections,
  event: { id?: number; accountId: number; startsAt: number; durationMinutes: number },
): void {
  const { id = 0, accountId, startsAt, durationMinutes } = event;
  const until = startsAt + durationMinutes * minuteMs;
  checkParallelEvents(world, db, { accountId, from: startsAt, until, exceptId: id, field: 'starts_at' });
}

/** Makes and keeps a room. Errors: Refusal 422 when its custom address is taken or the plan allows no further event then. */
export function createRoom(
  world: World,
  db: Collections,
  { account, wishes }: { account: Account; wishes: RoomWishes },
): Room {
  const now = world.clock.now();
  const isPermanent = wishes.permanent === true;
  const startsAt = isPermanent ? null : (wishes.startsAt ?? minuteOf(now));
  const durationMinutes = wishes.durationMinutes ?? defaultDurationMinutes;
  if (startsAt !== null) checkEvent(world, db, { accountId: account.userId, startsAt, durationMinutes });
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
    startsAt,
    durationMinutes,
    timezone: wishes.timezone ?? account.timezone,
    skinId: wishes.skinId ?? defaultSkinId,
    registrationEnabled: wishes.registrationEnabled ?? false,
    registrationTemplate: wishes.registrationTemplate ?? 1,
    status: 'active',
    settings: { ...defaultSettings, ...wishes.settings },
    paidEnabled: false,
    automatedEnabled: false,
    ...makeRoomSecrets(world, db),
    createdAt: now,
    updatedAt: now,
    archivedAt: null,
  });
}

function changedStart(room: Room, wishes: RoomWishes, nowMs: number): number | null {
  if (wishes.permanent === true) return null;
  if (wishes.permanent === undefined) return room.startsAt;
  return wishes.startsAt ?? room.startsAt ?? minuteOf(nowMs);
}

/**
 * Changes a room as asked; without any wish it stays untouched, its `updatedAt` too.
 * Errors: Refusal 422 when the plan allows no further event at its new time.
 */
export function changeRoom(world: World, db: Collections, room: Room, wishes: RoomWishes): Room {
  const isWish = (value: unknown): boolean => value !== undefined && value !== wishes.settings;
  if (!Object.values(wishes).some(isWish) && Object.keys(wishes.settings).length === 0) return room;
  const now = world.clock.now();
  const startsAt = changedStart(room, wishes, now);
  const durationMinutes = wishes.durationMinutes ?? room.durationMinutes;
  const status = wishes.status ?? room.status;
  const isMoved = startsAt !== room.startsAt || durationMinutes !== room.durationMinutes || status !== room.status;
  if (isMoved && startsAt !== null && status === 'active') {
    checkEvent(world, db, { ...room, startsAt, durationMinutes });
  }
  const lobbyEnabled = wishes.lobbyEnabled ?? room.lobbyEnabled;
  if (lobbyEnabled !== room.lobbyEnabled) guardMeeting({ world, db }, room.id, lobbyEnabled);
  return db.rooms.update(room.id, {
    roomType: wishes.roomType ?? room.roomType,
    name: wishes.name ?? room.name,
    accessType: wishes.accessType ?? room.accessType,
    password: wishes.password ?? room.password,
    lobbyEnabled,
    lobbyDescription: wishes.lobbyDescription ?? room.lobbyDescription,
    permanent: wishes.permanent ?? room.permanent,
    startsAt,
    durationMinutes,
    timezone: wishes.timezone ?? room.timezone,
    skinId: wishes.skinId ?? room.skinId,
    registrationEnabled: wishes.registrationEnabled ?? room.registrationEnabled,
    registrationTemplate: wishes.registrationTemplate ?? room.registrationTemplate,
    status,
    settings: { ...room.settings, ...wishes.settings },
    updatedAt: now,
    archivedAt: null,
  });
}
