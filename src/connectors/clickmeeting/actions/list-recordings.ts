import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { itemsOf, itemsSchema } from '../answers.ts';
import { roomOnly } from '../schemas/ids.ts';
import { recording } from '../schemas/library.ts';

export default defineAction({
  name: 'List Recordings',
  description:
    'Lists all recordings of one conference room with length, size and a signed address that expires after some hours. download-recording fetches the content.',
  effect: 'read',
  phrases: [
    'recordings of a meeting',
    'get all recordings of a conference room',
    'webinar recording link',
    'get the video of the event',
    'replay of a webinar',
    'show recorded sessions',
  ],
  input: roomOnly,
  output: itemsSchema(recording, 'The recordings'),
  example: { input: { room_id: 10005 } },
  request: ({ room_id }) => ({ method: 'GET', path: path`/conferences/${room_id}/recordings` }),
  result: ({ body }) => ({ items: itemsOf(recording, 'recordings', body) }),
});
