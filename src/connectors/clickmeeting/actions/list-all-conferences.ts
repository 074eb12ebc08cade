import { defineAction } from '../../../kernel/action.ts';
import { recordOf, unexpected } from '../../../kernel/shape.ts';
import { itemsSchema, listIn } from '../answers.ts';
import { nothing } from '../schemas/ids.ts';
import { room } from '../schemas/room.ts';

export default defineAction({
  name: 'List All Conferences',
  description:
    "Lists every room of the account in one call, active ones first, each with its status. For accounts with more than 250 past rooms use list-conferences with status 'inactive' and page. To find one room use find-conferences.",
  effect: 'read',
  phrases: [
    'list all rooms',
    'every meeting and webinar',
    'active and inactive conferences together',
    'search all events',
    'overview of the account',
  ],
  input: nothing,
  output: itemsSchema(room, 'All rooms, active ones first'),
  example: { input: {} },
  request: () => ({ method: 'GET', path: '/conferences' }),
  result({ body }) {
    const lists = recordOf(body);
    if (!lists) throw unexpected('lists of active and inactive rooms', body);
    const items = (['active', 'inactive'] as const).flatMap((status) =>
      listIn(lists[`${status}_conferences`] ?? [], 'rooms').map((entry) => ({ status, ...room.from(entry) })),
    );
    return { items };
  },
});
