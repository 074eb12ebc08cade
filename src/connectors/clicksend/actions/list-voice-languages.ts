import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { pageOf, pageSchema } from '../answers.ts';
import { voiceLanguage } from '../schemas/voice.ts';

export default defineAction({
  name: 'List Voice Languages',
  description:
    'Lists the languages that calls can speak, with their codes and which voices (female, male) each has. send-voice takes the code.',
  effect: 'read',
  phrases: [
    'list voice languages',
    'which languages can calls speak',
    'language codes for calls',
    'is there a german voice',
  ],
  input: z.strictObject({}),
  output: pageSchema(voiceLanguage, 'The languages'),
  example: { input: {} },
  request: () => ({ method: 'GET', path: '/voice/lang' }),
  result: (response) => pageOf(voiceLanguage, response),
});
