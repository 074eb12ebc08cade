import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { recordOf } from '../../../kernel/shape.ts';
import { dataOf } from '../answers.ts';
import { sendWithin } from '../costs.ts';
import { maxPrice } from '../money.ts';
import { directMail, directMailBody } from '../schemas/post.ts';
import { requireFuture } from '../times.ts';

export default defineAction({
  name: 'Send Direct Mail',
  description:
    'Orders flyers for the letter boxes of whole areas, at once or at a time. It costs money: get-direct-mail-price tells how much, max_price limits it. search-direct-mail-locations gives the areas.',
  effect: 'write',
  isCharged: true,
  verifyWith: 'list-direct-mail-campaigns',
  phrases: [
    'send direct mail',
    'put flyers into letter boxes',
    'order flyers for an area',
    'start a letterbox campaign',
  ],
  input: z.strictObject({ ...directMailBody, max_price: maxPrice }),
  output: directMail.schema,
  example: {
    input: {
      name: 'Autumn flyer',
      size: 'DL',
      file_urls: ['https://example.com/flyer.pdf'],
      areas: [{ location_id: 1, quantity: 100 }],
    },
  },
  async run({ max_price, ...json }, { call, facts }) {
    requireFuture(json.schedule, { path: 'schedule', now: facts.now });
    const address = '/post/direct-mail/campaigns';
    const data = dataOf(await sendWithin(call, { address, json, maxPrice: max_price }));
    // The campaign stands inside its price.
    return directMail.from(recordOf(data)?.['data'] ?? data);
  },
});
