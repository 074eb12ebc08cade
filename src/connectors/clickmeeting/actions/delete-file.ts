import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { okFlag, okOf } from '../answers.ts';
import { fileId } from '../schemas/ids.ts';

export default defineAction({
  name: 'Delete File',
  description: 'Deletes one file from the library and from every room that uses it. It cannot be undone.',
  effect: 'destroy',
  verifyWith: 'list-files',
  phrases: ['delete a file', 'remove a presentation', 'clean up the library', 'erase an uploaded document'],
  input: z.strictObject({ file_id: fileId }),
  output: z.object({ ok: okFlag, file_id: fileId }),
  example: { input: { file_id: 40001 } },
  request: ({ file_id }) => ({ method: 'DELETE', path: path`/file-library/${file_id}` }),
  result: ({ body }, { file_id }) => ({ ok: okOf(body), file_id }),
});
