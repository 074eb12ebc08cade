import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { sendWithin } from '../costs.ts';
import { maxPrice } from '../money.ts';
import { letterBody, postReport, postWire, reportOfPost } from '../schemas/post.ts';
import { requireFuture } from '../times.ts';

export default defineAction({
  name: 'Send Letter',
  description:
    'Sends a letter as PDF, printed and posted by the app, to one or more postal addresses, at once or at a time. It costs money and cannot be taken back once printed: get-letter-price tells how much, max_price limits it.',
  effect: 'write',
  isCharged: true,
  verifyWith: 'get-letter-history',
  phrases: ['send a letter', 'post a pdf', 'print and mail a document', 'mail a letter to an address'],
  input: z.strictObject({ ...letterBody, max_price: maxPrice }),
  output: postReport,
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
  async run({ max_price, ...piece }, { call, facts }) {
    for (const [index, { schedule }] of piece.recipients.entries())
      requireFuture(schedule, { path: `recipients[${index}].schedule`, now: facts.now });
    return reportOfPost(
      await sendWithin(call, { address: '/post/letters', json: postWire(piece), maxPrice: max_price }),
    );
  },
});
