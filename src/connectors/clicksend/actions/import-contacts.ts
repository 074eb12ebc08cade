import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { recordOf, textOf } from '../../../kernel/shape.ts';
import { dataOf, wordsOf } from '../answers.ts';
import { listId } from '../schemas/common.ts';
import { fieldOrder } from '../schemas/contacts.ts';

export default defineAction({
  name: 'Import Contacts',
  description:
    'Adds the contacts of a CSV file to a contact list. The file is at a public address, or one that upload-file gives. The app does it later and does not tell when: get-contact-list shows the number growing. remove-duplicate-contacts cleans up afterwards.',
  effect: 'write',
  verifyWith: 'get-contact-list',
  phrases: [
    'import contacts from a csv',
    'upload a list of contacts',
    'add many contacts',
    'fill a mailing list from a file',
  ],
  input: z.strictObject({
    list_id: listId,
    file_url: z.url({ protocol: /^https?$/ }).describe('Public address of the CSV file'),
    field_order: fieldOrder,
  }),
  output: z.object({
    import_id: z.string().optional().describe('Id of the import, when the app gives one'),
    message: z.string().describe("The app's own words about it"),
  }),
  example: {
    input: { list_id: 428, file_url: 'https://example.com/people.csv', field_order: ['phone_number', 'first_name'] },
  },
  request: ({ list_id, ...json }) => ({ method: 'POST', path: path`/lists/${list_id}/import`, body: { json } }),
  result(response) {
    const data = dataOf(response);
    const id = textOf(recordOf(data)?.['id']);
    return { ...(id === undefined ? {} : { import_id: id }), message: wordsOf(response) };
  },
});
