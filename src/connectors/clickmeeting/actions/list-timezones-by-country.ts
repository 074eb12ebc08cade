import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { textOf } from '../../../kernel/shape.ts';
import { listIn } from '../answers.ts';
import { country } from '../schemas/ids.ts';

export default defineAction({
  name: 'List Timezones By Country',
  description: 'Lists the time zone names of one country; any of them can be the timezone of a room.',
  effect: 'read',
  phrases: [
    'time zones of a country',
    'which timezone is used in Poland',
    'US time zones',
    'timezone for a country code',
  ],
  input: z.strictObject({ country: country('Country, two letters of ISO 3166: PL, US, GB') }),
  output: z.object({ items: z.array(z.string()).describe('IANA time zone names of the country') }),
  example: { input: { country: 'PL' } },
  request: ({ country }) => ({ method: 'GET', path: path`/time_zone_list/${country}` }),
  result: ({ body }) => ({ items: listIn(body, 'time zones').flatMap((name) => textOf(name) ?? []) }),
});
