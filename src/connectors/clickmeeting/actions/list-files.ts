import { defineAction } from '../../../kernel/action.ts';
import { itemsOf, itemsSchema } from '../answers.ts';
import { nothing } from '../schemas/ids.ts';
import { file } from '../schemas/library.ts';

export default defineAction({
  name: 'List Files',
  description:
    "Lists all files in the account's library: presentations, images, audio and video, with id, kind and conversion state.",
  effect: 'read',
  phrases: [
    'list my files',
    'show the file library',
    'which presentations are there',
    'uploaded documents',
    'find a file',
  ],
  input: nothing,
  output: itemsSchema(file, 'The files'),
  example: { input: {} },
  request: () => ({ method: 'GET', path: '/file-library' }),
  result: ({ body }) => ({ items: itemsOf(file, 'files', body) }),
});
