import { z } from 'zod';
import { flag, id as idField, int, object, shape, text } from '../../../kernel/shape.ts';
import { amount } from '../money.ts';
import { withoutSecrets } from '../secrets.ts';
import { id } from './common.ts';

export const subaccount = withoutSecrets(
  shape('a subaccount', {
    subaccount_id: idField('Id of the subaccount'),
    api_username: text('Its username'),
    email: text('E-mail address'),
    phone_number: text('Number'),
    first_name: text('First name'),
    last_name: text('Last name'),
    access_users: flag('May manage users'),
    access_billing: flag('May see and pay bills'),
    access_reporting: flag('May see reports'),
    access_contacts: flag('May manage contacts'),
    access_settings: flag('May change settings'),
  }),
);

const currency = shape('a currency', {
  currency_name_short: text('Currency, ISO 4217'),
  currency_prefix_d: text('Sign of the unit'),
});

export const account = withoutSecrets(
  shape('an account', {
    user_id: int('Id of the account'),
    username: text('Username'),
    user_email: text('E-mail address'),
    user_phone: text('Number'),
    user_first_name: text('First name of the owner'),
    user_last_name: text('Last name of the owner'),
    account_name: text('Name of the company'),
    country: text('Country, two letters'),
    balance: amount('Credit that is left'),
    active: flag('Whether the account is active'),
    banned: flag('Whether the account is suspended'),
    _currency: object(currency, 'Currency of the balance'),
    _subaccount: object(subaccount, 'The subaccount whose credentials are used'),
  }),
);

export const usageFields = {
  year: z.int().min(2000).max(2100).describe('Year'),
  month: z.int().min(1).max(12).describe('Month, 1 to 12'),
  type: z
    .enum(['subaccount', 'email'])
    .default('subaccount')
    .describe('What it is counted by: subaccount or email. Default subaccount'),
};

export const countryItem = shape('a country', { code: text('Two letters'), value: text('Name') });

export const currencyInput = z
  .string()
  .regex(/^[A-Z]{3}$/, "three letters such as 'AUD'")
  .optional()
  .describe('Currency of the prices, three letters: AUD, USD, EUR, GBP. Default: that of the account');

export const subaccountId = id('Id of a subaccount; list-subaccounts gives it');

const rights = {
  access_users: z.boolean().optional().describe('May manage users'),
  access_billing: z.boolean().optional().describe('May see and pay bills'),
  access_reporting: z.boolean().optional().describe('May see reports'),
  access_contacts: z.boolean().optional().describe('May manage contacts'),
  access_settings: z.boolean().optional().describe('May change settings'),
};

const who = {
  password: z.string().min(8).max(128).describe('Password, at least 8 characters'),
  email: z.email().describe('E-mail address'),
  phone_number: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, "write it as '+61411111111'")
    .describe("Number in international form, '+61411111111'"),
  first_name: z.string().min(1).max(100).describe('First name'),
  last_name: z.string().min(1).max(100).describe('Last name'),
};

export const newSubaccount = {
  api_username: z.string().min(3).max(100).describe('Username, of all accounts the only one'),
  ...who,
  ...rights,
};

export const changedSubaccount = { ...z.object(who).partial().shape, ...rights };

/** Rights as the app takes them: 1 and 0. */
export function subaccountWire(body: object): object {
  const members = Object.entries(body).map(([name, value]) => [
    name,
    typeof value === 'boolean' ? Number(value) : value,
  ]);
  return Object.fromEntries(members);
}
