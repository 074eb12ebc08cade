import { exportFile } from '../files/exports.ts';
import { integerOf } from '../http/fields.ts';
import { listOf } from '../http/pages.ts';
import { type Call, get, post, type Route } from '../http/route.ts';
import { receiptRoutes } from '../messages/receipts.ts';
import { addressRoutes } from './addresses.ts';
import { emailCampaignRoutes } from './campaigns.ts';
import { priceEmail, sendEmail, showEmail } from './send.ts';
import { emailTemplateRoutes } from './templates.ts';

/** Transactional e-mail, between two dates if they are given. */
function whereOf({ query }: Call) {
  const from = integerOf(query.get('date_from'));
  const to = integerOf(query.get('date_to'));
  const dates = { ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lte: to }) };
  return { campaign_id: null, ...(from === undefined && to === undefined ? {} : { date_added: dates }) };
}

export const emailRoutes: readonly Route[] = [
  post('/email/send', sendEmail),
  post('/email/price', priceEmail),
  get('/email/history', (call) => {
    const data = listOf(call, call.db.emails, { show: (email) => showEmail(call, email), where: whereOf(call) });
    return { message: 'Here is your history.', data };
  }),
  get('/email/history/export', (call) => {
    const rows = call.db.emails.find({ where: whereOf(call) }).map((email) => {
      const { to, cc: _, bcc: __, _attachments, ...row } = showEmail(call, email);
      return { ...row, to: to.map((one) => one.email).join(' ') };
    });
    return { message: 'Download your file here.', data: exportFile(call, rows) };
  }),
  ...receiptRoutes('email'),
  ...addressRoutes,
  ...emailTemplateRoutes,
  ...emailCampaignRoutes,
];
