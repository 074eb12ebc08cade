import { defineAction } from '../../../kernel/action.ts';
import { listing } from '../crud.ts';
import { emailCampaign } from '../schemas/campaigns.ts';

export default defineAction({
  name: 'List Email Campaigns',
  description:
    'Lists the campaigns that send an e-mail to a whole contact list, newest last, with ids, states and when each is sent.',
  effect: 'read',
  phrases: [
    'list e-mail campaigns',
    'which email campaigns are there',
    'show scheduled email campaigns',
    'past e-mail campaigns',
  ],
  ...listing({ item: emailCampaign, of: 'The campaigns', fields: {}, at: () => '/email-campaigns' }),
  example: { input: {} },
});
