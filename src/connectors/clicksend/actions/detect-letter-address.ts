import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { fileInput } from '../../../kernel/files.ts';
import { dataOf } from '../answers.ts';
import { base64Of } from '../schemas/attached.ts';
import { detectedAddress } from '../schemas/post.ts';

export default defineAction({
  name: 'Detect Letter Address',
  description: 'Reads the postal address off a letter (a PDF), so that it can be sent without typing it.',
  effect: 'read',
  phrases: [
    'read the address of a letter',
    'detect an address in a pdf',
    'who is this letter for',
    'extract a postal address',
  ],
  input: z.strictObject({ file: fileInput('The letter as PDF') }),
  output: detectedAddress.schema,
  example: { input: { file: { base64: 'JVBERi0xLjQK', name: 'letter.pdf' } } },
  async run({ file }, { call, readFile }) {
    const json = { content: await base64Of(file, readFile) };
    return detectedAddress.from(
      dataOf(await call({ method: 'POST', path: '/post/letters/detect-address', body: { json } })),
    );
  },
});
