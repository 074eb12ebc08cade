import { z } from 'zod';
import type { HttpResponse } from '../../../kernel/http.ts';
import { id as idField, int, recordOf, requiredText, shape, text, unexpected } from '../../../kernel/shape.ts';
import { dataOf } from '../answers.ts';
import { isAccepted, remedyOf } from '../messages/statuses.ts';
import { amount, currencyField, priced } from '../money.ts';
import { instant, schedule } from '../times.ts';
import { id } from './common.ts';

const addressFields = {
  address_name: text('Name'),
  address_line_1: text('Street and number'),
  address_line_2: text('Second line'),
  address_city: text('City'),
  address_state: text('State'),
  address_postal_code: text('Postal code'),
  address_country: text('Country, two letters'),
};

export const returnAddress = shape('a return address', {
  return_address_id: idField('Id of the address; sending takes it'),
  ...addressFields,
  address_name: requiredText('Name'),
});

export const detectedAddress = shape('an address', addressFields);

export const postedPiece = shape('a letter or postcard', {
  message_id: text('Id of the piece'),
  status: text("The app's word for its state"),
  ...addressFields,
  post_price: amount('What it costs'),
  schedule: instant('When it is sent'),
  date_added: instant('When it was ordered'),
});

export const returnAddressId = id('Id of a return address; list-return-addresses gives it');

function line(description: string) {
  return z.string().min(1).max(255).describe(description);
}

export const addressBody = {
  address_name: line('Name of the person or company'),
  address_line_1: line('Street and number'),
  address_line_2: line('Second line').optional(),
  address_city: line('City'),
  address_state: line('State').optional(),
  address_postal_code: z.string().min(1).max(20).describe('Postal code'),
  address_country: z
    .string()
    .regex(/^[A-Z]{2}$/, "two letters such as 'AU'")
    .describe('Country, two letters: AU, GB, US'),
};

const recipients = z
  .array(z.strictObject({ ...addressBody, return_address_id: returnAddressId, schedule }))
  .min(1, 'name at least one address')
  .max(1_000)
  .describe('Addresses that it goes to');

const fileUrl = z.url({ protocol: /^https?$/ });

export const letterBody = {
  file_url: fileUrl.describe('Public address of the PDF; upload-file makes one'),
  recipients,
  colour: z.boolean().default(false).describe('True prints in colour. Default false'),
  duplex: z.boolean().default(false).describe('True prints on both sides. Default false'),
  priority_post: z.boolean().default(false).describe('True sends it by priority post. Default false'),
  template_used: z
    .boolean()
    .default(false)
    .describe(
      "True when the PDF leaves the place for the address as the app's template does; false adds a page for it. Default false",
    ),
};

export const postcardBody = {
  file_urls: z
    .array(fileUrl)
    .min(1)
    .max(2)
    .describe('Public addresses of the two sides as PDF, or one PDF of two pages; upload-file makes them'),
  recipients,
};

/** A piece as the app takes it: 1 and 0 for yes and no, no time for at once. */
export function postWire(piece: object): object {
  const members = Object.entries(piece).map(([name, value]) => [
    name,
    typeof value === 'boolean' ? Number(value) : value,
  ]);
  return { source: 'porin', ...Object.fromEntries(members) };
}

const refusedPiece = z.object({
  address_name: z.string().optional().describe('Who it was for'),
  status: z.string().describe("Why, in the app's word"),
  what_to_do: z.string().describe('How to make it work'),
});

export const postReport = z.object({
  accepted: z.array(postedPiece.schema).describe('The pieces that the app took, one for each address'),
  rejected: z.array(refusedPiece).describe('Those that were not taken, with the reason'),
  price: z.number().describe('What the accepted ones cost together'),
  currency: currencyField,
});

/** What an order of letters or postcards said; each address has a status of its own. */
export function reportOfPost(response: Pick<HttpResponse, 'body'>): z.output<typeof postReport> {
  const data = recordOf(dataOf(response));
  const listed = data?.['recipients'];
  if (!Array.isArray(listed)) throw unexpected('recipients', response.body);
  const pieces = listed.map((piece) => postedPiece.from(piece));
  return {
    accepted: pieces.filter(({ status }) => isAccepted(status ?? '')),
    rejected: pieces
      .filter(({ status }) => !isAccepted(status ?? ''))
      .map(({ address_name, status = 'SOMETHING_IS_WRONG' }) => ({
        ...(address_name === undefined ? {} : { address_name }),
        status,
        what_to_do: remedyOf(status),
      })),
    ...priced(data, data?.['total_price']),
  };
}

export const directMail = shape('a direct mail campaign', {
  campaign_id: int('Id of the campaign'),
  name: text('Its name'),
  status: text("The app's word for its state"),
  size: text('Size of the flyer'),
  schedule: instant('When it is delivered'),
  date_added: instant('When it was ordered'),
});

export const mailLocation = shape('an area', {
  location_id: int('Id of the area; send-direct-mail takes it'),
  postal_code: text('Postal code'),
  place_name: text('Place'),
  country_code: text('Country, two letters'),
});

export const directMailBody = {
  name: line('Name of the campaign'),
  size: z.enum(['DL', 'A5']).default('DL').describe('Size of the flyer: DL or A5. Default DL'),
  file_urls: z.array(fileUrl).min(1).max(2).describe('Public addresses of the flyer as PDF; upload-file makes them'),
  areas: z
    .array(
      z.strictObject({
        location_id: id('Id of an area; search-direct-mail-locations gives it'),
        quantity: z.int().min(1).describe('How many flyers'),
      }),
    )
    .min(1, 'name at least one area')
    .describe('Where they go'),
  schedule,
};
