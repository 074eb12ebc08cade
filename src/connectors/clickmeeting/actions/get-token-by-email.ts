import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { recordOf } from '../../../kernel/shape.ts';
import { itemsOf, itemsSchema, listIn, unwrap } from '../answers.ts';
import { form } from '../form.ts';
import { email, roomId } from '../schemas/ids.ts';
import { token } from '../schemas/library.ts';

export default defineAction({
  name: 'Get Token By Email',
  description:
    'Gives the access token (or tokens) that belong to one e-mail address in a room with access_type 3. Right after an invitation the token may take a second to appear.',
  effect: 'read',
  phrases: [
    'which token did this person get',
    'find the ticket of an attendee',
    'token for an email address',
    'resend an access code',
    'look up an entry code',
    'which token has somebody',
  ],
  input: z.strictObject({ room_id: roomId, email: email('Address that the token was sent to') }),
  output: itemsSchema(token, 'Tokens of this address; empty when it has none'),
  example: { input: { room_id: 10004, email: 'anna@example.com' } },
  request: ({ room_id, email }) => ({
    method: 'POST',
    path: path`/conferences/${room_id}/token`,
    body: form({ email }),
  }),
  result: ({ body }) => ({ items: itemsOf(token, 'access tokens', tokensIn(body)) }),
});

// Seen as a bare text, a list of texts, one object and a list of objects; null or nothing when there is none.
function tokensIn(body: unknown): readonly unknown[] {
  const found = unwrap(body, 'access_tokens', 'tokens') ?? [];
  const isSingle = typeof found === 'string' || recordOf(found)?.['token'] !== undefined;
  const many = isSingle ? [found].filter((entry) => entry !== '') : listIn(found, 'access tokens');
  return many.map((entry) => (typeof entry === 'string' ? { token: entry } : entry));
}
