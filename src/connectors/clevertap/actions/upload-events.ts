import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { sinceYesterday } from '../dates.ts';
import { dryRun, flawOfHead, recordsOf, ts, tsOf, whoFields, whoOf } from '../upload/fields.ts';
import { flawOfEvent } from '../upload/flaws.ts';
import { uploadOutput } from '../upload/report.ts';
import { sendAll } from '../upload/send-batches.ts';

const event = z.strictObject({
  ...whoFields,
  event_name: z.string().optional().describe("Name of the event; 'Charged' is a purchase, with Amount and Items"),
  properties: z.record(z.string(), z.unknown()).default({}).describe('Properties of the event, at most 256'),
  ts,
});

export default defineAction({
  name: 'Upload Events',
  description:
    'Records what people did. The app never recognises an event that was sent twice, so nothing is ever repeated here: when a connection breaks, the error says which records were taken and of which it is not known. A bad record never loses the good ones.',
  effect: 'write',
  verifyWith: 'get-event-count',
  verifyInput: ({ events }) => ({ event_name: events[0]?.event_name, ...sinceYesterday }),
  previewInput: 'dry_run',
  phrases: ['track an event', 'record a purchase', 'send user events', 'import events', 'log a custom event'],
  input: z.strictObject({ events: recordsOf(event, 'The events'), dry_run: dryRun }),
  output: uploadOutput,
  example: {
    input: {
      events: [{ identity: 'user-1001', event_name: 'Product Viewed', properties: { 'Product name': 'Field Watch' } }],
    },
  },
  run: ({ events, dry_run }, tools) =>
    sendAll(tools, {
      path: '/upload',
      records: events.map((one) => ({
        type: 'event',
        ...whoOf(one),
        ...tsOf(one.ts),
        evtName: one.event_name,
        evtData: one.properties,
      })),
      batchSize: 1_000,
      flawOf(index) {
        const { event_name, properties = {}, ...head } = events[index] ?? {};
        return flawOfHead(head) ?? flawOfEvent(event_name, properties);
      },
      dryRun: dry_run,
      whenUnknown:
        'Do not repeat the unknown records before you know: count the events of their name and day with get-event-count, or read them with get-events; a repeated event counts twice',
    }),
});
