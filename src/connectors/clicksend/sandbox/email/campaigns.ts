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
} from '../campaigns/campaigns.ts';
import type { Campaign } from '../campaigns/entities.ts';
import { exportFile } from '../files/exports.ts';
import { textOf } from '../http/fields.ts';
import { listOf } from '../http/pages.ts';
import { type Call, get, post, put, type Route } from '../http/route.ts';
import { filledFor } from '../messages/placeholders.ts';
import { creditOf, currencyOf, priceText } from '../money.ts';
import type { EmailMessage } from './entities.ts';
import { confirmedSender, plainText, priceOfEmail, queueEmail } from './send.ts';

const kind: CampaignKind = {
  channel: 'email',
  id: 'email_campaign_id',
  fields: {
    ...campaignFields,
    body: { kind: 'text', otherwise: '' },
    subject: { kind: 'text', required: true },
    from_email_address_id: { kind: 'integer', required: true },
    from_name: { kind: 'text', required: true },
    template_id: { kind: 'integer' },
  },
  own: ['subject', 'from_email_address_id', 'from_name', 'template_id'],
};

const path = '/email-campaigns';
const one = `${path}/:${kind.id}`;

/** The fields of a request; a template gives the body that is not given. Errors: 400, 404. */
function read(call: Call) {
  const fields = readCampaign(call, kind);
  confirmedSender(call, fields['from_email_address_id']);
  const template = call.db.items('email_templates').get(Number(fields['template_id']));
  return { ...fields, body: fields['body'] || (textOf(template?.['body']) ?? '') };
}

function reachable({ db }: Pick<Call, 'db'>, listId: unknown) {
  const contacts = db.contacts.find({ where: { list_id: Number(listId) } });
  return contacts.flatMap((contact) => (contact.email === null ? [] : [{ ...contact, email: contact.email }]));
}

function show({ db }: Call, campaign: Campaign) {
  return {
    email_campaign_id: campaign.id,
    user_id: campaign.user_id,
    subaccount_id: campaign.subaccount_id,
    list_id: campaign.list_id,
    name: campaign.name,
    ...campaign.extra,
    body: campaign.body,
    body_plain_text: plainText(campaign.body),
    schedule: campaign.schedule === 0 ? '' : String(campaign.schedule),
    date_added: String(campaign.date_added),
    status: campaign.status,
    custom_string: '',
    send_count: campaign.total === 0 ? 0 : db.emails.count({ campaign_id: campaign.id, status: 'Sent' }),
    open_count: 0,
    click_count: 0,
    soft_bounce_count: 0,
    hard_bounce_count: 0,
    abuse_count: 0,
    unsubscribe_count: 0,
  };
}

function priced(call: Call, fields: Readonly<Record<string, unknown>>, data: unknown) {
  const reached = reachable(call, fields['list_id']);
  return {
    currency: currencyOf(call.caller.account.currency),
    data,
    queued_count: reached.length,
    total_count: call.db.contacts.count({ list_id: Number(fields['list_id']) }),
    total_price: priceText(priceOfEmail(reached, call.caller.account)),
  };
}

function showInHistory(email: EmailMessage) {
  return {
    message_id: email.message_id,
    email_campaign_id: email.campaign_id,
    contact_id: email.contact_id,
    from_address: String(email.from_email_address_id),
    from_name: email.from_name,
    to_address: email.to[0]?.email ?? null,
    to_name: email.to[0]?.name ?? null,
    subject: email.subject,
    status: email.status === 'Queued' ? null : email.status,
    processed_at: email.status === 'Sent' ? email.schedule : null,
    open_count: 0,
    click_count: 0,
    soft_bounce_count: 0,
    hard_bounce_count: 0,
  };
}

/** Sends a campaign's e-mail to everybody in its list who has an address, as far as the credit goes. */
export function deliverEmailCampaign(scene: CampaignScene, campaign: Campaign): number {
  const { extra } = campaign;
  const sender = scene.db.items('email_addresses').get(Number(extra['from_email_address_id']));
  const contacts = sender === undefined ? [] : reachable(scene, campaign.list_id);
  const begun = { ...scene, at: beginOf(campaign) };
  const { account } = scene.caller;
  let credit = creditOf(scene.world, account);
  let count = 0;
  for (const contact of contacts) {
    const { email } = contact;
    const price = priceOfEmail([contact], account);
    if (price > credit) continue;
    credit -= price;
    count += 1;
    queueEmail(begun, {
      to: [{ email, name: [contact.first_name, contact.last_name].filter((part) => part).join(' ') || email }],
      cc: [],
      bcc: [],
      from_email_address_id: sender?.id ?? 0,
      from_address: String(sender?.['email_address']),
      from_name: String(extra['from_name']),
      subject: filledFor(String(extra['subject']), contact),
      body: filledFor(campaign.body, contact),
      attachments: [],
      schedule: 0,
      price,
      campaign_id: campaign.id,
      contact_id: contact.id,
    });
  }
  return count;
}

export const emailCampaignRoutes: readonly Route[] = [
  get(path, (call) => {
    const data = listOf(call, call.db.campaigns, { show: (found) => show(call, found), where: { channel: 'email' } });
    return { message: 'Here are your email campaigns', data };
  }),
  post(`${path}/price`, (call) => {
    const fields = read(call);
    return { message: 'Total price for email campaign.', data: priced(call, fields, fields) };
  }),
  post(`${path}/send`, (call) => {
    const fields = read(call);
    const campaign = createCampaign(call, kind, fields);
    return { message: 'Email campaign has been created.', data: priced(call, fields, show(call, campaign)) };
  }),
  get(one, (call) => ({ message: 'Here is your email campaign.', data: show(call, campaignNamed(call, kind)) })),
  put(one, (call) => ({
    message: 'Email campaign has been updated.',
    data: show(call, updateCampaign(call, kind)),
  })),
  put(`${one}/cancel`, (call) => ({
    message: 'Email campaign has been cancelled.',
    data: show(call, cancelCampaign(call, kind)),
  })),
  get(`${one}/history`, (call) => {
    const where = { campaign_id: campaignNamed(call, kind).id };
    return { message: 'Here is your result.', data: listOf(call, call.db.emails, { show: showInHistory, where }) };
  }),
  get(`${one}/history/export`, (call) => {
    const where = { campaign_id: campaignNamed(call, kind).id };
    const rows = call.db.emails.find({ where }).map(showInHistory);
    return { message: 'Download your file here.', data: exportFile(call, rows) };
  }),
];
