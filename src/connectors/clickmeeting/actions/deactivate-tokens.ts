import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { okFlag, okOf } from '../answers.ts';
import { form } from '../form.ts';
import { roomId } from '../schemas/ids.ts';

export default defineAction({
  name: 'Deactivate Tokens',
  description:
    'Makes access tokens of a room useless, so that nobody can enter with them any more. It cannot be undone.',
  effect: 'destroy',
  verifyWith: 'list-access-tokens',
  phrases: [
    'revoke access tokens',
    'cancel a ticket',
    'block an entry code',
    'delete tokens',
    'take back access to a webinar',
    'invalidate a token',
  ],
  input: z.strictObject({
    room_id: roomId,
    tokens: z
      .array(z.string().min(1).describe('A token such as D9P7YW'))
      .min(1, 'name at least one token')
      .max(1000)
      .describe("Tokens to deactivate; list-access-tokens gives them as 'token'"),
  }),
  output: z.object({
    ok: okFlag,
    room_id: roomId,
    tokens: z.array(z.string()).describe('The tokens that no longer admit anybody'),
  }),
  example: { input: { room_id: 10004, tokens: ['A9H6A7'] } },
  request: ({ room_id, tokens }) => ({
    method: 'DELETE',
    path: path`/conferences/${room_id}/tokens`,
    body: form({ tokens }),
  }),
  result: ({ body }, { room_id, tokens }) => ({ ok: okOf(body), room_id, tokens }),
});
