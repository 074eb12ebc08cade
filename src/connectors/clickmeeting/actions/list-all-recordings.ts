import { defineAction } from '../../../kernel/action.ts';
import { itemsOf, itemsSchema } from '../answers.ts';
import { nothing } from '../schemas/ids.ts';
import { recording } from '../schemas/library.ts';

export default defineAction({
  name: 'List All Recordings',
  description: 'Lists the recordings of every room of the account, each with its room as conference_id, in one call.',
  effect: 'read',
  phrases: [
    'all recordings of the account',
    'every recorded webinar',
    'archive of recordings',
    'recordings across rooms',
    'how much space do recordings take',
  ],
  input: nothing,
  output: itemsSchema(recording, 'The recordings'),
  example: { input: {} },
  request: () => ({ method: 'GET', path: '/conferences/recordings' }),
  result: ({ body }) => ({ items: itemsOf(recording, 'recordings', body) }),
});
