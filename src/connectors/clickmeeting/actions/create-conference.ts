import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { unwrap } from '../answers.ts';
import { roomForm } from '../room-form.ts';
import { room } from '../schemas/room.ts';
import {
  accessType,
  checkPassword,
  checkSchedule,
  permanentRoom,
  roomName,
  roomOptions,
  roomType,
} from '../schemas/room-input.ts';

export default defineAction({
  name: 'Create Conference',
  description:
    'Creates a meeting or webinar room and returns it with its id and address (room_url). Use permanent_room false with starts_at and duration to schedule a one-time event, permanent_room true for a room that is always open.',
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
  input: z
    .strictObject({
      name: roomName,
      room_type: roomType,
      permanent_room: permanentRoom,
      access_type: accessType,
      ...roomOptions,
      lobby_description: z.string().max(255).optional().describe('Text shown in the lobby, up to 255 characters'),
      custom_room_url_name: z
        .string()
        .max(255)
        .regex(/^[^\s/?#%]+$/, 'must not contain spaces, slashes, ?, # or %')
        .optional()
        .describe('Last part of the room address; made from the name when left out'),
    })
    .superRefine((input, context) => {
      checkPassword(input, context);
      checkSchedule(input, context);
      if (input.access_type === 2 && input.password === undefined) {
        const message = 'required, because access_type 2 means that a password protects the room';
        context.addIssue({ code: 'custom', path: ['password'], message });
      }
    }),
  output: room.schema,
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
  result: ({ body }) => room.from(unwrap(body, 'room', 'conference')),
});
