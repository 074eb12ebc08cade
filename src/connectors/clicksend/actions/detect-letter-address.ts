import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { dataOf } from '../answers.ts';
import { detectedAddress } from '../schemas/post.ts';

export default defineAction({
  name: 'Detect Letter Address',
  description: 'Reads the postal address off a letter (a PDF in base64), so that it can be sent without typing it.',
  effect: 'read',
  phrases: [
    'read the address of a letter',
    'detect an address in a pdf',
    'who is this letter for',
    'extract a postal address',
  ],
  input: z.strictObject({ content: z.base64().describe('The PDF in base64') }),
  output: detectedAddress.schema,
  example: { input: { content: 'JVBERi0xLjQK' } },
  request: (json) => ({ method: 'POST', path: '/post/letters/detect-address', body: { json } }),
  result: (response) => detectedAddress.from(dataOf(response)),
});
