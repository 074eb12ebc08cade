import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { askPrice, costOf, costSchema } from '../costs.ts';
import { postcardBody, postWire } from '../schemas/post.ts';

export default defineAction({
  name: 'Get Postcard Price',
  description:
    'Calculates what postcards would cost, without printing or sending anything. Takes the same inputs as send-postcard.',
  effect: 'read',
  phrases: [
    'what does a postcard cost',
    'price of a postcard',
    'estimate postcards',
    'how much is it to post a postcard',
  ],
  input: z.strictObject(postcardBody),
  output: costSchema,
  example: {
    input: {
      file_urls: ['https://example.com/front.pdf', 'https://example.com/back.pdf'],
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
    },
  },
  run: async (piece, { call }) => costOf(await askPrice(call, { address: '/post/postcards', json: postWire(piece) })),
});
