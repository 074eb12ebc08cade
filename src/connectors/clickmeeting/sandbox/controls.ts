import { z } from 'zod';
import { PorinError } from '../../../kernel/errors.ts';
import { defineControl, type SandboxControl } from '../../../sandbox/definition.ts';
import { openCollections } from './collections.ts';
import { holdSession } from './hold-session.ts';
import { planOf } from './plan.ts';
import { isOccupied } from './visits.ts';

/** What only the sandbox can do. */
export const controls: Readonly<Record<string, SandboxControl>> = {
  'hold-session': defineControl({
    summary: 'Plays a past session of a room: attendees, chat, ratings and a recording',
    input: z.strictObject({
      room: z.int().min(1).describe('Room id; list-conferences gives it'),
      attendees: z.int().min(1).max(1000).default(3).describe('How many people came, the host among them'),
      minutes: z.int().min(1).max(720).default(30).describe('How long it lasted; it ends now'),
      chat: z.int().min(0).max(1000).default(5).describe('How many chat messages were written'),
    }),
    examples: ['hold-session --room 10001 --attendees 5 --minutes 45 --chat 8'],
    run: (world, { room: id, ...plan }) => {
      const stage = { world, db: openCollections(world.store) };
      const room = stage.db.rooms.get(id);
      if (room === undefined) {
        const known = stage.db.rooms.find({ limit: 10 }).map((candidate) => candidate.id);
        throw new PorinError('not_found', `room: no room ${id}`, { hint: `Rooms there are: ${known.join(', ')}` });
      }
      const { maxAttendees } = planOf(world);
      if (plan.attendees > maxAttendees) {
        throw new PorinError(
          'bad_request',
          `attendees: ${plan.attendees} is more than the ${maxAttendees} of the plan`,
          {
            hint: 'set-plan changes the plan',
          },
        );
      }
      if (isOccupied(stage, id)) {
        throw new PorinError('conflict', `room: somebody is in room ${id} or its lobby now`, {
          hint: 'Leave the room first, or move the clock by three hours',
        });
      }
      return world.store.transaction(() => holdSession(stage, room, plan));
    },
  }),
};
