import { crud } from '../http/crud.ts';
import type { Route } from '../http/route.ts';
import { seconds } from '../time.ts';

const types = ['SMS', 'MMS', 'VOICE', 'EMAIL_MARKETING', 'EMAIL_TRANSACTIONAL', 'FAX', 'POST'];

/** Reports to support that something did not arrive. */
export const deliveryIssueRoutes: readonly Route[] = crud({
  path: '/delivery-issues',
  id: 'issue_id',
  of: (db) => db.items('delivery_issues'),
  fields: {
    message_id: { kind: 'text' },
    type: { kind: 'text', required: true, choices: [...types, ...types.map((type) => type.toLowerCase())] },
    description: { kind: 'text', required: true },
    client_comments: { kind: 'text' },
    email_address: { kind: 'text', required: true },
  },
  added: ({ world, caller }) => ({
    date_added: seconds(world),
    user_id: caller.account.id,
    resolved: 0,
    status: null,
    support_comments: null,
  }),
  notFound: 'Delivery issue record not found.',
  messages: { list: 'Here is your result.', created: 'Delivery issue has been created.' },
});
