import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { unwrap } from '../answers.ts';
import { roomForm } from '../room-form.ts';
import { scheduleWarnings } from '../rooms/schedule-warnings.ts';
import { roomId } from '../schemas/ids.ts';
import { warned, warnings } from '../schemas/new-room.ts';
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
  name: 'Update Conference',
  description:
    'Changes a room: name, date, length, access, password, lobby, settings or status; what is left out stays as it is. To move an event send permanent_room false together with starts_at or duration.',
  effect: 'write',
  verifyWith: 'get-conference',
  phrases: [
    'reschedule a webinar',
    'move the meeting to another time',
    'rename a room',
    'change the room password',
    'deactivate a meeting',
    'reopen a conference',
    'change conference settings',
    'make the event longer',
  ],
  input: z
    .strictObject({
      room_id: roomId,
      name: roomName.optional(),
      room_type: roomType.optional(),
      permanent_room: permanentRoom.optional(),
      access_type: accessType.optional(),
      status: z
        .enum(['active', 'inactive'])
        .optional()
        .describe('active: people can enter; inactive: nobody can enter'),
      ...roomOptions,
      lobby_description: z.string().max(160).optional().describe('Text shown in the lobby, up to 160 characters'),
    })
    .superRefine((input, context) => {
      checkPassword(input, context);
      checkSchedule(input, context);
      if (input.permanent_room === undefined && (input.starts_at ?? input.duration) !== undefined) {
        const message = 'required together with starts_at or duration; send false to keep a one-time event';
        context.addIssue({ code: 'custom', path: ['permanent_room'], message });
      }
      if (Object.values(input).filter((value) => value !== undefined).length === 1) {
        context.addIssue({ code: 'custom', message: 'nothing to change; name at least one field beside room_id' });
      }
    }),
  output: room.schema.extend({ warnings }),
  example: { input: { room_id: 10002, permanent_room: false, starts_at: '2030-06-01 17:00', duration: '2:00' } },
  request: ({ room_id, ...changes }) => ({
    method: 'PUT',
    path: path`/conferences/${room_id}`,
    body: roomForm(changes),
  }),
  result({ body }, input) {
    const changed = room.from(unwrap(body, 'conference', 'room'));
    return { ...changed, ...warned(scheduleWarnings(input, changed)) };
  },
});
