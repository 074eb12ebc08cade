import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { type Call, orFailure, type Tried, tryEach } from '../calls.ts';
import { stopNote } from '../many.ts';
import { allRooms } from '../rooms/all-rooms.ts';
import { makeRoom } from '../rooms/make-room.ts';
import { type Event, isSameEvent } from '../rooms/same-event.ts';
import { clockWarnings } from '../rooms/schedule-warnings.ts';
import { twinsOf } from '../rooms/twins.ts';
import { checkNewRoom, newRoomFields, warned, warnings } from '../schemas/new-room.ts';
import type { Room } from '../schemas/room.ts';
import { timezone, wallMoment } from '../schemas/when.ts';
import { seriesDates } from '../time/series.ts';

const mostDates = 100;

const {
  name,
  permanent_room: _permanent,
  starts_at: _start,
  custom_room_url_name: _url,
  timezone: _zone,
  ...options
} = newRoomFields;

const repeat = z
  .strictObject({
    frequency: z
      .enum(['daily', 'weekly', 'monthly'])
      .describe(
        'daily, weekly (same weekday) or monthly (same day of the month; a month without it, as for the 31st, has no date)',
      ),
    interval: z.int().min(1).max(52).default(1).describe('2 with weekly is every second week. Default 1'),
    count: z.int().min(1).max(mostDates).optional().describe('How many dates in all, the first included, 1 to 100'),
    until: z.iso
      .date("not a date; write '2030-06-30'")
      .optional()
      .describe("Last day that may have a date: '2030-06-30'"),
  })
  .refine(({ count, until }) => (count ?? until) !== undefined, {
    path: ['count'],
    error: 'say when the series ends: count or until',
  });

const date = z.object({
  starts_at: z.string().describe('Start, ISO 8601 with the offset of timezone on that day'),
  name: z.string().describe('Name of the room'),
  status: z
    .enum(['created', 'existed', 'refused', 'unknown', 'not_tried', 'planned'])
    .describe(
      'created now; existed: was there already; refused by the app, see error; unknown: perhaps made, repeat the action to find out; not_tried: the app failed before; planned: preview',
    ),
  room_id: z.int().optional().describe('Id of the room'),
  room_url: z.string().optional().describe('Address of the room'),
  error: z.string().optional().describe('Why there is no room'),
});

export default defineAction({
  name: 'Create Conference Series',
  description:
    'Schedules many dates of one event, a room for each: daily, weekly, monthly or on given dates, at the same hour on the clock across daylight saving. Says for every date what became of it, also when the app fails in the middle. Safe to repeat: dates whose room exists (same name and start) are skipped. preview shows the dates and makes nothing. ClickMeeting has no series of its own; each date is a room with its own address.',
  effect: 'write',
  verifyWith: 'find-conferences',
  previewInput: 'preview',
  phrases: [
    'schedule a weekly webinar series',
    'recurring meeting every tuesday',
    'repeat an event daily',
    'create several dates of a training',
    'plan a course with many sessions',
  ],
  input: z
    .strictObject({
      name: name.describe(
        'Name of every room; {n} in it becomes the number of the date, {date} its day: "Course, part {n}"',
      ),
      first_starts_at: wallMoment("First date, 'YYYY-MM-DD HH:mm' in timezone; with repeat").optional(),
      repeat: repeat.optional().describe('How it repeats from first_starts_at on; or use dates'),
      dates: z
        .array(wallMoment("A date, 'YYYY-MM-DD HH:mm' in timezone"))
        .min(1, 'name at least one date')
        .max(mostDates)
        .optional()
        .describe('The dates one by one, in place of first_starts_at and repeat; at most 100'),
      skip_days: z
        .array(z.iso.date("not a date; write '2030-12-25'"))
        .max(366)
        .optional()
        .describe("Days on which there is no event, such as holidays: '2030-12-25'"),
      timezone: timezone('IANA time zone of the dates, such as Europe/Warsaw; the hour stays the same in it all year'),
      ...options,
      preview: z.boolean().default(false).describe('True: only tell the dates, make no room. Default false'),
    })
    .superRefine((input, context) => {
      checkNewRoom(input, context);
      const issue = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
      if (input.dates && (input.repeat ?? input.first_starts_at) !== undefined)
        issue('dates', 'use either dates, or first_starts_at with repeat');
      if (!input.dates && input.first_starts_at === undefined)
        issue('first_starts_at', 'required with repeat; or name the dates one by one in dates');
      if (!input.dates && !input.repeat)
        issue('repeat', 'required with first_starts_at; or name the dates one by one in dates');
    }),
  output: z.object({
    items: z.array(date).describe('Every date in order'),
    created: z.int().describe('How many rooms were made'),
    existed: z.int().describe('How many were there already'),
    failed: z.int().describe('How many dates have no room: refused, unknown or not tried; repeat the action for these'),
    warnings,
  }),
  example: {
    input: {
      name: 'Office hour {n}',
      room_type: 'meeting',
      access_type: 1,
      first_starts_at: '2030-03-20 17:00',
      repeat: { frequency: 'weekly', count: 3 },
      duration: '0:45',
      timezone: 'Europe/Warsaw',
    },
  },
  async run({ name, first_starts_at, repeat, dates, skip_days, timezone, preview, ...room }, { call }) {
    const series = seriesDates({ first_starts_at, repeat, dates, skip_days, timezone }, mostDates);
    const events = series.dates.map((date, index) => ({
      name: nameOf(name, date.day, index),
      permanent_room: false,
      starts_at: date.sent,
      timezone,
    }));
    const { rooms } = await allRooms(call);
    const there = new Map(
      events.flatMap((event) => {
        const found = rooms.find((candidate) => isSameEvent(candidate, event));
        return found ? [[event, found] as const] : [];
      }),
    );
    const missing = preview ? [] : events.filter((event) => !there.has(event));
    // One after the other: rooms get their ids in the order of the dates.
    const { tried, stoppedBy } = orFailure(await tryEach(missing, 1, (event) => makeRoom(call, { ...room, ...event })));
    const items = events.map((event, index) => {
      const known = there.get(event);
      const outcome = known
        ? ({ status: 'existed', ...idOf(known) } as const)
        : outcomeOf(tried[missing.indexOf(event)]);
      return {
        starts_at: series.dates[index]?.iso ?? event.starts_at,
        name: event.name,
        ...outcome,
      };
    });
    const count = (...statuses: string[]) => items.filter(({ status }) => statuses.includes(status)).length;
    const notes = [
      ...series.notes,
      ...stopNote(stoppedBy, 'Repeat the action for the dates that have no room'),
      ...events.flatMap(({ starts_at }) => clockWarnings(starts_at, timezone)),
      ...(await twinWarnings(call, tried, missing)),
    ];
    return {
      items,
      created: count('created'),
      existed: count('existed'),
      failed: count('refused', 'unknown', 'not_tried'),
      ...warned(notes),
    };
  },
});

/** Rooms of dates that were just made, which somebody else made at the same time. */
async function twinWarnings(call: Call, tried: readonly Tried<Room>[], events: readonly Event[]): Promise<string[]> {
  const made = tried.flatMap((outcome) => (outcome.how === 'done' ? [outcome.value] : []));
  if (made.length === 0) return [];
  const { twins, failure } = await twinsOf(call, made, events);
  if (failure !== undefined) return [failure];
  const ids = twins.map(({ id }) => id).join(', ');
  return twins.length === 0 ? [] : [`Somebody else made rooms of these dates at the same time: ${ids}`];
}

function nameOf(pattern: string, day: string, index: number): string {
  return pattern
    .replaceAll('{n}', String(index + 1))
    .replaceAll('{date}', day)
    .slice(0, 255);
}

function idOf({ id, room_url }: Room) {
  return { room_id: id, ...(room_url === undefined ? {} : { room_url }) };
}

function outcomeOf(tried: Tried<Room> | undefined) {
  if (!tried) return { status: 'planned' as const };
  if (tried.how === 'done') return { status: 'created' as const, ...idOf(tried.value) };
  return 'error' in tried ? { status: tried.how, error: tried.error.message } : { status: tried.how };
}
