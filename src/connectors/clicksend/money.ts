import { z } from 'zod';
import { type Field, numberOf, recordOf, textOf } from '../../kernel/shape.ts';

/** An amount that the app writes as number or text: `"0.0715"`, `"$1.20"`, `1.2`. */
export function amount(description: string) {
  return { schema: z.number().optional().describe(description), read: amountOf } satisfies Field;
}

export function amountOf(value: unknown): number | undefined {
  const plain = numberOf(value);
  if (plain !== undefined || typeof value !== 'string') return plain;
  const [digits] = /-?\d[\d,]*(\.\d+)?/.exec(value) ?? [];
  return digits === undefined ? undefined : numberOf(digits.replaceAll(',', ''));
}

export const currencyField = z.string().optional().describe('Currency of the amounts, ISO 4217 such as AUD or USD');

/** The currency's three letters, from `_currency`, `currency` as an object, or `currency` as text. */
export function currencyOf(data: unknown): string | undefined {
  const record = recordOf(data);
  const given = record?.['_currency'] ?? record?.['currency'];
  return textOf(recordOf(given)?.['currency_name_short']) ?? textOf(given);
}

/** Both members of a price; the currency is left out when the app does not tell it. */
export function priced(data: unknown, total: unknown) {
  const currency = currencyOf(data);
  return { price: amountOf(total) ?? 0, ...(currency === undefined ? {} : { currency }) };
}

export const maxPrice = z
  .number()
  .min(0)
  .optional()
  .describe(
    "Most that this may cost, in the account's currency: the price is asked first, and nothing is sent when it is higher",
  );
