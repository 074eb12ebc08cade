import { accountsOf, subaccountsOf } from '../collections.ts';
import { isEmail } from '../email/addresses.ts';
import { type FieldRules, integerOf, readChanges, readFields, textOf } from '../http/fields.ts';
import { badRequest, Refusal } from '../http/refusal.ts';
import { type Call, get, post, put, type Route } from '../http/route.ts';
import { recipientOf } from '../messages/recipients.ts';
import type { Account } from './entities.ts';
import { openAccount } from './open.ts';
import { showAccount, showCaller } from './show.ts';

const text = { kind: 'text', required: true, max: 255 } as const;

const accountFields = {
  username: text,
  password: text,
  user_email: text,
  user_phone: text,
  user_first_name: text,
  user_last_name: text,
  account_name: text,
  country: { kind: 'text', required: true, max: 2 },
} as const satisfies FieldRules;

const changeable: FieldRules = {
  ...accountFields,
  timezone: { kind: 'text', required: true },
  private_uploads: { kind: 'flag' },
  setting_sms_hide_business_name: { kind: 'flag' },
  setting_sms_hide_your_number: { kind: 'flag' },
  setting_sms_message_char_limit: { kind: 'integer', choices: [1, 2, 3, 4, 5, 6, 7, 8] },
};

function refuseTaken({ world }: Call, username: string): void {
  if (subaccountsOf(world.store).first({ where: { api_username: username } }) === undefined) return;
  throw new Refusal(400, 'ALREADY_EXISTS', 'The username has already been taken.');
}

function phoneOf(given: string, country: string): string {
  const number = recipientOf(given, country)?.number;
  if (number === undefined) throw badRequest('The user_phone is invalid.');
  return number;
}

function create(call: Call) {
  const read = readFields(accountFields, call.fields);
  // Every rule of these is a required text.
  const given = read as Record<keyof typeof accountFields, string>;
  if (!isEmail(given.user_email)) throw badRequest('The user_email must be a valid email address.');
  refuseTaken(call, given.username);
  const { account, subaccount } = openAccount(call.world, {
    ...given,
    user_phone: phoneOf(given.user_phone, given.country),
  });
  return { message: 'Successfully created an account.', data: showAccount(account, subaccount) };
}

function update(call: Call) {
  const { account, subaccount } = call.caller;
  const changes: Partial<Account> = readChanges(changeable, call.fields);
  if (changes.username !== undefined && changes.username !== account.username) refuseTaken(call, changes.username);
  const changed = accountsOf(call.world.store).update(account.id, changes);
  const login = {
    ...(changes.username === undefined ? {} : { api_username: changes.username }),
    ...(changes.password === undefined ? {} : { password: changes.password }),
  };
  const isOwn = subaccount.api_username === account.username;
  const shown = isOwn ? subaccountsOf(call.world.store).update(subaccount.id, login) : subaccount;
  return { message: 'Your account has been updated.', data: showAccount(changed, shown) };
}

const tokenPattern = /^\d{6}$/;

function sendVerification(call: Call) {
  const country = textOf(call.fields['country']) ?? call.caller.account.country;
  const phone = phoneOf(textOf(call.fields['user_phone']) ?? call.caller.account.user_phone, country);
  const token = call.world.random.text('0123456789', 6);
  call.world.store.setState(`verification.${call.caller.account.id}`, token);
  const type = textOf(call.fields['type']) ?? 'sms';
  return { message: 'Verification sent.', data: { country, user_phone: phone, type, activation_token: token } };
}

function verify(call: Call) {
  const token = call.params['activation_token'] ?? '';
  const expected = call.world.store.getState<string>(`verification.${call.caller.account.id}`);
  if (!tokenPattern.test(token) || token !== expected) throw badRequest('Invalid activation token.');
  return { message: "You're account has been verified.", data: showCaller(call) };
}

/** Price that a month cost, by login or by e-mail address. */
function usage({ db, params, world, caller }: Call) {
  const [year, month, type] = [integerOf(params['year']), integerOf(params['month']), params['type'] ?? ''];
  if (year === undefined || month === undefined || month < 1 || month > 12) throw badRequest('The month is invalid.');
  if (type !== 'subaccount' && type !== 'email') throw badRequest('The selected type is invalid.');
  const prefix = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-`;
  const days = db.days.find({ where: { day: { gte: prefix, lt: `${prefix}~` } } });
  const logins = subaccountsOf(world.store).find({ where: { user_id: caller.account.id } });
  const channels = type === 'email' ? ['email'] : ['sms', 'mms', 'voice', 'email', 'fax', 'post'];
  const data = channels.map((channel) => {
    const ofChannel = days.filter((day) => day.channel === channel && day.count > 0);
    const rows = logins.flatMap((login) => {
      const own = ofChannel.filter((day) => day.subaccount_id === login.id);
      if (own.length === 0) return [];
      const count = own.reduce((sum, day) => sum + day.count, 0);
      const price = own.reduce((sum, day) => sum + day.price, 0);
      return [{ username: login.api_username, subaccount_id: login.id, count, price }];
    });
    const shown = rows.map(({ count, price, ...row }) => ({
      ...row,
      total_count: count.toFixed(2),
      total_price: (price / 10_000).toFixed(4),
    }));
    const total = {
      count: rows.reduce((sum, { count }) => sum + count, 0),
      price: (rows.reduce((sum, { price }) => sum + price, 0) / 10_000).toFixed(4),
    };
    return { [channel]: shown, [`${channel}_total`]: total };
  });
  return { message: 'Here are your data.', data: Object.assign({}, ...data) as unknown };
}

export const accountRoutes: readonly Route[] = [
  get('/account', (call) => ({ message: "Here's your account", data: showCaller(call) })),
  { ...post('/account', create), isPublic: true },
  put('/account', update),
  put('/account-verify/send', sendVerification),
  put('/account-verify/verify/:activation_token', verify),
  get('/account/usage/:year/:month/:type', usage),
];
