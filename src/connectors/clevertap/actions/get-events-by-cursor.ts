import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { cursorField, eventRecord, pageAnswer, pageOutput, readPage } from '../exports/pages.ts';

export default defineAction({
  name: 'Get Events by Cursor',
  description:
    'Gives the next page of events that get-events began. A page that the app is still preparing is waited for. Cursors live 4 hours, and 1 hour when they are not used; the same cursor gives the same page again.',
  effect: 'read',
  phrases: ['next page of events', 'next batch of events', 'continue an event export with a cursor'],
  input: z.strictObject({ cursor: cursorField }),
  output: pageOutput(eventRecord, 'The events, in the app’s order'),
  example: { input: { cursor: 'demo%2Fcursor%3D%3D' } },
  run: async ({ cursor }, tools) => pageAnswer(await readPage(tools, 'events', cursor)),
});
