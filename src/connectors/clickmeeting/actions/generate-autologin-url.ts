import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { recordOf, textOf, unexpected } from '../../../kernel/shape.ts';
import { unwrap } from '../answers.ts';
import { form } from '../form.ts';
import { email, roomId } from '../schemas/ids.ts';
import { room } from '../schemas/room.ts';

export default defineAction({
  name: 'Generate Auto-Login URL',
  description:
    'Makes a personal link that takes one person straight into a room under a name and role, without typing a password or token. Whoever has the link enters as that person, so send it to nobody else.',
  effect: 'write',
  phrases: [
    'personal join link',
    'auto-login link for an attendee',
    'let someone in without a password',
    'host link',
    'presenter link',
    'direct link into the room',
  ],
  input: z.strictObject({
    room_id: roomId,
    email: email('E-mail address of the person'),
    nickname: z.string().trim().min(1, 'must not be empty').max(255).describe('Name shown in the room'),
    role: z
      .enum(['listener', 'presenter', 'host', 'moderator', 'guest_speaker'])
      .describe(
        'listener: attendee; presenter: may present; host: runs the room; moderator and guest_speaker: newer plans only',
      ),
    password: z.string().min(1).optional().describe('Password of the room; required when its access_type is 2'),
    token: z
      .string()
      .min(1)
      .optional()
      .describe('Access token; required when access_type is 3. list-access-tokens gives free ones'),
  }),
  output: z.object({
    url: z.string().describe('The complete link to give to the person'),
    autologin_hash: z.string().describe('The hash inside the link'),
  }),
  example: { input: { room_id: 10001, email: 'anna@example.com', nickname: 'Anna', role: 'listener' } },
  async run({ room_id, ...person }, tools) {
    const answer = await tools.call({ method: 'GET', path: path`/conferences/${room_id}` });
    const { room_url } = room.from(unwrap(answer.body, 'conference', 'room'));
    if (room_url === undefined) throw unexpected('a room with room_url', answer.body);
    const login = await tools.call({
      method: 'POST',
      path: path`/conferences/${room_id}/room/autologin_hash`,
      body: form(person),
    });
    const autologin_hash = textOf(recordOf(login.body)?.['autologin_hash']);
    if (autologin_hash === undefined || autologin_hash === '') throw unexpected('an autologin_hash', login.body);
    return { url: `${room_url}?l=${encodeURIComponent(autologin_hash)}`, autologin_hash };
  },
});
