import type { Call } from '../http/route.ts';
import { currencyOf } from '../money.ts';
import type { Account, Subaccount } from './entities.ts';

/** A login, its API key among its fields, as the service answers with it. */
export function showSubaccount(subaccount: Subaccount) {
  return {
    subaccount_id: subaccount.id,
    api_username: subaccount.api_username,
    email: subaccount.email,
    phone_number: subaccount.phone_number,
    first_name: subaccount.first_name,
    last_name: subaccount.last_name,
    api_key: subaccount.api_key,
    access_users: subaccount.access_users,
    access_billing: subaccount.access_billing,
    access_reporting: subaccount.access_reporting,
    access_contacts: subaccount.access_contacts,
    access_settings: subaccount.access_settings,
    access_sms: 1,
    access_email: 1,
    access_voice: 1,
    access_fax: 1,
    access_post: 1,
    access_mms: 1,
    access_reseller: 1,
    share_campaigns: subaccount.share_campaigns,
    notes: subaccount.notes,
  };
}

/** An account as the service answers with it, the login that asks and its API key included. */
export function showAccount(account: Account, subaccount: Subaccount) {
  return {
    user_id: account.id,
    username: account.username,
    user_email: account.user_email,
    active: account.active,
    banned: account.banned,
    balance: (account.balanceMicros / 1_000_000).toFixed(6),
    user_phone: account.user_phone,
    reply_to: 'originalemail',
    delivery_to: account.user_email,
    country: account.country,
    default_country_sms: account.country,
    user_first_name: account.user_first_name,
    user_last_name: account.user_last_name,
    account: 0,
    account_name: account.account_name,
    account_billing_email: account.user_email,
    account_billing_mobile: account.user_phone,
    auto_recharge: 0,
    auto_recharge_amount: '20.00',
    low_credit_amount: '0.00',
    balance_commission: '0.000000',
    old_dashboard: 0,
    private_uploads: account.private_uploads,
    setting_unicode_sms: 0,
    setting_fix_sender_id: 0,
    setting_email_sms_subject: 0,
    setting_sms_message_char_limit: account.setting_sms_message_char_limit,
    setting_sms_hide_business_name: account.setting_sms_hide_business_name,
    setting_sms_hide_your_number: account.setting_sms_hide_your_number,
    timezone: account.timezone,
    _currency: currencyOf(account.currency),
    _subaccount: showSubaccount(subaccount),
  };
}

export function showCaller({ caller }: Pick<Call, 'caller'>) {
  return showAccount(caller.account, caller.subaccount);
}
