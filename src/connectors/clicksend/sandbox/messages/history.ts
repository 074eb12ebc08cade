import { exportFile } from '../files/exports.ts';
import { get, type Route } from '../http/route.ts';
import { longPriceText, priceText } from '../money.ts';
import type { Channel } from './channel.ts';
import type { Message } from './entities.ts';
import { messagePage } from './query.ts';

/** Rows of one export; a real one runs longer than anybody waits. */
const maxExported = 100_000;

/** A row of the history: numbers are texts there. */
export function showInHistory(message: Message) {
  const { extra, price, parts } = message;
  return {
    direction: message.direction,
    date: String(message.date),
    to: message.to,
    body: message.body,
    status: message.status,
    from: message.from,
    schedule: String(message.schedule),
    status_code: message.status_code,
    status_text: message.status_text,
    error_code: message.error_code,
    error_text: message.error_text,
    message_id: message.message_id,
    message_parts: parts.toFixed(2),
    message_price: longPriceText(price),
    from_email: message.from_email,
    list_id: message.list_id,
    custom_string: message.custom_string,
    contact_id: message.contact_id,
    user_id: message.user_id,
    subaccount_id: message.subaccount_id,
    country: message.country,
    carrier: message.carrier,
    first_name: message.first_name,
    last_name: message.last_name,
    ...extra,
    _api_username: message.username,
  };
}

/** Rows of calls and MMS name the time as the older parts of the service do. */
function showOlder(message: Message) {
  const { date: _, ...row } = showInHistory(message);
  return { ...row, date_added: message.date, message_price: priceText(message.price) };
}

/** History of a channel, and its export. */
export function historyRoutes({ name }: Channel): Route[] {
  const show = name === 'sms' ? showInHistory : showOlder;
  return [
    get(`/${name}/history`, (call) => ({
      message: name === 'sms' ? 'Here are your data.' : 'Here is your history.',
      data: messagePage(call, call.db.messages(name), show),
    })),
    get(`/${name}/history/export`, (call) => {
      const rows = call.db.messages(name).find({ orderBy: 'date', limit: maxExported }).map(showInHistory);
      return { message: 'Download your file here.', data: exportFile(call, rows) };
    }),
  ];
}
