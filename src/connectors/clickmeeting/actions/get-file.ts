import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { unwrap } from '../answers.ts';
import { fileId } from '../schemas/ids.ts';
import { file } from '../schemas/library.ts';

export default defineAction({
  name: 'Get File',
  description:
    'Gives name, kind, upload date and conversion state of one library file. download-file gives its content.',
  effect: 'read',
  phrases: ['file details', 'is the presentation converted', 'conversion status of a file', 'show one file'],
  input: z.strictObject({ file_id: fileId }),
  output: file.schema,
  example: { input: { file_id: 40001 } },
  request: ({ file_id }) => ({ method: 'GET', path: path`/file-library/${file_id}` }),
  result: ({ body }) => file.from(unwrap(body, 'file')),
});
