import { defineAction } from '../../../kernel/action.ts';
import { listing } from '../crud.ts';
import { smsCampaign } from '../schemas/campaigns.ts';

export default defineAction({
  name: 'List SMS Campaigns',
  description:
    'Lists the campaigns that send a text message to a whole contact list, newest last, with ids, states and when each is sent.',
  effect: 'read',
  phrases: [
    'list text campaigns',
    'which sms campaigns are there',
    'show scheduled sms campaigns',
    'past text campaigns',
  ],
  ...listing({ item: smsCampaign, of: 'The campaigns', fields: {}, at: () => '/sms-campaigns' }),
  example: { input: {} },
});
