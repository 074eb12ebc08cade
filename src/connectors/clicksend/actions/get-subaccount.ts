import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { reading } from '../crud.ts';
import { subaccount, subaccountId } from '../schemas/account.ts';

export default defineAction({
  name: 'Get Subaccount',
  description: 'Gets one subaccount by its id: its username, names and rights. Its key is taken out.',
  effect: 'read',
  phrases: ['show a subaccount', 'rights of a user', 'one api user', 'details of a subaccount'],
  ...reading({
    item: subaccount,
    fields: { subaccount_id: subaccountId },
    at: ({ subaccount_id }) => path`/subaccounts/${subaccount_id}`,
  }),
  example: { input: { subaccount_id: 9001 } },
});
