import { exportFile } from '../files/exports.ts';
import { showItem } from '../http/crud.ts';
import { type Fields, idOf, integerOf, objectOf, readFields, textOf } from '../http/fields.ts';
import { listOf } from '../http/pages.ts';
import { badRequest, notFound } from '../http/refusal.ts';
import { type Call, get, post, put, type Route } from '../http/route.ts';
import { newUuid } from '../ids.ts';
import { addToDay } from '../messages/days.ts';
import { inCurrency } from '../messages/prices.ts';
import { charge, creditOf, currencyOf, longPriceText, priceNumber, priceText } from '../money.ts';
import { seconds } from '../time.ts';
import type { PostItem } from './entities.ts';
import { addressFields, returnAddresses } from './return-addresses.ts';

const maxRecipients = 1000;
const queueSeconds = 60;
/** Codes of places that are never written to, and cost nothing. */
const testPostalCodes: ReadonlySet<string> = new Set(['11111', '22222', '33333']);

/** How letters and postcards differ. */
interface Piece {
  readonly kind: 'letter' | 'postcard';
  readonly path: string;
  readonly sent: string;
  readonly cancelled: string;
  /** What holds for all recipients of a request. Errors: 400. */
  common(fields: Fields): Readonly<Record<string, unknown>>;
  /** Of one piece, in ten-thousandths. */
  price(common: Readonly<Record<string, unknown>>, country: string): number;
}

/** The addresses of a list. Errors: 400. */
export function pdfsOf(values: readonly unknown[]): string[] {
  return values.map((value) => pdfOf(value, 'file_urls'));
}

function pdfOf(value: unknown, name: string): string {
  const url = textOf(value) ?? '';
  if (url === '') throw badRequest(`Some required fields are missing: ${name}.`);
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) throw badRequest(`The ${name} format is invalid.`);
  return url;
}

const flag = (value: unknown): number => (integerOf(value) === 1 || value === true ? 1 : 0);
const abroad = (country: string): number => (country.toUpperCase() === 'AU' ? 0 : 12_000);

const letters: Piece = {
  kind: 'letter',
  path: '/post/letters',
  sent: 'Letters queued for delivery.',
  cancelled: 'Scheduled letter message has been cancelled.',
  common: (fields) => ({
    _file_url: pdfOf(fields['file_url'], 'file_url'),
    template_used: flag(fields['template_used']),
    colour: flag(fields['colour']),
    duplex: flag(fields['duplex']),
    priority_post: flag(fields['priority_post']),
    post_pages: 1,
    source: textOf(fields['source']) ?? null,
  }),
  price: ({ colour, priority_post: priority }, country) =>
    22_000 + (colour === 1 ? 6_000 : 0) + (priority === 1 ? 9_000 : 0) + abroad(country),
};

const postcards: Piece = {
  kind: 'postcard',
  path: '/post/postcards',
  sent: 'Postcards queued for delivery.',
  cancelled: 'Scheduled postcard message has been cancelled.',
  common: (fields) => {
    const urls = fields['file_urls'];
    if (!Array.isArray(urls) || urls.length === 0) throw badRequest('Some required fields are missing: file_urls.');
    return { _file_url: pdfsOf(urls)[0], source: textOf(fields['source']) ?? null };
  },
  price: (_, country) => 17_100 + abroad(country),
};

interface Prepared {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly schedule: number;
  readonly price: number;
  readonly status: string;
}

function recipientsOf(call: Call, piece: Piece): Prepared[] {
  const common = piece.common(call.fields);
  const given = call.fields['recipients'];
  if (!Array.isArray(given) || given.length === 0) throw badRequest('Some required fields are missing: recipients.');
  if (given.length > maxRecipients) throw badRequest(`You can only send to ${maxRecipients} recipients at once.`);
  const { currency } = call.caller.account;
  let credit = creditOf(call.world, call.caller.account);
  return given.map(objectOf).map((recipient) => {
    const address = readFields(addressFields, recipient);
    const returnId = integerOf(recipient['return_address_id']);
    if (returnId !== undefined && call.db.items('return_addresses').get(returnId) === undefined) {
      throw notFound(returnAddresses.notFound);
    }
    const isTest = testPostalCodes.has(String(address['address_postal_code']));
    const price = isTest ? 0 : inCurrency(piece.price(common, String(address['address_country'])), currency);
    const status = price > credit ? 'INSUFFICIENT_CREDIT' : 'SUCCESS';
    if (status === 'SUCCESS') credit -= price;
    return {
      fields: {
        ...common,
        ...address,
        return_address_id: returnId ?? null,
        custom_string: textOf(recipient['custom_string']) ?? null,
      },
      schedule: Math.max(seconds(call.world), integerOf(recipient['schedule']) ?? 0),
      price,
      status,
    };
  });
}

function keep({ world, db, caller }: Call, { kind }: Piece, prepared: Prepared): PostItem {
  const now = seconds(world);
  const isLater = prepared.schedule > now;
  charge(world, caller.account.id, prepared.price);
  addToDay(db, { at: now, channel: 'post', subaccountId: caller.subaccount.id, count: 1, price: prepared.price });
  return db.post.insert({
    id: world.store.nextId(`${caller.account.id}/post`),
    kind,
    message_id: newUuid(world.random),
    status: isLater ? 'Scheduled' : 'Queued',
    price: prepared.price,
    schedule: prepared.schedule,
    date_added: now,
    user_id: caller.account.id,
    subaccount_id: caller.subaccount.id,
    fields: prepared.fields,
    dueAt: isLater ? prepared.schedule : now + queueSeconds,
  });
}

function show({ db, caller }: Call, item: Omit<PostItem, 'id' | 'kind' | 'dueAt'>) {
  const from = db.items('return_addresses').get(idOf(textOf(item.fields['return_address_id'])));
  return {
    user_id: item.user_id,
    subaccount_id: item.subaccount_id,
    list_id: null,
    message_id: item.message_id,
    ...item.fields,
    post_price: priceText(item.price),
    schedule: item.schedule,
    date_added: item.date_added,
    status: item.status,
    _return_address: from === undefined ? null : showItem(returnAddresses, from),
    _api_username: caller.subaccount.api_username,
  };
}

/** What a request costs, and if it sends, what became of each piece. */
function answer(call: Call, piece: Piece, isSent: boolean) {
  const prepared = recipientsOf(call, piece);
  const { account, subaccount } = call.caller;
  const recipients = prepared.map((one) => {
    if (isSent && one.status === 'SUCCESS') return { ...show(call, keep(call, piece, one)), status: one.status };
    const at = { date_added: seconds(call.world), user_id: account.id, subaccount_id: subaccount.id };
    return show(call, { ...one, ...at, message_id: newUuid(call.world.random) });
  });
  const accepted = prepared.filter(({ status }) => status === 'SUCCESS');
  return {
    total_price: priceNumber(accepted.reduce((sum, { price }) => sum + price, 0)),
    total_count: prepared.length,
    queued_count: accepted.length,
    recipients,
    _currency: currencyOf(account.currency),
  };
}

function cancel({ world, db, caller, params }: Call, piece: Piece) {
  const id = (params['message_id'] ?? '').toUpperCase();
  const found = db.post.first({ where: { kind: piece.kind, message_id: id } });
  if (found?.status !== 'Scheduled') throw notFound('Message record not found.');
  db.post.update(found.id, { status: 'Cancelled', dueAt: null });
  const { date_added: at, subaccount_id: subaccountId } = found;
  addToDay(db, { at, channel: 'post', subaccountId, count: -1, price: -found.price });
  charge(world, caller.account.id, -found.price);
  return { message: piece.cancelled, data: null };
}

function routesOf(piece: Piece): Route[] {
  const { kind, path } = piece;
  const row = (call: Call, item: PostItem) => ({
    ...show(call, item),
    post_price: longPriceText(item.price),
    schedule: String(item.schedule),
  });
  const toFile = (call: Call) => {
    const rows = call.db.post.find({ where: { kind } }).map((item) => {
      const { _return_address, ...flat } = row(call, item);
      return flat;
    });
    return { message: 'Download your file here.', data: exportFile(call, rows) };
  };
  return [
    post(`${path}/send`, (call) => ({ message: piece.sent, data: answer(call, piece, true) })),
    post(`${path}/price`, (call) => ({ message: 'Here are your data.', data: answer(call, piece, false) })),
    get(`${path}/history`, (call) => {
      const data = listOf(call, call.db.post, { show: (item) => row(call, item), where: { kind } });
      return { message: 'Here is your history.', data };
    }),
    get(`${path}/history/export`, toFile),
    get(`${path}/export`, toFile),
    put(`${path}/:message_id/cancel`, (call) => cancel(call, piece)),
  ];
}

export const pieceRoutes: readonly Route[] = [...routesOf(letters), ...routesOf(postcards)];
