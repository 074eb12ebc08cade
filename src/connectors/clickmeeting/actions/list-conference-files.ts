import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { itemsOf, itemsSchema } from '../answers.ts';
import { roomOnly } from '../schemas/ids.ts';
import { file } from '../schemas/library.ts';

export default defineAction({
  name: 'List Conference Files',
  description: 'Lists the files that are ready in one room, such as the slides uploaded for a webinar.',
  effect: 'read',
  phrases: [
    'files of a room',
    'slides of the webinar',
    'documents in a meeting',
    'what is uploaded to this conference',
  ],
  input: roomOnly,
  output: itemsSchema(file, 'The files of the room'),
  example: { input: { room_id: 10002 } },
  request: ({ room_id }) => ({ method: 'GET', path: path`/file-library/conferences/${room_id}` }),
  result: ({ body }) => ({ items: itemsOf(file, 'files', body) }),
});
