import { type Fields, integerOf } from '../http/fields.ts';
import { type Call, get, post, type Route } from '../http/route.ts';
import { cancelRoutes } from './cancel.ts';
import type { Channel } from './channel.ts';
import { historyRoutes } from './history.ts';
import { inboundRoutes } from './inbound.ts';
import { mms } from './mms.ts';
import { receiptRoutes } from './receipts.ts';
import { priceMessages, sendMessages } from './send.ts';
import { sms, smsWithShortLinks } from './sms.ts';
import { languages, voice } from './voice.ts';

/** Sending of a channel; `pick` chooses what this request needs. */
function sendRoutes(channel: Channel, pick: (whole: Fields) => Channel = () => channel): Route[] {
  const sending = ({ world, db, caller, fields }: Call) => ({ world, db, caller, channel: pick(fields) });
  return [
    post(`/${channel.name}/send`, (call) => ({
      message: channel.queued,
      data: sendMessages(sending(call), call.fields),
    })),
    post(`/${channel.name}/price`, (call) => ({
      message: 'Here are your data.',
      data: priceMessages(sending(call), call.fields),
    })),
  ];
}

export const messageRoutes: readonly Route[] = [
  ...sendRoutes(sms, ({ shorten_urls: wanted }) =>
    wanted === true || integerOf(wanted) === 1 ? smsWithShortLinks : sms,
  ),
  ...sendRoutes(voice),
  ...sendRoutes(mms),
  ...[sms, voice, mms].flatMap((channel) => [...historyRoutes(channel), ...cancelRoutes(channel)]),
  ...(['sms', 'voice', 'mms'] as const).flatMap(receiptRoutes),
  ...inboundRoutes,
  get('/voice/lang', () => ({ message: 'Here are your languages.', data: languages })),
];
