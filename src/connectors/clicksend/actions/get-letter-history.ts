import { defineAction } from '../../../kernel/action.ts';
import { listing } from '../crud.ts';
import { postedPiece } from '../schemas/post.ts';

export default defineAction({
  name: 'Get Letter History',
  description: 'Lists the letters that were sent, with address, state and price.',
  effect: 'read',
  phrases: ['letters that were sent', 'letter history', 'was the letter posted', 'state of a letter'],
  ...listing({ item: postedPiece, of: 'The letters', fields: {}, at: () => '/post/letters/history' }),
  example: { input: {} },
});
