import { z } from 'zod';
import { flag, id as idField, int, shape, text } from '../../../kernel/shape.ts';
import { id } from './common.ts';

const shared = {
  rule_name: text('Its name'),
  action: text('What happens: POLL keeps for reading, URL calls an address, EMAIL_FIXED writes an e-mail …'),
  action_address: text('Address, e-mail address, number, text or list that the action needs'),
  enabled: flag('Whether it is on'),
  webhook_type: text('How an address is called: post (a form), get or json'),
};

/** A rule of either kind, as far as they agree. */
export const rule = shape('a rule', shared);

export const receiptRule = shape('a receipt rule', {
  receipt_rule_id: idField('Id of the rule'),
  ...shared,
  match_type: int('0: all receipts'),
});

export const inboundRule = shape('an inbound rule', {
  inbound_rule_id: idField('Id of the rule'),
  ...shared,
  dedicated_number: text("Number that it is for; '*' is every number"),
  message_search_type: int('0 every message, 1 begins with, 2 contains, 3 does not contain'),
  message_search_term: text('What the text is searched for'),
});

export const receiptRuleId = id('Id of a receipt rule; list-receipt-rules gives it');
export const inboundRuleId = id('Id of an inbound rule; list-inbound-rules gives it');

export const ruleChannel = z
  .enum(['sms', 'mms', 'voice', 'email', 'fax'])
  .default('sms')
  .describe('Kind of message: sms, mms, voice, email or fax. Default sms');

const common = {
  rule_name: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('Name of the rule. Default: that of its action, such as Poll'),
  action_address: z
    .string()
    .max(1_000)
    .default('')
    .describe(
      'What the action needs: the address for URL, the e-mail address for EMAIL_FIXED, the text for AUTO_REPLY. POLL needs none',
    ),
  enabled: z.boolean().default(true).describe('Whether it is on. Default true'),
};

/** Inputs that make a receipt rule; without any it is one that keeps receipts for reading. */
export const receiptRuleBody = {
  ...common,
  action: z
    .enum(['POLL', 'URL', 'EMAIL_USER', 'EMAIL_FIXED', 'SMS'])
    .default('POLL')
    .describe(
      'POLL keeps receipts for reading, URL calls action_address with each, EMAIL_… and SMS pass them on. Default POLL',
    ),
};

/** Inputs that make an inbound rule; without any it is one that keeps every message for reading. */
export const inboundRuleBody = {
  ...common,
  dedicated_number: z
    .string()
    .min(1)
    .max(20)
    .default('*')
    .describe("Your number that it is for; '*' is every number. Default *"),
  message_search_type: z
    .enum(['any', 'begins_with', 'contains', 'does_not_contain'])
    .default('any')
    .describe('Which messages: any, or by message_search_term. Default any'),
  message_search_term: z
    .string()
    .max(100)
    .default('')
    .describe('What the text is searched for, such as STOP. Default nothing'),
  action: z
    .enum([
      'POLL',
      'URL',
      'EMAIL_USER',
      'EMAIL_FIXED',
      'AUTO_REPLY',
      'SMS',
      'GROUP_SMS',
      'MOVE_CONTACT',
      'CREATE_CONTACT',
      'SMPP',
      'NONE',
    ])
    .default('POLL')
    .describe(
      'POLL keeps messages for reading, URL calls action_address with each (unsigned), AUTO_REPLY answers, EMAIL_… and SMS pass them on. Default POLL',
    ),
  webhook_type: z
    .enum(['post', 'get', 'json'])
    .default('post')
    .describe('How URL calls: post (a form), get or json. Default post'),
};

/** `AUTO_REPLY` as people write it. */
function nameOf(action: string): string {
  const words = action.replaceAll('_', ' ');
  return action === 'URL' ? words : `${words.slice(0, 1)}${words.slice(1).toLowerCase()}`;
}

const searchTypes = ['any', 'begins_with', 'contains', 'does_not_contain'];

/** A rule's body as the app takes it: 1 and 0, and the search as a number. */
export function ruleWire(body: object): object {
  const { enabled, message_search_type, ...rest } = Object.fromEntries(Object.entries(body));
  return {
    rule_name: nameOf(String(rest['action'])),
    ...rest,
    enabled: enabled === false ? 0 : 1,
    ...(message_search_type === undefined
      ? { match_type: 0 }
      : { message_search_type: searchTypes.indexOf(message_search_type) }),
  };
}
