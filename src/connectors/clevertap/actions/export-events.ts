import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { exportFields, exportFile, exportOutput, exportQuery } from '../exports/export-file.ts';
import { queryBody, queryFields } from '../schemas/query.ts';

export default defineAction({
  name: 'Export Events',
  description:
    'Writes all events of one name in a range of days into one file, as JSON Lines or CSV, however many there are: follows the cursors, waits for pages that are being prepared, and logs its progress. When it fails in the middle, the error has the file of what was saved and the cursor to go on with.',
  effect: 'read',
  phrases: [
    'export all events',
    'download events as csv',
    'event export to a file',
    'dump raw events',
    'jsonl of events',
  ],
  input: z.strictObject({ ...queryFields, ...exportFields }),
  output: exportOutput,
  example: { input: { event_name: 'Charged', from: 'yesterday', to: 'today', format: 'csv' } },
  async run({ format, columns, max_records, escape_formulas, resume_from, anew, ...query }, tools) {
    const body = queryBody(query, tools.facts);
    const name = `events-${query.event_name.replace(/[^\w-]+/g, '-').slice(0, 60)}-${body['from']}-${body['to']}`;
    const beside = { event_name: query.event_name };
    const begin = { kind: 'events', body, query: exportQuery({ max_records }) } as const;
    return exportFile(tools, begin, { format, columns, max_records, escape_formulas, resume_from, anew, name, beside });
  },
});
