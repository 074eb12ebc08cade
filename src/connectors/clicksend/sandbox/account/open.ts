import type { World } from '../../../../sandbox/definition.ts';
import { accountsOf, subaccountsOf } from '../collections.ts';
import { newUuid } from '../ids.ts';
import { usuallyBlocked } from '../messages/prices.ts';
import type { Caller } from './callers.ts';
import type { Account } from './entities.ts';

interface NewAccount {
  readonly username: string;
  readonly password: string;
  readonly user_email: string;
  readonly user_phone: string;
  readonly user_first_name: string;
  readonly user_last_name: string;
  readonly account_name: string;
  readonly country: string;
}

interface Given {
  readonly apiKey?: string;
  readonly balanceMicros?: number;
  readonly currency?: string;
  readonly active?: Account['active'];
  readonly banned?: Account['banned'];
}

const currencies: Readonly<Record<string, string>> = { AU: 'AUD', GB: 'GBP', US: 'USD' };

/** Opens an account with its first login; a new one has a little credit to try. */
export function openAccount({ store, random }: World, fields: NewAccount, given: Given = {}): Caller {
  const account = accountsOf(store).insert({
    ...fields,
    id: store.nextId('accounts'),
    timezone: 'Australia/Melbourne',
    balanceMicros: given.balanceMicros ?? 2_000_000,
    currency: given.currency ?? currencies[fields.country] ?? 'USD',
    active: given.active ?? 1,
    banned: given.banned ?? 0,
    setting_sms_message_char_limit: 8,
    private_uploads: 0,
    setting_sms_hide_business_name: 0,
    setting_sms_hide_your_number: 0,
    blockedCountries: [...usuallyBlocked],
  });
  const subaccount = subaccountsOf(store).insert({
    id: store.nextId('subaccounts'),
    user_id: account.id,
    api_username: fields.username,
    password: fields.password,
    api_key: given.apiKey ?? newUuid(random),
    email: fields.user_email,
    phone_number: fields.user_phone,
    first_name: fields.user_first_name,
    last_name: fields.user_last_name,
    notes: null,
    share_campaigns: 0,
    access_users: 1,
    access_billing: 1,
    access_reporting: 1,
    access_contacts: 1,
    access_settings: 1,
  });
  return { account, subaccount };
}
