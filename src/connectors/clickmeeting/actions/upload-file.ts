import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { fileInput, fileOf } from '../../../kernel/files.ts';
import { unwrap } from '../answers.ts';
import { file } from '../schemas/library.ts';

export default defineAction({
  name: 'Upload File',
  description:
    "Puts a file into the account's library: slides, documents, images, audio or video. Slides and documents are converted afterwards; get-file tells when status is converted.",
  effect: 'write',
  verifyWith: 'list-files',
  phrases: [
    'upload a presentation',
    'add slides',
    'upload a pdf',
    'put a file into the library',
    'send a document to clickmeeting',
  ],
  input: z.strictObject({
    file: fileInput(
      'The file: pdf, ppt(x), doc(x), xls(x), odp, odt, ods, png, jpg, txt, mp3, wav, mp4, mov, webm and similar',
    ),
  }),
  output: file.schema,
  example: {
    input: { file: { base64: 'V2VsY29tZSB0byB0aGUgd2ViaW5hci4K', name: 'welcome.txt', contentType: 'text/plain' } },
  },
  request: (input) => ({
    method: 'POST',
    path: '/file-library',
    body: { multipart: [{ name: 'uploaded', file: fileOf(input.file) }] },
  }),
  result: ({ body }) => file.from(unwrap(body, 'file')),
});
