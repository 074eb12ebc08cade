import { defineAction } from '../../../kernel/action.ts';
import { listing } from '../crud.ts';
import { since, until } from '../schemas/common.ts';
import { sentEmail } from '../schemas/email.ts';

export default defineAction({
  name: 'Get Email History',
  description: 'Lists the e-mails that were sent, with state, recipients, subject and price, by time.',
  effect: 'read',
  phrases: ['sent emails', 'email history', 'which emails failed', 'which emails bounced', 'was the email sent'],
  ...listing({
    item: sentEmail,
    of: 'The e-mails',
    fields: { since, until },
    at: () => '/email/history',
    query: ({ since, until }) => ({ date_from: since, date_to: until }),
  }),
  example: { input: {} },
});
