import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { unwrap } from '../answers.ts';
import { roomForm } from '../room-form.ts';
import { scheduleWarnings } from '../rooms/schedule-warnings.ts';
import { checkNewRoom, newRoomFields, warned, warnings } from '../schemas/new-room.ts';
import { room } from '../schemas/room.ts';

export default defineAction({
  name: 'Create Conference',
  description:
    'Creates a meeting or webinar room and returns it with its id and address (room_url). Use permanent_room false with starts_at and duration to schedule a one-time event, permanent_room true for a room that is always open. Each call makes one more room, also with a name that exists: ensure-conference makes it only once, create-conference-series makes many dates. Next: send-invitation or register-participant.',
  effect: 'write',
  verifyWith: 'list-all-conferences',
  phrases: [
    'schedule a webinar',
    'create a meeting',
    'set up an online event',
    'new conference room',
    'plan a video call',
    'open a permanent room',
    'host a live training',
    'make a password protected meeting',
  ],
  input: z.strictObject(newRoomFields).superRefine(checkNewRoom),
  output: room.schema.extend({ warnings }),
  example: {
    input: {
      name: 'Quarterly results',
      room_type: 'webinar',
      permanent_room: false,
      access_type: 1,
      starts_at: '2030-05-14 10:00',
      duration: '1:30',
      timezone: 'Europe/Warsaw',
      registration: { enabled: true, template: 1 },
      settings: { recorder_autostart_enabled: true },
    },
  },
  request: (input) => ({ method: 'POST', path: '/conferences', body: roomForm(input) }),
  result({ body }, input) {
    const made = room.from(unwrap(body, 'room', 'conference'));
    return { ...made, ...warned(scheduleWarnings(input, made)) };
  },
});
