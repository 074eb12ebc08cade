import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { askPrice, costOf, costSchema } from '../costs.ts';
import { letterBody, postWire } from '../schemas/post.ts';

export default defineAction({
  name: 'Get Letter Price',
  description:
    'Calculates what letters would cost, without printing or sending anything. Takes the same inputs as send-letter.',
  effect: 'read',
  phrases: ['what does a letter cost', 'price of a letter', 'estimate letters', 'how much is it to post a letter'],
  input: z.strictObject(letterBody),
  output: costSchema,
  example: {
    input: {
      file_url: 'https://example.com/letter.pdf',
      recipients: [
        {
          address_name: 'Eva Nowak',
          address_line_1: '1 Main St',
          address_city: 'Perth',
          address_state: 'WA',
          address_postal_code: '6000',
          address_country: 'AU',
          return_address_id: 1,
        },
      ],
      colour: true,
    },
  },
  run: async (piece, { call }) => costOf(await askPrice(call, { address: '/post/letters', json: postWire(piece) })),
});
