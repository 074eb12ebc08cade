import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { itemsOf, itemsSchema, unwrap } from '../answers.ts';
import { roomOnly } from '../schemas/ids.ts';
import { token } from '../schemas/library.ts';

export default defineAction({
  name: 'List Access Tokens',
  description:
    'Lists all access tokens of a room with access_type 3, with the address each was sent to and when it was first used; a token that has neither is free to give away.',
  effect: 'read',
  toolName: 'list_tokens',
  phrases: [
    'show the access tokens',
    'which tickets are unused',
    'who got which token',
    'list entry codes',
    'unused tokens of a room',
  ],
  input: roomOnly,
  output: itemsSchema(token, 'The tokens'),
  example: { input: { room_id: 10004 } },
  request: ({ room_id }) => ({ method: 'GET', path: path`/conferences/${room_id}/tokens` }),
  result: ({ body }) => ({ items: itemsOf(token, 'access tokens', unwrap(body, 'access_tokens')) }),
});
