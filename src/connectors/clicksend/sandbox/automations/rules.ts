import type { RuleChannel } from '../collections.ts';
import { crud, type Resource } from '../http/crud.ts';
import type { FieldRules } from '../http/fields.ts';
import type { Route } from '../http/route.ts';

const flag = { kind: 'flag', required: true } as const;
const webhookType = { kind: 'text', otherwise: 'post', choices: ['post', 'get', 'json'] } as const;

const receiptFields: FieldRules = {
  rule_name: { kind: 'text', required: true, max: 255 },
  match_type: { kind: 'integer', required: true, choices: [0, 1, 2] },
  action: { kind: 'text', required: true, choices: ['URL', 'EMAIL_USER', 'EMAIL_FIXED', 'POLL', 'SMPP'] },
  action_address: { kind: 'text', otherwise: '' },
  enabled: flag,
  webhook_type: webhookType,
};

const inboundActions = [
  'AUTO_REPLY',
  'EMAIL_USER',
  'EMAIL_FIXED',
  'URL',
  'SMS',
  'POLL',
  'GROUP_SMS',
  'MOVE_CONTACT',
  'CREATE_CONTACT',
  'CREATE_CONTACT_PLUS_EMAIL',
  'CREATE_CONTACT_PLUS_NAME',
  'CREATE_CONTACT_PLUS_NAME_EMAIL',
  'SMPP',
  'NONE',
];

const inboundFields: FieldRules = {
  dedicated_number: { kind: 'text', required: true },
  rule_name: { kind: 'text', required: true, max: 255 },
  message_search_type: { kind: 'integer', required: true, choices: [0, 1, 2, 3] },
  message_search_term: { kind: 'text', otherwise: '' },
  action: { kind: 'text', required: true, choices: inboundActions },
  action_address: { kind: 'text', otherwise: '' },
  enabled: flag,
  webhook_type: webhookType,
};

const faxInboundFields: FieldRules = {
  dedicated_number: { kind: 'text', required: true },
  rule_name: { kind: 'text', required: true, max: 255 },
  action: { kind: 'text', required: true },
  action_address: { kind: 'text', otherwise: '' },
  enabled: flag,
};

const titles: Readonly<Record<RuleChannel, string>> = {
  sms: 'SMS',
  voice: 'Voice',
  mms: 'MMS',
  email: 'email',
  fax: 'Fax',
};

/** Rules for delivery receipts of a channel. */
export function receiptRules(channel: RuleChannel): Resource {
  const title = titles[channel];
  return {
    path: `/automations/${channel}/receipts`,
    id: 'receipt_rule_id',
    of: (db) => db.items(`receipt_rules_${channel}`),
    fields: receiptFields,
    notFound: 'Rule record not found.',
    deletedData: null,
    messages: {
      list: 'Here is your result.',
      get: `Your rule incoming ${title} receipt.`,
      created: `Your new ${title} receipt has been added.`,
      updated: `Your rule incoming ${title} receipt has been updated.`,
      deleted: `Your rule incoming ${title} receipt has been deleted.`,
    },
  };
}

/** Rules for received messages. */
export function inboundRules(channel: 'sms' | 'fax'): Resource {
  const title = titles[channel];
  return {
    path: `/automations/${channel}/inbound`,
    id: 'inbound_rule_id',
    of: (db) => db.items(`inbound_rules_${channel}`),
    fields: channel === 'sms' ? inboundFields : faxInboundFields,
    notFound: 'Rule record not found.',
    deletedData: null,
    added: ({ caller }) => (channel === 'sms' ? { body: null } : { user_id: caller.account.id }),
    messages: {
      list: 'Your list of inbound rules.',
      get: `Your inbound ${title} rule.`,
      created: `New inbound ${title} rule has been added.`,
      updated: `Inbound ${title} rule has been updated.`,
      deleted: `Inbound ${title} rule has been deleted.`,
    },
  };
}

export const automationRoutes: readonly Route[] = [
  ...(['sms', 'voice', 'mms', 'email', 'fax'] as const).flatMap((channel) => crud(receiptRules(channel))),
  ...(['sms', 'fax'] as const).flatMap((channel) => crud(inboundRules(channel))),
];
