import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { cursorField, pageAnswer, pageOutput, profileRecord, readPage } from '../exports/pages.ts';

export default defineAction({
  name: 'Get User Profiles by Cursor',
  description:
    'Gives the next page of people that get-user-profiles began. A page that the app is still preparing is waited for. Cursors live 4 days; the same cursor gives the same page again.',
  effect: 'read',
  phrases: ['next page of profiles', 'next batch of users', 'continue a profile export with a cursor'],
  input: z.strictObject({ cursor: cursorField }),
  output: pageOutput(profileRecord, 'The people'),
  example: { input: { cursor: 'demo%2Fcursor%3D%3D' } },
  run: async ({ cursor }, tools) => pageAnswer(await readPage(tools, 'profiles', cursor)),
});
