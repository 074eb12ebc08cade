import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { fileInput } from '../../../kernel/files.ts';
import { recordOf, textOf, unexpected } from '../../../kernel/shape.ts';
import { dataOf } from '../answers.ts';
import { base64Of } from '../schemas/attached.ts';

export default defineAction({
  name: 'Upload File',
  description:
    'Uploads a picture, PDF or CSV and gives the address by which send-mms, send-letter, send-postcard and import-contacts take it. The app makes it fit for the purpose that convert names.',
  effect: 'write',
  phrases: [
    'upload a picture for an mms',
    'upload a pdf for a letter',
    'upload a csv of contacts',
    'put a file at an address',
  ],
  input: z.strictObject({
    file: fileInput('The file: jpg, png, gif, pdf, csv and similar'),
    convert: z
      .enum(['mms', 'fax', 'post', 'csv'])
      .describe('What it is for: mms, post (letters and postcards), csv (contacts) or fax'),
  }),
  output: z.object({ url: z.string().describe('Address of the file, for media_file or file_url') }),
  example: {
    input: {
      file: { base64: 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', name: 'table.gif' },
      convert: 'mms',
    },
  },
  async run({ file, convert }, { call, readFile }) {
    const content = await base64Of(file, readFile);
    const response = await call({ method: 'POST', path: '/uploads', query: { convert }, body: { json: { content } } });
    const data = recordOf(dataOf(response));
    const url = textOf(data?.['_url'] ?? data?.['url']);
    if (url === undefined) throw unexpected('the address of the file', response.body);
    return { url };
  },
});
