import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { doing } from '../crud.ts';
import { subaccountId } from '../schemas/account.ts';

export default defineAction({
  name: 'Regenerate Subaccount Key',
  description:
    'Replaces the API key of a subaccount. Whatever uses the old key stops working at once; the new one is not given here, the dashboard shows it.',
  effect: 'destroy',
  verifyWith: 'get-subaccount',
  phrases: ['regenerate an api key', 'rotate the key of a subaccount', 'new api key', 'a key was leaked'],
  ...doing({
    fields: { subaccount_id: subaccountId },
    at: ({ subaccount_id }) => path`/subaccounts/${subaccount_id}/regen-api-key`,
  }),
  example: { input: { subaccount_id: 9001 } },
});
