import type { Account } from '../account/entities.ts';
import type { Db } from '../collections.ts';
import type { Contact } from '../contacts/entities.ts';
import { type Fields, integerOf, textOf } from '../http/fields.ts';
import type { Channel } from './channel.ts';
import { filledFor } from './placeholders.ts';
import { inCurrency, priceOf } from './prices.ts';
import { type Recipient, recipientOf, senderOf, sharedNumber } from './recipients.ts';

/** One message to one recipient, as far as it can be told before it is sent. */
export interface Prepared {
  readonly given: Fields;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly isShared: boolean;
  readonly schedule: number;
  readonly customString: string;
  readonly fromEmail: string | null;
  readonly recipient: Recipient | undefined;
  readonly contact: Contact | undefined;
  readonly listId: number | null;
  readonly parts: number;
  /** Ten-thousandths. */
  readonly price: number;
  /** `SUCCESS`, or why it is refused. */
  readonly status: string;
}

export interface Preparing {
  readonly db: Db;
  readonly account: Account;
  readonly channel: Channel;
  /** The whole request. */
  readonly whole: Fields;
  /** Epoch seconds. */
  readonly now: number;
}

/** A message of the request for each of its recipients: one, or everybody in a list. Without room for any, a list stays one that is refused: a thousand lists would be millions of people. */
export function expand(context: Preparing, given: Fields, hasRoom: boolean): Prepared[] {
  const listId = integerOf(given['list_id']);
  const to = textOf(given['to'])?.trim() ?? '';
  if (listId === undefined || to !== '') return [prepare(context, given, { to, listId: null })];
  if (context.db.items('lists').get(listId) === undefined) {
    return [prepare(context, given, { to, listId, refusal: 'NOT_ENOUGH_PERMISSION_TO_LIST_ID' })];
  }
  if (!hasRoom) return [prepare(context, given, { to, listId, refusal: 'TOO_MANY_RECIPIENTS' })];
  const contacts = context.db.contacts.find({ where: { list_id: listId } });
  return contacts
    .filter((contact) => contact.phone_number !== null)
    .map((contact) => prepare(context, given, { to: contact.phone_number ?? '', listId, contact }));
}

interface Target {
  readonly to: string;
  readonly listId: number | null;
  readonly contact?: Contact;
  readonly refusal?: string;
}

function prepare(context: Preparing, given: Fields, { to, listId, contact, refusal }: Target): Prepared {
  const { account, channel, whole, now } = context;
  const text = textOf(given['body']) ?? '';
  const filled = contact === undefined ? text : filledFor(text, contact);
  const { body, parts } = channel.fit(filled, account.setting_sms_message_char_limit);
  const recipient = to === '' ? undefined : recipientOf(to, countryOf(account, given, contact));
  const schedule = scheduleOf(given['schedule']);
  const from = textOf(given['from'])?.trim() ?? '';
  const prepared = {
    given,
    to: recipient?.number ?? to,
    from: from === '' ? sharedNumber(recipient?.country ?? account.country) : from,
    body,
    isShared: from === '',
    schedule: Math.max(now, schedule ?? 0),
    customString: textOf(given['custom_string']) ?? '',
    fromEmail: textOf(given['from_email']) ?? null,
    recipient,
    contact,
    listId,
  };
  const status = refusal ?? channel.refusal(given, whole) ?? refusalOf(account, { ...prepared, text, schedule, from });
  const isFree = status !== undefined || recipient === undefined || recipient.isTest;
  const price = isFree ? 0 : inCurrency(priceOf(channel.name, recipient.country, parts), account.currency);
  return { ...prepared, parts: isFree ? 0 : parts, price, status: status ?? 'SUCCESS' };
}

function countryOf(account: Account, given: Fields, contact: Contact | undefined): string {
  return textOf(given['country'])?.trim() || contact?.address_country || account.country;
}

/** Epoch seconds; 0 for at once, undefined when it is no time. */
function scheduleOf(value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return 0;
  const at = integerOf(value);
  return at === undefined || at < 0 || at > 9_999_999_999 ? undefined : at;
}

interface Looked {
  readonly to: string;
  readonly text: string;
  readonly from: string;
  readonly schedule: number | undefined;
  readonly recipient: Recipient | undefined;
}

function refusalOf(account: Account, { to, text, from, schedule, recipient }: Looked): string | undefined {
  if (to === '') return 'MISSING_REQUIRED_FIELDS';
  if (text.trim() === '') return 'EMPTY_MESSAGE';
  if (schedule === undefined) return 'INVALID_SCHEDULE';
  if (recipient === undefined) return 'INVALID_RECIPIENT';
  if (from !== '' && senderOf(from) === undefined) return 'INVALID_SENDER_ID';
  return account.blockedCountries.includes(recipient.country) ? 'COUNTRY_NOT_ENABLED' : undefined;
}
