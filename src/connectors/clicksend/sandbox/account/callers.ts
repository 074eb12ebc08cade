import type { World } from '../../../../sandbox/definition.ts';
import { accountsOf, subaccountsOf } from '../collections.ts';
import type { Account, Subaccount } from './entities.ts';

/** Who asks. */
export interface Caller {
  readonly account: Account;
  readonly subaccount: Subaccount;
}

/** Who asks for what needs no credentials; no account has this number. */
export const anonymous: Caller = {
  account: {
    id: 0,
    username: '',
    password: '',
    user_email: '',
    user_phone: '',
    user_first_name: '',
    user_last_name: '',
    account_name: '',
    country: 'AU',
    timezone: 'UTC',
    balanceMicros: 0,
    currency: 'AUD',
    active: 0,
    banned: 0,
    setting_sms_message_char_limit: 8,
    private_uploads: 0,
    setting_sms_hide_business_name: 0,
    setting_sms_hide_your_number: 0,
    blockedCountries: [],
  },
  subaccount: {
    id: 0,
    user_id: 0,
    api_username: '',
    password: '',
    api_key: '',
    email: '',
    phone_number: '',
    first_name: '',
    last_name: '',
    notes: null,
    share_campaigns: 0,
    access_users: 0,
    access_billing: 0,
    access_reporting: 0,
    access_contacts: 0,
    access_settings: 0,
  },
};

/** Whose credentials a header carries: name with API key, or name with password. Undefined for missing, wrong and inactive alike. */
export function callerOf({ store }: World, header: string | null): Caller | undefined {
  const encoded = /^basic\s+(\S+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [name, secret] = split(Buffer.from(encoded, 'base64').toString());
  if (name === '' || secret === '') return undefined;
  const subaccount = subaccountsOf(store).first({ where: { api_username: name } });
  if (subaccount === undefined || (subaccount.api_key !== secret && subaccount.password !== secret)) return undefined;
  const account = accountsOf(store).get(subaccount.user_id);
  return account === undefined || account.active === 0 ? undefined : { account, subaccount };
}

function split(pair: string): [string, string] {
  const colon = pair.indexOf(':');
  return colon < 0 ? [pair, ''] : [pair.slice(0, colon), pair.slice(colon + 1)];
}
