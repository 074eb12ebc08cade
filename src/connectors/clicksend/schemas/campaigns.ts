import { z } from 'zod';
import { id as idField, int, shape, text } from '../../../kernel/shape.ts';
import { sender } from '../messages/prepare.ts';
import { instant, schedule } from '../times.ts';
import { id, listId } from './common.ts';

const common = {
  name: text('Its name'),
  list_id: int('List that it goes to'),
  body: text('Its text'),
  status: text('Draft, Queued, Scheduled, WaitApproval, Approved, Sending, Sent, Cancelled or Failed'),
  schedule: instant('When it is sent'),
  date_added: instant('When it was made'),
};

export const smsCampaign = shape('a text campaign', {
  sms_campaign_id: idField('Id of the campaign'),
  ...common,
  from: text('Sender'),
});

export const mmsCampaign = shape('a picture campaign', {
  mms_campaign_id: idField('Id of the campaign'),
  ...common,
  subject: text('Its subject'),
  from: text('Sender'),
});

export const emailCampaign = shape('an e-mail campaign', {
  email_campaign_id: idField('Id of the campaign'),
  ...common,
  subject: text('Its subject'),
  from_name: text('Name of the sender'),
  from_email_address_id: int('Id of the address of the sender'),
});

export const smsCampaignId = id('Id of a text campaign; list-sms-campaigns gives it');
export const mmsCampaignId = id('Id of a picture campaign; list-mms-campaigns gives it');
export const emailCampaignId = id('Id of an e-mail campaign; list-email-campaigns gives it');

const named = {
  list_id: listId,
  name: z.string().min(1).max(255).describe('Name of the campaign, which recipients do not see'),
};

export const smsCampaignBody = {
  ...named,
  body: z
    .string()
    .min(1)
    .max(2_000)
    .describe('The text; placeholders such as (First Name) are filled in, http://smsg.io/xxxxx becomes the short link'),
  from: sender,
  schedule,
  url_to_shorten: z.url().optional().describe('Address that the short link in the text leads to'),
};

export const mmsCampaignBody = {
  ...named,
  body: z.string().min(1).max(1_500).describe('The text'),
  subject: z.string().min(1).max(20).describe('Subject, at most 20 characters'),
  media_file: z.url().describe('Public address of the picture, up to 250 kB; upload-file makes one'),
  from: sender,
  schedule,
};

export const emailCampaignBody = {
  ...named,
  subject: z.string().min(1).max(255).describe('Subject'),
  body: z.string().min(1).describe('HTML of the e-mail; placeholders such as (First Name) are filled in'),
  from_email_address_id: id('Id of the address of the sender; list-email-addresses gives it, verified ones only'),
  from_name: z.string().min(1).max(100).describe('Name of the sender'),
  template_id: id('Id of an e-mail template; list-email-templates gives it').optional(),
  schedule,
};
