import { createItem, crud, type Item, itemOf, type Resource, showItem } from '../http/crud.ts';
import { textOf } from '../http/fields.ts';
import { badRequest, Refusal } from '../http/refusal.ts';
import { type Call, post, put, type Route } from '../http/route.ts';
import { newUuid } from '../ids.ts';
import { seconds } from '../time.ts';

const emailPattern = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/;

export function isEmail(text: string): boolean {
  return emailPattern.test(text);
}

/** Addresses that mail may come from, once their owner has confirmed them. */
export const emailAddresses: Resource = {
  path: '/email/addresses',
  id: 'email_address_id',
  of: (db) => db.items('email_addresses'),
  fields: { email_address: { kind: 'text', required: true, max: 255 } },
  hidden: ['token'],
  notFound: 'Email address record not found.',
  check: ({ db }, { email_address: given }) => {
    const address = String(given).toLowerCase();
    if (!isEmail(address)) throw badRequest('The email_address must be a valid email address.');
    const all = db.items('email_addresses').all();
    if (all.some((known) => textOf(known['email_address'])?.toLowerCase() === address)) {
      throw new Refusal(400, 'ALREADY_EXISTS', 'Email address already exists.');
    }
  },
  added: ({ world }) => ({ verified: 0, date_added: String(seconds(world)), token: newUuid(world.random) }),
  messages: {
    list: 'Here are your email addresses',
    get: 'Here is your email address.',
    deleted: 'Email address has been deleted.',
  },
};

/** Sends the mail with the token that confirms an address. */
function sendToken({ world, caller }: Call, { id, email_address: address, token }: Item): void {
  const link = `${world.origin}/v3/email/address-verify/${id}/verify/${token}`;
  world.outbox.send({
    from: { name: 'ClickSend', address: 'noreply@clicksend.com' },
    to: String(address),
    subject: 'Verify your email address',
    text: `${caller.account.account_name} wants to send email from this address.\n\nVerification token: ${token}\n\nTo confirm, send PUT ${link}`,
  });
}

export const addressRoutes: readonly Route[] = [
  ...crud(emailAddresses),
  post(emailAddresses.path, (call) => {
    const item = createItem(call, emailAddresses);
    sendToken(call, item);
    return { message: 'Email address has been created.', data: showItem(emailAddresses, item) };
  }),
  put('/email/address-verify/:email_address_id/send', (call) => {
    sendToken(call, itemOf(call, emailAddresses));
    return { message: 'Verification email has been sent.', data: null };
  }),
  put('/email/address-verify/:email_address_id/verify/:activation_token', (call) => {
    const { id, token } = itemOf(call, emailAddresses);
    if (token !== call.params['activation_token']?.toUpperCase()) {
      throw badRequest('Invalid activation token.');
    }
    const verified = call.db.items('email_addresses').update(id, { verified: 1 });
    return { message: 'Email address verified.', data: showItem(emailAddresses, verified) };
  }),
];
