import { defineAction } from '../../../kernel/action.ts';
import { listing } from '../crud.ts';
import { mmsCampaign } from '../schemas/campaigns.ts';

export default defineAction({
  name: 'List MMS Campaigns',
  description:
    'Lists the campaigns that send a picture message to a whole contact list, newest last, with ids, states and when each is sent.',
  effect: 'read',
  phrases: [
    'list picture campaigns',
    'which mms campaigns are there',
    'show scheduled mms campaigns',
    'past picture campaigns',
  ],
  ...listing({ item: mmsCampaign, of: 'The campaigns', fields: {}, at: () => '/mms-campaigns' }),
  example: { input: {} },
});
