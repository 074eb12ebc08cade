import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { itemsOf, itemsSchema } from '../answers.ts';
import { pageSize } from '../rooms/all-rooms.ts';
import { callerZone, roomWithLocalTimes, withLocalTimes } from '../schemas/local-times.ts';
import { room } from '../schemas/room.ts';

const listed = { schema: roomWithLocalTimes, from: room.from };

export default defineAction({
  name: 'List Conferences',
  description:
    'Lists the meeting and webinar rooms that are active (open or coming up) or inactive (over), with ids, names, dates and addresses. Inactive rooms come in pages of 250; rooms inactive for more than six months are not listed by the app. find-conferences searches all pages by name, address, pin or date.',
  effect: 'read',
  phrases: [
    'list my webinars',
    'show upcoming meetings',
    'what events are scheduled',
    'past webinars',
    'which rooms do I have',
  ],
  input: z.strictObject({
    status: z
      .enum(['active', 'inactive'])
      .describe('active: rooms that are open or coming up; inactive: past or switched off'),
    page: z.int().min(1).optional().describe('Page from 1, 250 rooms each; matters for inactive rooms only. Default 1'),
    timezone: callerZone,
  }),
  output: itemsSchema(listed, 'The rooms').extend({
    page: z.int().describe('The page given'),
    has_more: z.boolean().describe('True when this page is full, so that the next one may have more'),
  }),
  example: { input: { status: 'active' } },
  request: ({ status, page }) => ({ method: 'GET', path: path`/conferences/${status}`, query: { page } }),
  result({ body }, { page, timezone }) {
    const items = itemsOf(room, 'rooms', body).map((found) => withLocalTimes(found, timezone));
    return { items, page: page ?? 1, has_more: items.length >= pageSize };
  },
});
