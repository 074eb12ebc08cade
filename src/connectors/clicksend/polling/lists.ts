import { inbound, receipt } from '../schemas/unread.ts';
import type { UnreadList } from './unread.ts';

export const inboundList = {
  address: '/sms/inbound',
  item: inbound,
  rules: '/automations/sms/inbound',
  remedy: 'create-inbound-rule with {}',
  marking: 'mark-inbound-sms-read',
} satisfies UnreadList<typeof inbound.schema>;

export function receiptList(channel: string) {
  return {
    address: `/${channel}/receipts`,
    item: receipt,
    rules: `/automations/${channel}/receipts`,
    remedy: `create-receipt-rule with ${channel === 'sms' ? '{}' : JSON.stringify({ channel })}`,
    marking: 'mark-delivery-receipts-read',
  } satisfies UnreadList<typeof receipt.schema>;
}
