import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { askPrice, costOf, costSchema } from '../costs.ts';
import { emailBody, emailWire } from '../schemas/email.ts';

export default defineAction({
  name: 'Get Email Price',
  description: 'Calculates what an e-mail would cost, without sending it. Takes the same inputs as send-email.',
  effect: 'read',
  phrases: ['what does an email cost', 'price of an email', 'estimate an email', 'how much is a transactional email'],
  input: z.strictObject(emailBody),
  output: costSchema,
  example: {
    input: {
      to: [{ email: 'eva@example.com' }],
      from: { email_address_id: 1 },
      subject: 'Your order',
      body: '<p>It is on its way.</p>',
    },
  },
  run: async (email, { call, readFile }) =>
    costOf(await askPrice(call, { address: '/email', json: await emailWire(email, readFile) })),
});
