import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { pageOf } from '../answers.ts';
import { phoneChecker } from '../phone.ts';
import { channel, since } from '../schemas/common.ts';
import { historyRequest, historyRow } from '../schemas/history.ts';

const mostPages = 30;

export default defineAction({
  name: 'Find Messages',
  description:
    'Finds sent messages by reference (custom_string), number or words of the text, newest first, through up to 3,000 messages of the history. Answers whether a message whose sending broke off has left. A reference made by send-sms begins with p-; the beginning of a reference finds the whole run.',
  effect: 'read',
  phrases: [
    'was my text message sent',
    'find a message by custom_string',
    'search sent messages',
    'did the sms to this number leave',
    'look up a reference',
  ],
  input: z.strictObject({
    custom_string: z.string().min(1).max(50).optional().describe('Reference, or its beginning'),
    to: z.string().min(5).max(40).optional().describe("Number in international form, '+61411111111'"),
    text: z.string().min(1).max(200).optional().describe('Words of the message, in any case'),
    channel,
    since,
    max_items: z.int().min(1).max(500).default(50).describe('Most messages to give, 1 to 500. Default 50'),
  }),
  output: z.object({
    items: z.array(historyRow.schema).describe('Messages that fit, newest first'),
    searched: z.int().describe('How many messages of the history were looked at'),
    is_whole: z
      .boolean()
      .describe('False when the history goes on beyond what was looked at, or max_items was reached'),
  }),
  example: { input: { text: 'order' } },
  async run({ custom_string = '', to, text = '', channel, since, max_items }, { call }) {
    const number = to === undefined ? undefined : await international(to);
    const items: ReturnType<typeof historyRow.from>[] = [];
    let searched = 0;
    for (let page = 1; page <= mostPages; page += 1) {
      const terms = channel === 'sms' ? { to: number } : {};
      const found = pageOf(
        historyRow,
        await call(historyRequest(`/${channel}/history`, { since, page, limit: 100, ...terms })),
      );
      searched += found.items.length;
      const fits = (row: (typeof items)[number]) =>
        (row.custom_string ?? '').startsWith(custom_string) &&
        (number === undefined || row.to === number) &&
        (row.body ?? '').toLowerCase().includes(text.toLowerCase());
      items.push(...found.items.filter(fits));
      if (items.length > max_items) return { items: items.slice(0, max_items), searched, is_whole: false };
      if (found.next_page === undefined) return { items, searched, is_whole: true };
    }
    return { items, searched, is_whole: false };
  },
});

async function international(to: string): Promise<string> {
  const checked = (await phoneChecker())(to, undefined);
  // Senders' numbers can be short codes, which no check knows.
  return 'number' in checked ? checked.number : to;
}
