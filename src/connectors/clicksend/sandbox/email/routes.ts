import { exportFile } from '../files/exports.ts';
import { integerOf } from '../http/fields.ts';
import { listOf } from '../http/pages.ts';
import { type Call, get, post, type Route } from '../http/route.ts';
import { receiptRoutes } from '../messages/receipts.ts';
import { addressRoutes } from './addresses.ts';
import { emailCampaignRoutes } from './campaigns.ts';
import { priceEmail, sendEmail, showEmail } from './send.ts';
import { emailTemplateRoutes } from './templates.ts';

/** Transactional e-mail between two dates. */
function found({ db, query }: Call) {
  const from = integerOf(query.get('date_from'));
  const to = integerOf(query.get('date_to'));
  const dates = { ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lte: to }) };
  const where = { campaign_id: null, ...(from === undefined && to === undefined ? {} : { date_added: dates }) };
  return db.emails.find({ where });
}

export const emailRoutes: readonly Route[] = [
  post('/email/send', sendEmail),
  post('/email/price', priceEmail),
  get('/email/history', (call) => {
    const emails = { ...call.db.emails, all: () => found(call) };
    return { message: 'Here is your history.', data: listOf(call, emails, (email) => showEmail(call, email)) };
  }),
  get('/email/history/export', (call) => {
    const rows = found(call).map((email) => {
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
