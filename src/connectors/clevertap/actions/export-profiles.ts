import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { exportFields, exportFile, exportOutput, exportQuery } from '../exports/export-file.ts';
import { partsQuery, profileParts } from '../exports/profile-parts.ts';
import { queryBody, queryFields } from '../schemas/query.ts';

export default defineAction({
  name: 'Export Profiles',
  description:
    'Writes all people who did an event in a range of days into one file, as JSON Lines or CSV, however many there are. Use the event App Launched and a long range for nearly everybody. When it fails in the middle, the error has the file of what was saved and the cursor to go on with.',
  effect: 'read',
  phrases: ['export all users', 'download profiles as csv', 'profile export to a file', 'dump the user base'],
  input: z.strictObject({ ...queryFields, ...profileParts, ...exportFields }),
  output: exportOutput,
  example: { input: { event_name: 'App Launched', from: 'yesterday', to: 'today' } },
  async run({ format, columns, max_records, escape_formulas, resume_from, anew, ...rest }, tools) {
    const { include_properties, include_events, include_devices, ...asked } = rest;
    const parts = partsQuery({ include_properties, include_events, include_devices });
    const body = queryBody(asked, tools.facts);
    const name = `profiles-${body['from']}-${body['to']}`;
    const begin = { kind: 'profiles', body, query: { ...exportQuery({ max_records }), ...parts } } as const;
    return exportFile(tools, begin, { format, columns, max_records, escape_formulas, resume_from, anew, name });
  },
});
