import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { textOf } from '../../../kernel/shape.ts';
import { listIn } from '../answers.ts';
import { nothing } from '../schemas/ids.ts';

export default defineAction({
  name: 'List Timezones',
  description:
    'Lists all time zone names that a room can have, such as Europe/Warsaw. list-timezones-by-country gives the few of one country.',
  effect: 'read',
  phrases: ['available time zones', 'what timezones are supported', 'time zone names', 'find my timezone'],
  input: nothing,
  output: z.object({ items: z.array(z.string()).describe('IANA time zone names') }),
  example: { input: {} },
  request: () => ({ method: 'GET', path: '/time_zone_list' }),
  result: ({ body }) => ({ items: listIn(body, 'time zones').flatMap((name) => textOf(name) ?? []) }),
});
