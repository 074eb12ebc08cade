import { minuteOf, parseDate, parseDuration, zoneName } from '../dates.ts';
import type { AccessType, Room, RoomSettings, RoomStatus, RoomType } from '../entities.ts';
import { Check } from '../http/check.ts';
import type { Fields } from '../http/fields.ts';
import { isSkin } from './skins.ts';

/** What a client asked a room to be; absent is undefined. */
export interface RoomWishes {
  readonly name: string | undefined;
  readonly roomType: RoomType | undefined;
  readonly permanent: boolean | undefined;
  readonly accessType: AccessType | undefined;
  readonly customUrlName: string | undefined;
  readonly lobbyDescription: string | undefined;
  readonly lobbyEnabled: boolean | undefined;
  readonly startsAt: number | undefined;
  readonly durationMinutes: number | undefined;
  readonly timezone: string | undefined;
  readonly skinId: number | undefined;
  readonly password: string | undefined;
  readonly registrationEnabled: boolean | undefined;
  readonly registrationTemplate: 1 | 2 | 3 | undefined;
  readonly status: RoomStatus | undefined;
  readonly settings: Partial<RoomSettings>;
}

export const defaultSettings: RoomSettings = {
  show_on_personal_page: true,
  thank_you_emails_enabled: true,
  connection_tester_enabled: true,
  phonegateway_enabled: true,
  recorder_autostart_enabled: false,
  room_invite_button_enabled: true,
  social_media_sharing_enabled: true,
  connection_status_enabled: true,
  encryption_enabled: false,
  thank_you_page_url: '',
};

const flags = (Object.keys(defaultSettings) as (keyof RoomSettings)[]).filter((name) => name !== 'thank_you_page_url');

function readSettings(check: Check): Partial<RoomSettings> {
  const inner = check.nested('settings');
  if (inner === undefined) return {};
  const settings: Record<string, boolean | string> = {};
  for (const flag of flags) {
    const value = inner.boolean(flag);
    if (value !== undefined) settings[flag] = value;
  }
  const url = inner.text('thank_you_page_url', { max: 2000 });
  if (url !== undefined && url !== '' && !/^https?:\/\/[^\s"<>]+$/i.test(url)) {
    inner.complain('thank_you_page_url', 'must be a web address that begins with http:// or https://');
  } else if (url !== undefined) settings['thank_you_page_url'] = url;
  return settings;
}

function readTemplate(check: Check | undefined): 1 | 2 | 3 | undefined {
  const template = check?.choice('template', ['1', '2', '3']);
  // The choice above leaves nothing else.
  return template === undefined ? undefined : (Number(template) as 1 | 2 | 3);
}

function readAccessType(check: Check, required: boolean): AccessType | undefined {
  const type = check.choice('access_type', ['1', '2', '3'], { required });
  // The choice above leaves nothing else.
  return type === undefined ? undefined : (Number(type) as AccessType);
}

function readTimezone(check: Check): string | undefined {
  const text = check.filled('timezone', { max: 100 });
  if (text === undefined) return undefined;
  return zoneName(text) ?? check.complain('timezone', `must be a zone of time_zone_list, not ${JSON.stringify(text)}`);
}

function readStart(check: Check, zone: string): number | undefined {
  const text = check.filled('starts_at', { max: 100 });
  if (text === undefined) return undefined;
  const startsAt = parseDate(text, zone);
  if (startsAt !== undefined) return minuteOf(startsAt);
  return check.complain(
    'starts_at',
    `must be a date like 2026-11-20 10:00:00 or ISO 8601, not ${JSON.stringify(text)}`,
  );
}

function readDuration(check: Check): number | undefined {
  const text = check.filled('duration', { max: 50 });
  if (text === undefined) return undefined;
  const minutes = parseDuration(text);
  if (minutes !== undefined) return minutes;
  return check.complain('duration', `must be hours from 0:05 to 24:00, like 1:20 or 2, not ${JSON.stringify(text)}`);
}

function readSkin(check: Check): number | undefined {
  const skinId = check.integer('skin_id', { min: 1, max: 1_000_000 });
  if (skinId === undefined || isSkin(skinId)) return skinId;
  return check.complain('skin_id', `${skinId} is not in the list of skins`);
}

function readCommon(check: Check, options: { isNew: boolean; zone: string }): RoomWishes {
  const { isNew } = options;
  const timezone = readTimezone(check);
  const registration = check.nested('registration');
  return {
    name: check.text('name', { max: 255, required: isNew || check.has('name') })?.replace(/\s+/g, ' '),
    roomType: check.choice('room_type', ['meeting', 'webinar'], { required: isNew }),
    permanent: check.boolean('permanent_room', { required: isNew }),
    accessType: readAccessType(check, isNew),
    customUrlName: isNew ? check.filled('custom_room_url_name', { max: 255 }) : undefined,
    lobbyDescription: check.text('lobby_description', { max: isNew ? 255 : 160 }),
    lobbyEnabled: check.boolean('lobby_enabled'),
    startsAt: readStart(check, timezone ?? options.zone),
    durationMinutes: readDuration(check),
    timezone,
    skinId: readSkin(check),
    password: check.filled('password', { max: 255 }),
    registrationEnabled: registration?.boolean('enabled'),
    registrationTemplate: readTemplate(registration),
    status: isNew ? undefined : check.choice('status', ['active', 'inactive']),
    settings: readSettings(check),
  };
}

function checkEnd(
  check: Check,
  wishes: RoomWishes,
  facts: { startsAt: number; durationMinutes: number; nowMs: number },
) {
  const end = facts.startsAt + facts.durationMinutes * 60_000;
  if (end > facts.nowMs) return;
  check.complain(wishes.startsAt === undefined ? 'duration' : 'starts_at', 'makes the event end in the past');
}

export const defaultDurationMinutes = 180;

/** The parameters of a new room. Errors: Refusal 422 that names every wrong field. */
export function readNewRoom(fields: Fields, zone: string, nowMs: number): RoomWishes {
  const check = new Check(fields);
  const wishes = readCommon(check, { isNew: true, zone });
  if (wishes.accessType === 2 && wishes.password === undefined) {
    check.complain('password', 'is required for access_type 2');
  }
  if (wishes.permanent === false && wishes.startsAt !== undefined) {
    const durationMinutes = wishes.durationMinutes ?? defaultDurationMinutes;
    checkEnd(check, wishes, { startsAt: wishes.startsAt, durationMinutes, nowMs });
  }
  check.done();
  return wishes;
}

/** The parameters of a change. Errors: Refusal 422 that names every wrong field. */
export function readRoomChange(fields: Fields, room: Room, nowMs: number): RoomWishes {
  const check = new Check(fields);
  const wishes = readCommon(check, { isNew: false, zone: room.timezone });
  const movesEvent = wishes.startsAt !== undefined || wishes.durationMinutes !== undefined;
  if (movesEvent && wishes.permanent === undefined && !check.has('permanent_room')) {
    check.complain('permanent_room', 'is required when starts_at or duration changes');
  }
  if (wishes.accessType === 2 && wishes.password === undefined && room.password === null) {
    check.complain('password', 'is required for access_type 2');
  }
  if (movesEvent && wishes.permanent === false) {
    const startsAt = wishes.startsAt ?? room.startsAt ?? minuteOf(nowMs);
    checkEnd(check, wishes, { startsAt, durationMinutes: wishes.durationMinutes ?? room.durationMinutes, nowMs });
  }
  check.done();
  return wishes;
}
