import { getCountries, isSupportedCountry } from 'libphonenumber-js';
import { accountsOf } from '../collections.ts';
import { integerOf } from '../http/fields.ts';
import { badRequest } from '../http/refusal.ts';
import { type Call, get, post, type Route } from '../http/route.ts';
import { inCurrency, priceOf } from '../messages/prices.ts';
import { currencyOf, isCurrency, priceText } from '../money.ts';

const names = new Intl.DisplayNames(['en'], { type: 'region' });

/** Every country with telephones, by its English name. */
const countries = getCountries()
  .filter((code) => /^[A-Z]{2}$/.test(code))
  .map((code) => ({ code, value: names.of(code) ?? code }))
  .sort((left, right) => left.value.localeCompare(right.value, 'en'));

const numbered = countries.map(({ code, value }, index) => ({ country_list_id: index + 1, code, value }));

/** What one message costs in a country, by what it is sent by. */
function prices({ params, query, caller }: Call) {
  const country = (params['country'] ?? '').toUpperCase();
  if (!isSupportedCountry(country)) throw badRequest('The selected country is invalid.');
  const asked = query.get('currency')?.toUpperCase() ?? '';
  if (asked !== '' && !isCurrency(asked)) throw badRequest('The selected currency is invalid.');
  const currency = asked || caller.account.currency || 'AUD';
  const of = (price: number): string => priceText(inCurrency(price, currency));
  const sms = priceOf('sms', country, 1);
  const value = names.of(country) ?? country;
  return {
    message: 'Here are the prices.',
    data: {
      country,
      country_name: value,
      currency: currencyOf(currency),
      sms: { quantity: 0, price: of(sms), price_inbound: '0.0000' },
      mms: { price: of(priceOf('mms', country, 1)) },
      voice: { price_mobile: of(priceOf('voice', country, 1)), price_landline: of(Math.round(sms * 0.8)) },
      email: { price: of(50) },
      post: { letter: of(country === 'AU' ? 22_000 : 34_000), postcard: of(country === 'AU' ? 17_100 : 29_100) },
    },
  };
}

function enabled(call: Call) {
  const { blockedCountries } = call.caller.account;
  return numbered.filter(({ code }) => !blockedCountries.includes(code));
}

/** Enables the countries of a request, and disables all others. */
function enable(call: Call) {
  const given = call.fields['country_list_ids'];
  const ids = Array.isArray(given) ? given.map(integerOf) : [];
  if (ids.length === 0) throw badRequest('Some required fields are missing: country_list_ids.');
  if (ids.some((id) => numbered.every((country) => country.country_list_id !== id))) {
    throw badRequest('The selected country_list_ids is invalid.');
  }
  const blocked = numbered.filter((country) => !ids.includes(country.country_list_id)).map(({ code }) => code);
  const account = accountsOf(call.world.store).update(call.caller.account.id, { blockedCountries: blocked });
  return {
    message: 'Your countries have been updated.',
    data: enabled({ ...call, caller: { ...call.caller, account } }),
  };
}

export const countryRoutes: readonly Route[] = [
  { ...get('/countries', () => ({ message: 'List of Countries.', data: countries })), isPublic: true },
  { ...get('/pricing/:country', prices), isPublic: true },
  get('/country-list', () => ({ message: 'List of Countries.', data: numbered })),
  get('/user-countries', (call) => ({ message: 'Here are your countries.', data: enabled(call) })),
  post('/user-countries', enable),
  post('/user-countries/agree', () => ({
    message: 'Thank you for agreeing to the rules and regulations.',
    data: true,
  })),
  get('/timezones', () => ({ message: 'List of timezones.', data: Intl.supportedValuesOf('timeZone') })),
];
