import { defineAction } from '../../../kernel/action.ts';
import { listing } from '../crud.ts';
import { directMail } from '../schemas/post.ts';

export default defineAction({
  name: 'List Direct Mail Campaigns',
  description: 'Lists the campaigns that put flyers into the letter boxes of whole areas, with state and price.',
  effect: 'read',
  phrases: ['list direct mail campaigns', 'flyer campaigns', 'unaddressed mail', 'letterbox campaigns'],
  ...listing({ item: directMail, of: 'The campaigns', fields: {}, at: () => '/post/direct-mail/campaigns' }),
  example: { input: {} },
});
