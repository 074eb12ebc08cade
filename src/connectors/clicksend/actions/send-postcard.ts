import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { sendWithin } from '../costs.ts';
import { maxPrice } from '../money.ts';
import { postcardBody, postReport, postWire, reportOfPost } from '../schemas/post.ts';
import { requireFuture } from '../times.ts';

export default defineAction({
  name: 'Send Postcard',
  description:
    'Sends a postcard of two pages, printed and posted by the app, to one or more postal addresses, at once or at a time. It costs money and cannot be taken back once printed: get-postcard-price tells how much, max_price limits it.',
  effect: 'write',
  isCharged: true,
  verifyWith: 'get-postcard-history',
  phrases: ['send a postcard', 'post a postcard', 'mail a postcard to customers', 'print a postcard'],
  input: z.strictObject({ ...postcardBody, max_price: maxPrice }),
  output: postReport,
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
  async run({ max_price, ...piece }, { call, facts }) {
    for (const [index, { schedule }] of piece.recipients.entries())
      requireFuture(schedule, { path: `recipients[${index}].schedule`, now: facts.now });
    return reportOfPost(
      await sendWithin(call, { address: '/post/postcards', json: postWire(piece), maxPrice: max_price }),
    );
  },
});
