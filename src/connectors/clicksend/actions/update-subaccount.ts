import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { writing } from '../crud.ts';
import { changedSubaccount, subaccount, subaccountId, subaccountWire } from '../schemas/account.ts';

export default defineAction({
  name: 'Update Subaccount',
  description:
    'Changes a subaccount: its e-mail address, number, names, password or rights. What is left out stays as it is.',
  effect: 'write',
  verifyWith: 'get-subaccount',
  phrases: [
    'change a subaccount',
    'change the rights of a user',
    'update an api user',
    'new password for a subaccount',
  ],
  ...writing({
    item: subaccount,
    method: 'PUT',
    fields: { subaccount_id: subaccountId },
    at: ({ subaccount_id }) => path`/subaccounts/${subaccount_id}`,
    body: changedSubaccount,
    send: subaccountWire,
  }),
  example: { input: { subaccount_id: 9001, access_billing: true } },
});
