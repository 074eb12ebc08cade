import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { batchSize, firstPage, pageAnswer, pageOutput, profileRecord } from '../exports/pages.ts';
import { partsQuery, profileParts } from '../exports/profile-parts.ts';
import { queryBody, queryFields } from '../schemas/query.ts';

export default defineAction({
  name: 'Get User Profiles',
  description:
    'Gives the first page of the people who did an event in a range of days, each once; get-user-profiles-by-cursor gives the next pages. For all of them in one file use export-profiles; for how many, get-profile-count; for one person, get-user-profile.',
  effect: 'read',
  phrases: ['download user profiles', 'list users', 'which users did an event', 'find people by what they did'],
  input: z.strictObject({ ...queryFields, ...profileParts, batch_size: batchSize }),
  output: pageOutput(profileRecord, 'The people'),
  example: { input: { event_name: 'App Launched', from: 'yesterday', to: 'today' } },
  async run({ batch_size, include_properties, include_events, include_devices, ...query }, tools) {
    const parts = partsQuery({ include_properties, include_events, include_devices });
    const body = queryBody(query, tools.facts);
    return pageAnswer(await firstPage(tools, { kind: 'profiles', body, query: { batch_size, ...parts } }));
  },
});
