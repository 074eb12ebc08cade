import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { fileOutput } from '../../../kernel/files.ts';
import { path } from '../../../kernel/http.ts';
import { fileId } from '../schemas/ids.ts';

export default defineAction({
  name: 'Download File',
  description: 'Fetches the content of one library file and gives a handle to it.',
  effect: 'read',
  phrases: [
    'download a file',
    'get the content of a presentation',
    'save the slides',
    'fetch a document from the library',
  ],
  input: z.strictObject({ file_id: fileId }),
  output: fileOutput,
  example: { input: { file_id: 40001 } },
  request: ({ file_id }) => ({
    method: 'GET',
    path: path`/file-library/${file_id}/download`,
    responseType: 'file',
    fileName: `file-${file_id}`,
  }),
  result: ({ body }) => fileOutput.parse(body),
});
