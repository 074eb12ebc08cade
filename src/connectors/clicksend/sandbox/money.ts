import type { World } from '../../../sandbox/definition.ts';
import type { Account } from './account/entities.ts';
import { accountsOf } from './collections.ts';

const currencies: Readonly<Record<string, readonly [long: string, dollar: string, cent: string]>> = {
  AUD: ['Australian Dollars', '$', 'c'],
  USD: ['US Dollars', '$', '¢'],
  GBP: ['British Pounds', '£', 'p'],
  EUR: ['Euros', '€', 'c'],
};

/** A currency as answers carry it. */
export function currencyOf(code: string) {
  const [long, dollar, cent] = currencies[code] ?? [code, code, ''];
  return {
    currency_name_short: code,
    currency_prefix_d: dollar,
    currency_prefix_c: cent,
    currency_name_long: long,
  };
}

export function isCurrency(code: string): boolean {
  return Object.hasOwn(currencies, code);
}

/** `0.0715`, of ten-thousandths. */
export function priceText(price: number): string {
  return (price / 10_000).toFixed(4);
}

/** `0.071500`, as histories write prices. */
export function longPriceText(price: number): string {
  return (price / 10_000).toFixed(6);
}

export function priceNumber(price: number): number {
  return Math.round(price) / 10_000;
}

/** What is left, in ten-thousandths. */
export function creditOf({ store }: World, { id }: Account): number {
  return Math.floor((accountsOf(store).get(id)?.balanceMicros ?? 0) / 100);
}

/** Takes a price, in ten-thousandths, from the balance; a negative one is given back. */
export function charge({ store }: World, userId: number, price: number): void {
  if (price === 0) return;
  const account = accountsOf(store).get(userId);
  if (account === undefined) return;
  accountsOf(store).update(userId, { balanceMicros: account.balanceMicros - price * 100 });
}
