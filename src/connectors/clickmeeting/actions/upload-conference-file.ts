import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { fileInput, fileOf } from '../../../kernel/files.ts';
import { path } from '../../../kernel/http.ts';
import { unwrap } from '../answers.ts';
import { roomId } from '../schemas/ids.ts';
import { file } from '../schemas/library.ts';

export default defineAction({
  name: 'Upload Conference File',
  description:
    'Uploads a file into one room, so that presenters have it there, for example the slides of a webinar. Slides and documents are converted afterwards; get-file tells when status is converted.',
  effect: 'write',
  verifyWith: 'list-conference-files',
  phrases: [
    'upload slides to a webinar',
    'add a file to a room',
    'put the presentation into the meeting',
    'attach a document to a conference',
  ],
  input: z.strictObject({
    room_id: roomId,
    file: fileInput(
      'The file: pdf, ppt(x), doc(x), xls(x), odp, odt, ods, png, jpg, txt, mp3, wav, mp4, mov, webm and similar',
    ),
  }),
  output: file.schema,
  example: {
    input: {
      room_id: 10001,
      file: { base64: 'V2VsY29tZSB0byB0aGUgd2ViaW5hci4K', name: 'welcome.txt', contentType: 'text/plain' },
    },
  },
  request: ({ room_id, file }) => ({
    method: 'POST',
    path: path`/file-library/conferences/${room_id}`,
    body: { multipart: [{ name: 'uploaded', file: fileOf(file) }] },
  }),
  result: ({ body }) => file.from(unwrap(body, 'file')),
});
