import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { unwrap } from '../answers.ts';
import { form } from '../form.ts';
import { roomId } from '../schemas/ids.ts';
import { room } from '../schemas/room.ts';
import { registrationSettings } from '../schemas/room-input.ts';

export default defineAction({
  name: 'Set Registration',
  description:
    'Turns registration of participants for a room on or off, and chooses the form template. Returns the changed room. People can be registered only while it is on.',
  effect: 'write',
  verifyWith: 'get-conference',
  phrases: [
    'turn on registration',
    'require sign-up for the webinar',
    'disable registration',
    'close sign-ups',
    'change the registration form template',
  ],
  input: z.strictObject({ room_id: roomId, ...registrationSettings.shape }),
  output: room.schema,
  example: { input: { room_id: 10001, enabled: true, template: 2 } },
  request: ({ room_id, ...registration }) => ({
    method: 'PUT',
    path: path`/conferences/${room_id}`,
    body: form({ registration }),
  }),
  result: ({ body }) => room.from(unwrap(body, 'conference', 'room')),
});
