import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';

export default defineOperation({
  summary: 'Make a link by which the owner comes in',
  description:
    'It works once and for an hour; links made before go on working. It also helps an owner who forgot the password.',
  http: 'POST /owner-link',
  scope: 'owner',
  status: 201,
  input: z.object({
    next: z.string().max(2000).optional().describe('Path of the gateway that it leads to; /account when absent'),
  }),
  output: z.object({
    url: z.url().describe('The link; whoever presses its button is the owner'),
    expiresAt: z.iso.datetime(),
  }),
  cli: {
    command: 'owner link',
    columns: ['url', 'expiresAt'],
    examples: ['porin owner link', 'porin owner link --json'],
  },
  run: (ctx, { next }) => ctx.people.ownerLink(next),
});
