import { z } from 'zod';
import type { RunTools } from '../../../kernel/action.ts';
import { fileInput, fileOf } from '../../../kernel/files.ts';
import { flag, id as idField, int, requiredText, shape, text } from '../../../kernel/shape.ts';
import { amount } from '../money.ts';
import { instant, schedule } from '../times.ts';
import { base64Of } from './attached.ts';
import { id } from './common.ts';

export const emailAddress = shape('an e-mail address', {
  email_address_id: idField('Id of the address; send-email takes it'),
  email_address: requiredText('The address'),
  verified: flag('Whether it may be sent from'),
  date_added: instant('When it was added'),
});

export const emailAddressId = id('Id of an address to send from; list-email-addresses gives it');
export const activationToken = z
  .string()
  .min(1)
  .max(100)
  .describe('Token of the e-mail that the app wrote to the address');

export const sentEmail = shape('an e-mail', {
  message_id: text('Id of the e-mail'),
  status: text("The app's word for its state"),
  status_text: text('Its state in words'),
  subject: text('Subject'),
  schedule: instant('When it is sent'),
  date_added: instant('When it was made'),
  from_name: text('Name of the sender'),
  soft_bounce_count: int('How often it came back for now: a full mailbox'),
  hard_bounce_count: int('How often it came back for good: no such address'),
  price: amount('What it costs'),
});

export const campaignEmail = shape('an e-mail of a campaign', {
  message_id: text('Id of the e-mail'),
  status: text("The app's word for its state"),
  date_added: instant('When it was sent'),
  contact_id: int('Contact that it went to'),
  price: amount('What it cost'),
});

const person = z.strictObject({
  email: z.email().describe('E-mail address'),
  name: z.string().max(100).optional().describe('Name shown with it'),
});

const attachment = z.strictObject({
  file: fileInput('The file; its name is shown'),
  inline: z
    .boolean()
    .default(false)
    .describe('True for a picture that the HTML shows by cid:content_id. Default false'),
  content_id: z.string().max(255).optional().describe('Id that the HTML refers to; needed when inline'),
});

export const emailBody = {
  to: z.array(person).min(1, 'name at least one person').max(100).describe('People it goes to'),
  cc: z.array(person).max(100).optional().describe('People who get a copy'),
  bcc: z.array(person).max(100).optional().describe('People who get a copy that the others do not see'),
  from: z
    .strictObject({
      email_address_id: emailAddressId,
      name: z.string().max(100).optional().describe('Name of the sender'),
    })
    .describe('Sender: an address of the account, verified'),
  subject: z.string().min(1).max(255).describe('Subject'),
  body: z.string().min(1).describe('HTML of the e-mail'),
  attachments: z.array(attachment).max(20).optional().describe('Files that go with it'),
  schedule,
};

const email = z.strictObject(emailBody);

/** An e-mail as the app takes it. Errors: `payload_too_large`. */
export async function emailWire(
  { attachments, ...rest }: z.output<typeof email>,
  readFile: RunTools['readFile'],
): Promise<object> {
  if (attachments === undefined) return rest;
  const files: object[] = [];
  for (const { file, inline, content_id } of attachments) {
    const { name, contentType } = fileOf(file);
    const disposition = inline ? 'inline' : 'attachment';
    const content = await base64Of(file, readFile);
    files.push({ content, type: contentType, filename: name, disposition, content_id: content_id ?? name });
  }
  return { ...rest, attachments: files };
}
