import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { deleting } from '../crud.ts';
import { subaccountId } from '../schemas/account.ts';

export default defineAction({
  name: 'Delete Subaccount',
  description: 'Deletes a subaccount. Whatever uses its username and key stops working at once; it cannot be undone.',
  effect: 'destroy',
  verifyWith: 'list-subaccounts',
  phrases: ['delete a subaccount', 'remove a user', 'revoke access', 'delete an api user'],
  ...deleting({
    fields: { subaccount_id: subaccountId },
    at: ({ subaccount_id }) => path`/subaccounts/${subaccount_id}`,
  }),
  example: { input: { subaccount_id: 9001 } },
});
