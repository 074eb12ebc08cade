import type { Account } from '../account/entities.ts';
import { keepFile } from '../files/exports.ts';
import { type Fields, idOf, integerOf, objectOf, textOf } from '../http/fields.ts';
import { badRequest, Refusal } from '../http/refusal.ts';
import type { Call } from '../http/route.ts';
import { newUuid } from '../ids.ts';
import { addToDay } from '../messages/days.ts';
import { inCurrency } from '../messages/prices.ts';
import { charge, creditOf, currencyOf, priceText } from '../money.ts';
import { seconds } from '../time.ts';
import { isEmail } from './addresses.ts';
import type { EmailMessage } from './entities.ts';

/** Of one recipient, in ten-thousandths. */
const emailPrice = 50;
const queueSeconds = 2;
const testAddresses: ReadonlySet<string> = new Set(['test1@test.com', 'test2@test.com', 'test3@test.com']);

type Address = EmailMessage['to'][number];

function addressesOf(fields: Fields, name: string): Address[] {
  const given = fields[name] ?? [];
  if (!Array.isArray(given)) throw badRequest(`The ${name} is invalid.`);
  return given.map((one) => {
    const { email, name: called } = objectOf(one);
    const address = textOf(email)?.trim() ?? '';
    if (!isEmail(address)) throw new Refusal(400, 'INVALID_RECIPIENT', `The ${name} is not a valid email address.`);
    return { email: address, name: textOf(called) ?? address };
  });
}

/** The confirmed address that mail comes from. Errors: 400. */
export function confirmedSender({ db }: Call, id: unknown) {
  const address = db.items('email_addresses').get(idOf(textOf(id)));
  if (address === undefined || address['verified'] !== 1) {
    throw badRequest('The from email_address_id is invalid or not verified.');
  }
  return { id: address.id, address: String(address['email_address']) };
}

/** An e-mail as a request describes it. Errors: 400 that names what is missing or wrong. */
function readEmail(call: Call) {
  const { fields } = call;
  const to = addressesOf(fields, 'to');
  const from = objectOf(fields['from']);
  const body = textOf(fields['body']) ?? '';
  const missing = [
    to.length === 0 && 'to',
    from['email_address_id'] === undefined && 'from.email_address_id',
    body === '' && 'body',
  ];
  if (missing.some((name) => name !== false)) {
    throw badRequest(`Some required fields are missing: ${missing.filter((name) => name !== false).join(', ')}.`);
  }
  const sender = confirmedSender(call, from['email_address_id']);
  return {
    to,
    cc: addressesOf(fields, 'cc'),
    bcc: addressesOf(fields, 'bcc'),
    from_email_address_id: sender.id,
    from_address: sender.address,
    from_name: textOf(from['name']) ?? sender.address,
    subject: textOf(fields['subject']) ?? '',
    body,
    schedule: integerOf(fields['schedule']) ?? 0,
  };
}

function attachmentsOf(call: Call): EmailMessage['attachments'] {
  const given = call.fields['attachments'] ?? [];
  if (!Array.isArray(given)) throw badRequest('The attachments is invalid.');
  return given.map((one) => {
    const { content, type, filename } = objectOf(one);
    const name = textOf(filename) ?? '';
    if (typeof content !== 'string' || name === '') throw badRequest('The attachments is invalid.');
    const known = /^[\w.+-]+\/[\w.+-]+$/.exec(textOf(type) ?? '')?.[0];
    const contentType = known ?? 'application/octet-stream';
    const extension = /\.\w{1,8}$/.exec(name)?.[0] ?? '';
    const file = keepFile(call, { extension, contentType, bytes: Buffer.from(content, 'base64') });
    return { file_name: name, content_type: contentType, file: file.id };
  });
}

/** What an e-mail to so many costs, in the account's currency. */
export function priceOfEmail(recipients: readonly { readonly email: string }[], { currency }: Account): number {
  return recipients.filter(({ email }) => !testAddresses.has(email)).length * inCurrency(emailPrice, currency);
}

function everybodyOf({ to, cc, bcc }: Pick<EmailMessage, 'to' | 'cc' | 'bcc'>): Address[] {
  return [...to, ...cc, ...bcc];
}

export function priceEmail(call: Call) {
  const email = readEmail(call);
  return {
    message: 'Here is your price.',
    data: {
      price: priceText(priceOfEmail(everybodyOf(email), call.caller.account)),
      _currency: currencyOf(call.caller.account.currency),
    },
  };
}

/** Queues an e-mail. Errors: 400; INSUFFICIENT_CREDIT. */
export function sendEmail(call: Call) {
  const email = readEmail(call);
  const price = priceOfEmail(everybodyOf(email), call.caller.account);
  if (price > creditOf(call.world, call.caller.account)) {
    throw new Refusal(400, 'INSUFFICIENT_CREDIT', 'You have reached the end of your message credits.');
  }
  const kept = queueEmail(call, {
    ...email,
    price,
    attachments: attachmentsOf(call),
    campaign_id: null,
    contact_id: null,
  });
  return {
    message: 'Transactional email queued for delivery.',
    data: { ...showEmail(call, kept), _currency: currencyOf(call.caller.account.currency) },
  };
}

type NewEmail = Omit<
  EmailMessage,
  'id' | 'message_id' | 'status' | 'date_added' | 'user_id' | 'subaccount_id' | 'dueAt'
>;

/** Keeps an e-mail until its time, and takes its price. `at` is when it happens, epoch seconds; now when absent. */
export function queueEmail(
  { world, db, caller, at }: Pick<Call, 'world' | 'db' | 'caller'> & { readonly at?: number },
  email: NewEmail,
): EmailMessage {
  const now = at ?? seconds(world);
  const isLater = email.schedule > now;
  const schedule = Math.max(now, email.schedule);
  charge(world, caller.account.id, email.price);
  addToDay(db, { at: now, channel: 'email', subaccountId: caller.subaccount.id, count: 1, price: email.price });
  return db.emails.insert({
    ...email,
    id: world.store.nextId(`${caller.account.id}/emails`),
    message_id: newUuid(world.random),
    schedule,
    status: isLater ? 'Scheduled' : 'Queued',
    date_added: now,
    user_id: caller.account.id,
    subaccount_id: caller.subaccount.id,
    dueAt: isLater ? schedule : now + queueSeconds,
  });
}

/** The text of a page without its marks. */
export function plainText(html: string): string {
  return html
    .replace(/<(style|script)[\s\S]*?<\/\1>/gi, '')
    .replace(/<[^>]*>/g, '')
    .trim();
}

export function showEmail({ world }: Pick<Call, 'world'>, email: EmailMessage) {
  return {
    message_id: email.message_id,
    user_id: email.user_id,
    subaccount_id: email.subaccount_id,
    from_email_address_id: email.from_email_address_id,
    from_name: email.from_name,
    to: email.to,
    cc: email.cc,
    bcc: email.bcc,
    subject: email.subject,
    body: email.body,
    body_plain_text: plainText(email.body),
    schedule: email.schedule,
    custom_string: null,
    soft_bounce_count: 0,
    hard_bounce_count: 0,
    price: priceText(email.price),
    date_added: email.date_added,
    status: email.status === 'Queued' ? 'WaitApproval' : email.status,
    status_text: email.status === 'Sent' ? 'Sent' : 'Accepted for delivery',
    _attachments: email.attachments.map(({ file_name, content_type, file }) => ({
      file_name,
      content_type,
      content_disposition: 'attachment',
      content_id: file_name.replace(/\.\w+$/, ''),
      _attachment_file_url: `${world.origin}/files/${file}`,
    })),
  };
}
