import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { dataOf } from '../answers.ts';
import { sendWithin } from '../costs.ts';
import { currencyField, currencyOf, maxPrice } from '../money.ts';
import { emailBody, emailWire, sentEmail } from '../schemas/email.ts';
import { requireFuture } from '../times.ts';

export default defineAction({
  name: 'Send Email',
  description:
    'Sends one e-mail with HTML, to one or more people, with copies and attachments, at once or at a time, from a verified address of the account. get-email-price tells the price first, max_price limits it.',
  effect: 'write',
  isCharged: true,
  verifyWith: 'get-email-history',
  phrases: [
    'send an email',
    'email a customer',
    'send a transactional email',
    'send an email with an attachment',
    'schedule an email',
  ],
  input: z.strictObject({ ...emailBody, max_price: maxPrice }),
  output: sentEmail.schema.extend({ currency: currencyField }),
  example: {
    input: {
      to: [{ email: 'eva@example.com', name: 'Eva' }],
      from: { email_address_id: 1, name: 'Demo' },
      subject: 'Your order',
      body: '<p>It is on its way.</p>',
    },
  },
  async run({ max_price, ...email }, { call, facts, readFile }) {
    requireFuture(email.schedule, { path: 'schedule', now: facts.now });
    const json = await emailWire(email, readFile);
    const sent = await sendWithin(call, { address: '/email', json, maxPrice: max_price });
    const data = dataOf(sent);
    const made: unknown = Array.isArray(data) ? data[0] : data;
    const currency = currencyOf(made);
    return { ...sentEmail.from(made), ...(currency === undefined ? {} : { currency }) };
  },
});
