import { callAddress, isWebhookType } from '../automations/webhook.ts';
import { integerOf, textOf } from '../http/fields.ts';
import { paginator, pagingOf, searchOf } from '../http/pages.ts';
import { badRequest, notFound } from '../http/refusal.ts';
import { type Call, get, post, put, type Route } from '../http/route.ts';
import { newUuid } from '../ids.ts';
import { seconds } from '../time.ts';
import type { Inbound } from './entities.ts';
import { testTarget } from './receipts.ts';

/** A received message as lists carry it. */
export function showInbound(inbound: Inbound) {
  return {
    timestamp: String(inbound.timestamp),
    from: inbound.from,
    body: inbound.body,
    original_body: inbound.original_body,
    original_message_id: inbound.original_message_id,
    to: inbound.to,
    custom_string: inbound.custom_string,
    message_id: inbound.message_id,
    _keyword: (inbound.body.trim().split(/\s+/)[0] ?? '').toLowerCase(),
  };
}

/** The same as a webhook carries it. */
export function inboundPayload(inbound: Inbound, originalSender: string) {
  return {
    originalsenderid: originalSender,
    body: inbound.body,
    message: inbound.body,
    sms: inbound.to,
    from: inbound.from,
    to: inbound.to,
    timestamp: String(inbound.timestamp),
    message_id: inbound.message_id,
    original_message_id: inbound.original_message_id ?? '',
    original_body: inbound.original_body ?? '',
    user_id: inbound.user_id,
    subaccount_id: inbound.subaccount_id,
    custom_string: inbound.custom_string ?? '',
  };
}

function testInbound({ world, caller }: Call): Inbound {
  return {
    id: world.store.nextId(`${caller.account.id}/inbound`),
    message_id: newUuid(world.random),
    timestamp: seconds(world),
    from: '+61468460249',
    to: '+61411111111',
    body: 'This is a test incoming SMS.',
    original_body: 'This is the original message.',
    original_message_id: newUuid(world.random),
    custom_string: null,
    user_id: caller.account.id,
    subaccount_id: caller.subaccount.id,
    isUnread: true,
  };
}

function addTest(call: Call) {
  const url = testTarget(call);
  const type = textOf(call.fields['webhook_type']) ?? 'post';
  if (!isWebhookType(type)) throw badRequest('The selected webhook_type is invalid.');
  const inbound = testInbound(call);
  if (url === 'poll') call.db.inbound.insert(inbound);
  else callAddress(call.world, { url, type, about: 'sms inbound' }, inboundPayload(inbound, inbound.to));
  return { message: 'Here are your incoming messages.', data: showInbound(inbound) };
}

function list(call: Call) {
  const paging = pagingOf(call);
  const terms = new Map(searchOf(call).terms);
  const number = (name: string) => {
    const value = terms.get(name);
    return value === undefined ? {} : { [name]: [value, `+${value}`] };
  };
  const where = { isUnread: true, ...number('from'), ...number('to') };
  const rows = call.db.inbound.find({ where, limit: paging.limit, offset: (paging.page - 1) * paging.limit });
  const part = { total: call.db.inbound.count(where), rows: rows.map(showInbound) };
  return { message: 'Here are your data.', data: paginator(call, paging, part) };
}

function markRead({ db }: Call, unread: readonly Inbound[]) {
  for (const { id } of unread) db.inbound.update(id, { isUnread: false });
  return { message: 'Inbound messages have been marked as read.', data: unread.length };
}

/** Received text messages: those that a rule polls, until they are read. */
export const inboundRoutes: readonly Route[] = [
  get('/sms/inbound', list),
  post('/sms/inbound', addTest),
  get('/sms/inbound/:message_id', (call) => {
    const id = (call.params['message_id'] ?? '').toUpperCase();
    const reply =
      call.db.inbound.first({ where: { original_message_id: id }, orderBy: '-id' }) ??
      call.db.inbound.first({ where: { message_id: id } });
    if (reply === undefined) throw notFound('Inbound record not found.');
    return { message: "Here's your result.", data: showInbound(reply) };
  }),
  put('/sms/inbound-read', (call) => {
    const before = integerOf(call.fields['date_before']);
    const where = { isUnread: true, ...(before === undefined ? {} : { timestamp: { lt: before } }) };
    return markRead(call, call.db.inbound.find({ where }));
  }),
  put('/sms/inbound-read/:message_id', (call) => {
    const where = { message_id: (call.params['message_id'] ?? '').toUpperCase() };
    const found = call.db.inbound.find({ where });
    if (found.length === 0) throw notFound('Inbound record not found.');
    return markRead(
      call,
      found.filter(({ isUnread }) => isUnread),
    );
  }),
];
