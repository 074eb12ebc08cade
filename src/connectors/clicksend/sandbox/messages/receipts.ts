import { callAddress } from '../automations/webhook.ts';
import type { Db } from '../collections.ts';
import { integerOf, textOf } from '../http/fields.ts';
import { paginator, pagingOf } from '../http/pages.ts';
import { badRequest, notFound } from '../http/refusal.ts';
import { type Call, get, post, put, type Route } from '../http/route.ts';
import { newUuid } from '../ids.ts';
import { seconds } from '../time.ts';
import type { Receipt } from './entities.ts';

type ReceiptChannel = Receipt['channel'];

/** A receipt as answers and webhooks carry it: times and code are texts. */
export function showReceipt(receipt: Receipt) {
  return {
    timestamp_send: String(receipt.timestamp_send),
    timestamp: String(receipt.timestamp),
    message_id: receipt.message_id,
    status_code: receipt.status_code,
    status_text: receipt.status_text,
    error_code: receipt.error_code,
    error_text: receipt.error_text,
    custom_string: receipt.custom_string,
    user_id: receipt.user_id,
    subaccount_id: receipt.subaccount_id,
    message_type: receipt.channel,
    _message_type: receipt.channel,
    digits: receipt.digits,
  };
}

function testReceipt(call: Call, channel: ReceiptChannel): Receipt {
  const now = seconds(call.world);
  return {
    id: call.world.store.nextId(`${call.caller.account.id}/receipts`),
    channel,
    message_id: newUuid(call.world.random),
    timestamp_send: now,
    timestamp: now,
    status_code: '201',
    status_text: 'Success: Message received on handset.',
    error_code: null,
    error_text: null,
    custom_string: null,
    user_id: call.caller.account.id,
    subaccount_id: call.caller.subaccount.id,
    digits: channel === 'voice' ? '1' : null,
    isUnread: true,
  };
}

/** Marks what is polled as read, up to a time if the request names one. */
function markRead(call: Call, receipts: Db['receipts'], channel: ReceiptChannel): number {
  const before = integerOf(call.fields['date_before']);
  const where = { channel, isUnread: true, ...(before === undefined ? {} : { timestamp: { lt: before } }) };
  const unread = receipts.find({ where });
  for (const { id } of unread) receipts.update(id, { isUnread: false });
  return unread.length;
}

/** Delivery receipts of a channel: those that a rule polls, until they are read. */
export function receiptRoutes(channel: ReceiptChannel): Route[] {
  const path = `/${channel}/receipts`;
  return [
    get(path, (call) => {
      const paging = pagingOf(call);
      const where = { channel, isUnread: true };
      const { receipts } = call.db;
      const rows = receipts.find({ where, limit: paging.limit, offset: (paging.page - 1) * paging.limit });
      const part = { total: receipts.count(where), rows: rows.map(showReceipt) };
      return { message: 'Here are your delivery receipts.', data: paginator(call, paging, part) };
    }),
    get(`${path}/:message_id`, (call) => {
      const where = { channel, message_id: (call.params['message_id'] ?? '').toUpperCase() };
      const receipt = call.db.receipts.first({ where, orderBy: '-id' });
      if (receipt === undefined) throw notFound('Receipt record not found.');
      return { message: 'Your receipt.', data: showReceipt(receipt) };
    }),
    post(path, (call) => {
      const url = testTarget(call);
      const receipt = testReceipt(call, channel);
      if (url === 'poll') call.db.receipts.insert(receipt);
      else callAddress(call.world, { url, type: 'post', about: `${channel} receipt` }, showReceipt(receipt));
      return { message: 'Receipt has been added', data: showReceipt(receipt) };
    }),
    put(`${path}-read`, (call) => {
      markRead(call, call.db.receipts, channel);
      return { message: 'Receipts has been marked as read.', data: [] };
    }),
  ];
}

/** Where a test message goes: `poll`, or an address. Errors: 400. */
export function testTarget({ fields }: Call): string {
  const url = textOf(fields['url'])?.trim() ?? '';
  if (url === '') throw badRequest('Some required fields are missing: url.');
  if (url.toLowerCase() === 'poll') return 'poll';
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) throw badRequest('The url format is invalid.');
  return url;
}
