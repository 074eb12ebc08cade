import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { batchSize, eventRecord, firstPage, pageAnswer, pageOutput } from '../exports/pages.ts';
import { queryBody, queryFields } from '../schemas/query.ts';

export default defineAction({
  name: 'Get Events',
  description:
    'Gives the first page of the events of one name in a range of days, with who did them; get-events-by-cursor gives the next pages. For everything in one file use export-events; for how many, get-event-count.',
  effect: 'read',
  phrases: ['download user events', 'list events', 'who did an event', 'raw event data', 'fetch charged events'],
  input: z.strictObject({ ...queryFields, batch_size: batchSize }),
  output: pageOutput(eventRecord, 'The events, in the app’s order'),
  example: { input: { event_name: 'Charged', from: 'yesterday', to: 'today' } },
  async run({ batch_size, ...query }, tools) {
    const body = queryBody(query, tools.facts);
    return pageAnswer(await firstPage(tools, { kind: 'events', body, query: { batch_size } }));
  },
});
