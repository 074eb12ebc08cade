import { inbound, receipt } from '../schemas/unread.ts';
import type { UnreadList } from './unread.ts';

export const inboundList = {
  address: '/sms/inbound',
  item: inbound,
  rules: '/automations/sms/inbound',
  remedy: 'create-inbound-rule with {}',
} satisfies UnreadList<typeof inbound.schema>;

export function receiptList(channel: string) {
  // Picture messages report by the rules of text messages.
  const of = channel === 'mms' ? 'sms' : channel;
  return {
    address: `/${channel}/receipts`,
    item: receipt,
    rules: `/automations/${of}/receipts`,
    remedy: `create-receipt-rule with ${of === 'sms' ? '{}' : JSON.stringify({ channel: of })}`,
  } satisfies UnreadList<typeof receipt.schema>;
}
