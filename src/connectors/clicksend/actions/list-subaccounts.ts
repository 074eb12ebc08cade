import { defineAction } from '../../../kernel/action.ts';
import { listing } from '../crud.ts';
import { subaccount } from '../schemas/account.ts';

export default defineAction({
  name: 'List Subaccounts',
  description:
    'Lists the subaccounts: users of the account with an own username, API key and rights. Their keys are taken out.',
  effect: 'read',
  phrases: ['list subaccounts', 'users of the account', 'who has access', 'api users'],
  ...listing({ item: subaccount, of: 'The subaccounts', fields: {}, at: () => '/subaccounts' }),
  example: { input: {} },
});
