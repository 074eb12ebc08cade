import { z } from 'zod';
import { PorinError } from '../../../kernel/errors.ts';
import { defineControl, type SandboxControl } from '../../../sandbox/definition.ts';
import { subAccount } from './account.ts';
import { type Collections, openCollections } from './collections.ts';
import type { Room } from './entities.ts';
import { holdSession } from './hold-session.ts';
import { mostPlayedPolls } from './hold-session-polls.ts';
import { changeOptions } from './options.ts';
import { changePlan, planOf } from './plan.ts';
import { failReports } from './reports/reports.ts';
import { restoreRoom } from './rooms/delete.ts';
import { isOccupied } from './visits.ts';

const roomInput = z.int().min(1).describe('Room id; list-conferences gives it');

/** Errors: `not_found` that names rooms there are. */
function roomWithId(db: Collections, id: number): Room {
  const room = db.rooms.get(id);
  if (room !== undefined) return room;
  const known = db.rooms.find({ limit: 10 }).map((candidate) => candidate.id);
  throw new PorinError('not_found', `room: no room ${id}`, { hint: `Rooms there are: ${known.join(', ')}` });
}

const holdSessionControl = defineControl({
  summary: 'Plays a past session of a room: attendees, chat, polls, ratings and a recording',
  input: z.strictObject({
    room: roomInput,
    attendees: z.int().min(1).max(1000).default(3).describe('How many people came, the host among them'),
    minutes: z.int().min(1).max(720).default(30).describe('How long it lasted; it ends now'),
    chat: z.int().min(0).max(1000).default(5).describe('How many chat messages were written'),
    polls: z.int().min(0).max(mostPlayedPolls).default(1).describe('How many polls there were'),
  }),
  examples: ['hold-session --room 10001 --attendees 5 --minutes 45 --chat 8 --polls 2'],
  run: (world, { room: id, ...plan }) => {
    const stage = { world, db: openCollections(world.store) };
    const room = roomWithId(stage.db, id);
    const { maxAttendees } = planOf(world);
    if (plan.attendees > maxAttendees) {
      throw new PorinError('bad_request', `attendees: ${plan.attendees} is more than the ${maxAttendees} of the plan`, {
        hint: 'set-plan changes the plan',
      });
    }
    if (isOccupied(stage, id)) {
      throw new PorinError('conflict', `room: somebody is in room ${id} or its lobby now`, {
        hint: 'Leave the room first, or move the clock by three hours',
      });
    }
    return world.store.transaction(() => holdSession(stage, room, plan));
  },
});

const failReportsControl = defineControl({
  summary: 'Makes the next PDF reports that are asked for end as FAILED',
  input: z.strictObject({
    count: z.int().min(0).max(1000).default(1).describe('How many; 0 lets all succeed again'),
  }),
  examples: ['fail-reports', 'fail-reports --count 3'],
  run: (world, { count }) => {
    failReports(world, count);
    return { failing: count };
  },
});

const setPlanControl = defineControl({
  summary: 'Changes what the account has paid for, and shows it; a fresh sandbox has 100 attendees and 10 events',
  input: z.strictObject({
    maxAttendees: z.int().min(1).max(1000).optional().describe('Attendees per room; tokens are four times as many'),
    maxParallelEvents: z.int().min(1).max(1000).optional().describe('Scheduled rooms that may overlap'),
  }),
  examples: ['set-plan --max-attendees 25 --max-parallel-events 1'],
  run: (world, { maxAttendees, maxParallelEvents }) =>
    changePlan(world, {
      ...(maxAttendees === undefined ? {} : { maxAttendees }),
      ...(maxParallelEvents === undefined ? {} : { maxParallelEvents }),
    }),
});

const setOptionsControl = defineControl({
  summary: 'Changes how the sandbox behaves where sources about the service disagree, and shows it',
  input: z.strictObject({
    deleteReply: z
      .enum(['object', 'text'])
      .optional()
      .describe('Deleting a room answers {"result":"OK"}, or the JSON string "200 OK" that the Moodle plugin expects'),
    tokenDelayMs: z
      .int()
      .min(0)
      .max(3_600_000)
      .optional()
      .describe('How long after an invitation the API shows whom a token was sent to'),
  }),
  examples: ['set-options --delete-reply text', 'set-options --token-delay-ms 500'],
  run: (world, { deleteReply, tokenDelayMs }) =>
    changeOptions(world, {
      ...(deleteReply === undefined ? {} : { deleteReply }),
      ...(tokenDelayMs === undefined ? {} : { tokenDelayMs }),
    }),
});

const setRoomFlagsControl = defineControl({
  summary: 'Makes a room a paid or an automated one, which the API can only read',
  input: z.strictObject({
    room: roomInput,
    paid: z.boolean().optional().describe('The paid_enabled of the room'),
    automated: z.boolean().optional().describe('The automated_enabled of the room'),
  }),
  examples: ['set-room-flags --room 10004 --paid'],
  run: (world, { room: id, paid, automated }) => {
    const db = openCollections(world.store);
    const room = roomWithId(db, id);
    const changed = db.rooms.update(id, {
      paidEnabled: paid ?? room.paidEnabled,
      automatedEnabled: automated ?? room.automatedEnabled,
      updatedAt: world.clock.now(),
      archivedAt: null,
    });
    return { room: id, paid: changed.paidEnabled, automated: changed.automatedEnabled };
  },
});

const restoreRoomControl = defineControl({
  summary: 'Brings back a room that was deleted less than a month ago, as support would',
  input: z.strictObject({ room: z.int().min(1).describe('Id of the deleted room') }),
  examples: ['restore-room --room 10001'],
  run: (world, { room: id }) => {
    const db = openCollections(world.store);
    const room = restoreRoom(world, db, id);
    if (room !== undefined) return { room: room.id, name: room.name, url: `${world.origin}/${room.nameUrl}` };
    const kept = db.deletedRooms.find({ limit: 10, orderBy: '-deletedAt' }).map((deleted) => deleted.id);
    const hint = kept.length === 0 ? 'No deleted room is kept' : `Deleted rooms that are kept: ${kept.join(', ')}`;
    throw new PorinError('not_found', `room: no room ${id} was deleted within the last month`, { hint });
  },
});

const subAccountControl = defineControl({
  summary: 'Shows the API key of the sub-account, which has rooms, files and contacts of its own',
  input: z.strictObject({}),
  examples: ['sub-account'],
  run: ({ origin }) => ({
    apiKey: subAccount.apiKey,
    email: subAccount.owner.email,
    personalPage: `${origin}/u/${subAccount.userId}`,
  }),
});

/** What only the sandbox can do. */
export const controls: Readonly<Record<string, SandboxControl>> = {
  'hold-session': holdSessionControl,
  'fail-reports': failReportsControl,
  'set-plan': setPlanControl,
  'set-options': setOptionsControl,
  'set-room-flags': setRoomFlagsControl,
  'restore-room': restoreRoomControl,
  'sub-account': subAccountControl,
};
