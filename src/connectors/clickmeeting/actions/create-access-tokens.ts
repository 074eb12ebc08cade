import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { itemsOf, itemsSchema, unwrap } from '../answers.ts';
import { form } from '../form.ts';
import { roomId } from '../schemas/ids.ts';
import { token } from '../schemas/library.ts';

export default defineAction({
  name: 'Create Access Tokens',
  description:
    'Makes new access tokens for a room with access_type 3 and returns the new ones only. Each admits one person at a time. A room can have four times as many tokens as the plan allows attendees. People enter at <room_url>/<token>; invite-participants sends tokens out by e-mail.',
  effect: 'write',
  toolName: 'generate_tokens',
  verifyWith: 'list-access-tokens',
  phrases: [
    'generate tokens',
    'make tickets for a webinar',
    'create entry codes',
    'sell access to an event',
    'new access codes for a room',
  ],
  input: z.strictObject({
    room_id: roomId,
    how_many: z.int().min(1).max(1000).describe('How many tokens to make, 1 to 1000'),
  }),
  output: itemsSchema(token, 'The new tokens'),
  example: { input: { room_id: 10004, how_many: 3 } },
  request: ({ room_id, how_many }) => ({
    method: 'POST',
    path: path`/conferences/${room_id}/tokens`,
    body: form({ how_many }),
  }),
  result: ({ body }) => ({ items: itemsOf(token, 'access tokens', unwrap(body, 'access_tokens')) }),
});
