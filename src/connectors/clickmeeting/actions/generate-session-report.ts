import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { fileOutput } from '../../../kernel/files.ts';
import { path } from '../../../kernel/http.ts';
import { finishedReport } from '../report.ts';
import { sessionOnly } from '../schemas/ids.ts';
import { report } from '../schemas/session.ts';

export default defineAction({
  name: 'Generate Session Report',
  description:
    'Has the app make a PDF report of a past session and tells how far it is. With wait it comes back when the report is finished or has failed; with download true it waits, fetches the PDF and gives a handle to it, all in one call. Repeating it asks for the state and does no harm.',
  effect: 'read',
  phrases: [
    'pdf report of a webinar',
    'download the session report',
    'export attendance as pdf',
    'meeting summary document',
    'save the pdf report of a session in one call',
    'generate statistics report',
  ],
  input: sessionOnly.extend({
    lang: z
      .enum(['en', 'pl', 'ru', 'de', 'es'])
      .default('en')
      .describe('Language of the report: en, pl, ru, de or es. Default en'),
    wait: z.boolean().default(false).describe('Wait until the report is finished or has failed. Default false'),
    wait_seconds: z
      .int()
      .min(1)
      .max(600)
      .default(120)
      .describe('Longest time to wait in seconds; after it the state reached is given. Default 120'),
    download: z.boolean().default(false).describe('Wait and fetch the finished PDF as a file. Default false'),
  }),
  output: report.schema.extend({ file: fileOutput.optional().describe('The PDF, with download when it is finished') }),
  example: { input: { room_id: 10005, session_id: 20001, lang: 'en', wait: true } },
  async run({ room_id, session_id, lang, wait, wait_seconds, download }, tools) {
    const address = path`/conferences/${room_id}/sessions/${session_id}/generate-pdf/${lang}`;
    const state = await finishedReport(address, wait || download ? wait_seconds : 0, tools);
    if (!download || state.status !== 'FINISHED' || !state.url) return state;
    const answer = await tools.call({
      method: 'GET',
      path: new URL(state.url).pathname,
      url: state.url,
      anonymous: true,
      responseType: 'file',
      fileName: `session-${session_id}-${lang}.pdf`,
    });
    return { ...state, file: fileOutput.parse(answer.body) };
  },
});
