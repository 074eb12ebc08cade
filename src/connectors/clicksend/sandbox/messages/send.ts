import type { World } from '../../../../sandbox/definition.ts';
import type { Caller } from '../account/callers.ts';
import type { Db } from '../collections.ts';
import { type Fields, objectOf } from '../http/fields.ts';
import { badRequest } from '../http/refusal.ts';
import { newUuid } from '../ids.ts';
import { charge, creditOf, currencyOf, priceNumber, priceText } from '../money.ts';
import { seconds } from '../time.ts';
import type { Channel } from './channel.ts';
import { addToDay } from './days.ts';
import type { Message } from './entities.ts';
import { expand, type Prepared } from './prepare.ts';
import { Throttle } from './throttle.ts';

/** Recipients of one request; those beyond are refused one by one. */
const maxRecipients = 1000;
/** Recipients of one campaign. */
const maxInCampaign = 20_000;
const tooMany = 'TOO_MANY_RECIPIENTS';
/** How long a message waits before it goes to the network. */
const queueSeconds = 2;

export interface Sending {
  readonly world: World;
  readonly db: Db;
  readonly caller: Caller;
  readonly channel: Channel;
  /** When it happens, epoch seconds; now when absent. */
  readonly at?: number;
}

interface Judged {
  readonly prepared: Prepared;
  readonly status: string;
  readonly messageId: string;
}

/** The messages of a request. Errors: 400 when there are none. */
export function messagesOf(whole: Fields): Fields[] {
  const messages = whole['messages'];
  if (!Array.isArray(messages) || messages.length === 0) {
    throw badRequest('Some required fields are missing: messages.');
  }
  return messages.map(objectOf);
}

interface Judging {
  readonly maximum: number;
  /** A price says what a message costs, whatever is left on the account and was sent a moment ago. */
  readonly isSent: boolean;
}

/** Gives each message its fate: what each says by itself, then what earlier ones leave over. */
function judge({ world, db, caller, channel, at }: Sending, whole: Fields, { maximum, isSent }: Judging): Judged[] {
  const now = at ?? seconds(world);
  const context = { db, account: caller.account, channel, whole, now };
  const throttle = new Throttle(db.messages(channel.name), now);
  let credit = creditOf(world, caller.account);
  const judged: Judged[] = [];
  for (const given of messagesOf(whole)) {
    for (const prepared of expand(context, given, judged.length < maximum)) {
      const late = () => (isSent ? lateRefusal(prepared, throttle, credit) : prepared.status);
      const status = judged.length < maximum ? late() : tooMany;
      if (status === 'SUCCESS') credit -= prepared.price;
      judged.push({ prepared, status, messageId: newUuid(world.random) });
    }
  }
  return judged;
}

function lateRefusal(prepared: Prepared, throttle: Throttle, credit: number): string {
  if (prepared.status !== 'SUCCESS') return prepared.status;
  // Numbers for tests take the same text again and again.
  if (prepared.recipient?.isTest === true) return 'SUCCESS';
  if (throttle.isRepeated(prepared.to, prepared.body)) return 'THROTTLED';
  return prepared.price > credit ? 'INSUFFICIENT_CREDIT' : 'SUCCESS';
}

/** What a request would cost, and which messages say something wrong by themselves. */
export function priceMessages(sending: Sending, whole: Fields) {
  return answerOf(sending, judge(sending, whole, { maximum: maxRecipients, isSent: false }), whole);
}

/** The same for a campaign's message to its list. */
export function priceCampaign(sending: Sending, whole: Fields) {
  return answerOf(sending, judge(sending, whole, { maximum: maxInCampaign, isSent: false }), whole);
}

/** Sends the messages of a request; each is accepted or refused by itself. */
export function sendMessages(sending: Sending, whole: Fields) {
  const judged = judge(sending, whole, { maximum: maxRecipients, isSent: true });
  queue(sending, judged, { whole, campaignId: null });
  return answerOf(sending, judged, whole);
}

/** Sends a campaign's message to its list; gives how many were accepted. */
export function sendCampaign(sending: Sending, whole: Fields, campaignId: number): number {
  const judged = judge(sending, whole, { maximum: maxInCampaign, isSent: true });
  return queue(sending, judged, { whole, campaignId });
}

interface Reason {
  readonly whole: Fields;
  readonly campaignId: number | null;
}

function queue(sending: Sending, judged: readonly Judged[], reason: Reason): number {
  const { world, db, caller, channel } = sending;
  const accepted = judged.filter(({ status }) => status === 'SUCCESS');
  if (accepted.length === 0) return 0;
  const messages = db.messages(channel.name);
  const sequence = `${caller.account.id}/${channel.name}`;
  const first = world.store.nextId(sequence);
  world.store.reserveIds(sequence, first + accepted.length - 1);
  const now = sending.at ?? seconds(world);
  for (const [index, one] of accepted.entries()) {
    messages.insert({ id: first + index, ...messageOf(sending, one, { ...reason, now }) });
  }
  const price = accepted.reduce((sum, { prepared }) => sum + prepared.price, 0);
  charge(world, caller.account.id, price);
  addToDay(db, {
    at: now,
    channel: channel.name,
    subaccountId: caller.subaccount.id,
    count: accepted.length,
    price,
  });
  return accepted.length;
}

function messageOf(
  { caller, channel }: Sending,
  { prepared, messageId }: Judged,
  { whole, campaignId, now }: Reason & { readonly now: number },
): Omit<Message, 'id'> {
  const { recipient, contact, schedule } = prepared;
  const isTest = recipient?.isTest === true;
  // Numbers for tests are done within seconds, even when they are scheduled.
  const isLater = schedule > now && !isTest;
  return {
    message_id: messageId,
    direction: 'out',
    date: now,
    schedule,
    to: prepared.to,
    from: prepared.from,
    body: prepared.body,
    status: isLater ? 'Scheduled' : 'Queued',
    status_code: null,
    status_text: null,
    error_code: null,
    error_text: null,
    parts: prepared.parts,
    price: prepared.price,
    custom_string: prepared.customString,
    from_email: prepared.fromEmail,
    list_id: prepared.listId,
    contact_id: contact?.id ?? null,
    user_id: caller.account.id,
    subaccount_id: caller.subaccount.id,
    username: caller.subaccount.api_username,
    country: recipient?.country ?? '',
    carrier: carrierOf(recipient?.country),
    first_name: contact?.first_name ?? null,
    last_name: contact?.last_name ?? null,
    isShared: prepared.isShared,
    isTest,
    campaign_id: campaignId,
    extra: channel.extra(prepared.given, whole),
    dueAt: isLater ? schedule : now + queueSeconds,
  };
}

function carrierOf(country: string | undefined): string {
  return country === 'AU' ? 'Telstra' : '';
}

function answerOf({ world, caller, channel }: Sending, judged: readonly Judged[], whole: Fields) {
  const now = seconds(world);
  const accepted = judged.filter(({ status }) => status === 'SUCCESS');
  const total = accepted.reduce((sum, { prepared }) => sum + prepared.price, 0);
  return {
    total_price: priceNumber(total),
    total_count: judged.length,
    queued_count: accepted.length,
    messages: judged.map((one) => shown(one, { caller, channel, whole, now })),
    _currency: currencyOf(caller.account.currency),
    blocked_count: judged.filter(({ status }) => status === 'COUNTRY_NOT_ENABLED').length,
  };
}

interface Showing {
  readonly caller: Caller;
  readonly channel: Channel;
  readonly whole: Fields;
  readonly now: number;
}

function shown({ prepared, status, messageId }: Judged, { caller, channel, whole, now }: Showing) {
  const common = { to: prepared.to, body: prepared.body, from: prepared.from };
  const rest = { message_id: messageId, custom_string: prepared.customString };
  if (status === 'INVALID_RECIPIENT') {
    return { ...common, schedule: '', ...rest, is_shared_system_number: prepared.isShared, status };
  }
  const isAccepted = status === 'SUCCESS';
  return {
    direction: 'out',
    date: now,
    ...common,
    schedule: prepared.schedule,
    message_id: messageId,
    message_parts: isAccepted ? prepared.parts : 0,
    message_price: priceText(isAccepted ? prepared.price : 0),
    from_email: prepared.fromEmail,
    list_id: prepared.listId,
    custom_string: prepared.customString,
    contact_id: prepared.contact?.id ?? null,
    user_id: caller.account.id,
    subaccount_id: caller.subaccount.id,
    is_shared_system_number: prepared.isShared,
    country: prepared.recipient?.country ?? '',
    carrier: carrierOf(prepared.recipient?.country),
    ...channel.extra(prepared.given, whole),
    status,
  };
}
