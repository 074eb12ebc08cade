import { defineAction } from '../../../kernel/action.ts';
import { listing } from '../crud.ts';
import { postedPiece } from '../schemas/post.ts';

export default defineAction({
  name: 'Get Postcard History',
  description: 'Lists the postcards that were sent, with address, state and price.',
  effect: 'read',
  phrases: ['postcards that were sent', 'postcard history', 'was the postcard posted', 'state of a postcard'],
  ...listing({ item: postedPiece, of: 'The postcards', fields: {}, at: () => '/post/postcards/history' }),
  example: { input: {} },
});
