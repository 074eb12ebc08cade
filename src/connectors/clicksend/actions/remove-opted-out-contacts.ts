import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { counting } from '../crud.ts';
import { listId } from '../schemas/common.ts';
import { optOutListId } from '../schemas/contacts.ts';

export default defineAction({
  name: 'Remove Opted Out Contacts',
  description:
    'Removes from a contact list everybody who is on the opt-out list, and tells how many. Do so before a campaign. It cannot be undone.',
  effect: 'destroy',
  verifyWith: 'get-contact-list',
  phrases: [
    'remove opted out contacts',
    'take unsubscribed people off a list',
    'honour STOP replies',
    'clean a list from opt-outs',
  ],
  ...counting({
    fields: { list_id: listId, opt_out_list_id: optOutListId },
    at: ({ list_id, opt_out_list_id }) => path`/lists/${list_id}/remove-opted-out-contacts/${opt_out_list_id}`,
    member: 'deleted',
  }),
  example: { input: { list_id: 428, opt_out_list_id: 429 } },
});
