import { listOf } from '../http/pages.ts';
import { type Call, get, post, put, type Route } from '../http/route.ts';
import type { Channel } from '../messages/channel.ts';
import { mms } from '../messages/mms.ts';
import { priceCampaign, sendCampaign } from '../messages/send.ts';
import { sms } from '../messages/sms.ts';
import { currencyOf, priceText } from '../money.ts';
import { seconds } from '../time.ts';
import {
  beginOf,
  type CampaignKind,
  type CampaignScene,
  campaignFields,
  campaignNamed,
  cancelCampaign,
  createCampaign,
  readCampaign,
  updateCampaign,
} from './campaigns.ts';
import type { Campaign } from './entities.ts';
import { linkRoutes } from './links.ts';

export const smsCampaigns: CampaignKind = {
  channel: 'sms',
  id: 'sms_campaign_id',
  fields: { ...campaignFields, from: { kind: 'text', otherwise: '' }, url_to_shorten: { kind: 'text' } },
  own: ['from', 'url_to_shorten'],
};

const mmsCampaigns: CampaignKind = {
  channel: 'mms',
  id: 'mms_campaign_id',
  fields: {
    ...campaignFields,
    from: { kind: 'text', otherwise: '' },
    subject: { kind: 'text', required: true },
    media_file: { kind: 'text', required: true },
  },
  own: ['from', 'subject', 'media_file'],
};

function show({ id: idName }: CampaignKind, campaign: Campaign) {
  return {
    [idName]: campaign.id,
    user_id: campaign.user_id,
    subaccount_id: campaign.subaccount_id,
    list_id: campaign.list_id,
    name: campaign.name,
    body: campaign.body,
    ...campaign.extra,
    schedule: String(campaign.schedule),
    status: campaign.status,
    date_added: String(campaign.date_added),
    custom_string: null,
    source: null,
    ip_address: '127.0.0.1',
    _total_count: campaign.total,
  };
}

/** The campaign's message as a request to send it would carry it. */
function asRequest(read: Readonly<Record<string, unknown>>) {
  const { list_id, body, from, subject, media_file } = read;
  return { messages: [{ list_id, body, from, subject }], media_file };
}

function price(call: Call, kind: CampaignKind, channel: Channel) {
  const read = readCampaign(call, kind);
  const { total_price: total, total_count: count } = priceCampaign({ ...call, channel }, asRequest(read));
  return {
    currency: currencyOf(call.caller.account.currency),
    data: { body: read['body'], from: read['from'], schedule: Number(read['schedule']) || seconds(call.world) },
    total_count: count,
    total_price: priceText(total * 10_000),
  };
}

function routesOf(kind: CampaignKind, channel: Channel): Route[] {
  const path = `/${channel.name}-campaigns`;
  const title = channel.name.toUpperCase();
  const one = `${path}/:${kind.id}`;
  return [
    get(path, (call) => {
      const where = { channel: kind.channel };
      const data = listOf(call, call.db.campaigns, { show: (found) => show(kind, found), where });
      return { message: `Here are your ${title} campaigns.`, data };
    }),
    post(`${path}/price`, (call) => ({
      message: `Here is your price for your ${title} Campaign.`,
      data: price(call, kind, channel),
    })),
    post(`${path}/send`, (call) => ({
      message: 'Your new campaign has been added.',
      data: show(kind, createCampaign(call, kind, readCampaign(call, kind))),
    })),
    get(one, (call) => ({ message: `Your ${title} Campaign.`, data: show(kind, campaignNamed(call, kind)) })),
    put(one, (call) => ({
      message: `Your ${title} Campaign has been updated.`,
      data: show(kind, updateCampaign(call, kind)),
    })),
    put(`${one}/cancel`, (call) => ({
      message: `Your ${title} Campaign has been cancelled.`,
      data: show(kind, cancelCampaign(call, kind)),
    })),
  ];
}

/** Sends a campaign's message to everybody in its list. */
export function deliverCampaign(scene: CampaignScene, campaign: Campaign): number {
  const channel = campaign.channel === 'mms' ? mms : sms;
  const whole = asRequest({ ...campaign.extra, list_id: campaign.list_id, body: campaign.body });
  return sendCampaign({ ...scene, channel, at: beginOf(campaign) }, whole, campaign.id);
}

export const messageCampaignRoutes: readonly Route[] = [
  ...routesOf(smsCampaigns, sms),
  ...routesOf(mmsCampaigns, mms),
  ...linkRoutes((call) => campaignNamed(call, smsCampaigns)),
];
