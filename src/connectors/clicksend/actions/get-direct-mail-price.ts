import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { askPrice, costOf, costSchema } from '../costs.ts';
import { directMailBody } from '../schemas/post.ts';

export default defineAction({
  name: 'Get Direct Mail Price',
  description:
    'Calculates what putting flyers into the letter boxes of areas would cost, without ordering it. Takes the same inputs as send-direct-mail.',
  effect: 'read',
  phrases: [
    'what does direct mail cost',
    'price of flyers',
    'estimate a letterbox campaign',
    'how much are flyers for an area',
  ],
  input: z.strictObject(directMailBody),
  output: costSchema,
  example: {
    input: {
      name: 'Autumn flyer',
      size: 'DL',
      file_urls: ['https://example.com/flyer.pdf'],
      areas: [{ location_id: 1, quantity: 100 }],
    },
  },
  run: async (json, { call }) => costOf(await askPrice(call, { address: '/post/direct-mail/campaigns', json })),
});
