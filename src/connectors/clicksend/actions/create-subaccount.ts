import { defineAction } from '../../../kernel/action.ts';
import { writing } from '../crud.ts';
import { newSubaccount, subaccount, subaccountWire } from '../schemas/account.ts';

export default defineAction({
  name: 'Create Subaccount',
  description:
    'Creates a subaccount: a user of the account with an own username and rights. Its API key is not given here; the dashboard shows it.',
  effect: 'write',
  verifyWith: 'list-subaccounts',
  phrases: ['create a subaccount', 'add a user to the account', 'new api user', 'give somebody access'],
  ...writing({
    item: subaccount,
    fields: {},
    at: () => '/subaccounts',
    body: newSubaccount,
    send: subaccountWire,
  }),
  example: {
    input: {
      api_username: 'billing-bot',
      password: 'a long Phrase 7',
      email: 'billing@example.com',
      phone_number: '+61411111111',
      first_name: 'Billing',
      last_name: 'Bot',
    },
  },
});
