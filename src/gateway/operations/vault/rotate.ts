import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';

export default defineOperation({
  summary: 'Change the master key and re-wrap every connection with it',
  http: 'POST /vault/rotate',
  scope: 'owner',
  input: z.object({}),
  output: z.object({
    keyId: z.string().describe('The new master key'),
    rewrapped: z.int().describe('How many connections were re-wrapped'),
  }),
  cli: { command: 'vault rotate', columns: ['keyId', 'rewrapped'], examples: ['porin vault rotate'] },
  run: (ctx) => ctx.vault.rotate(),
});
