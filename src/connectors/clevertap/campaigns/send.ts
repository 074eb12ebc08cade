import { z } from 'zod';
import type { HttpRequest, HttpResponse } from '../../../kernel/http.ts';
import { textOf } from '../../../kernel/shape.ts';
import { doneOf } from '../answers.ts';

const ids = (description: string) => z.array(z.string().min(1)).min(1).optional().describe(description);
const mostRecipients = 1_000;

/** To whom a message goes. */
export const recipients = z
  .strictObject({
    identity: ids('Your own ids of the people'),
    email: ids('E-mail addresses'),
    objectId: ids("The app's ids of devices"),
    FBID: ids('Facebook ids'),
    GPID: ids('Google ids'),
  })
  .refine((to) => count(to) > 0, 'name at least one recipient')
  .refine((to) => count(to) <= mostRecipients, `at most ${mostRecipients} recipients a call`)
  .describe('Recipients, at most 1,000; those whom the project does not know get nothing, without an error');

function count(to: Readonly<Record<string, readonly string[] | undefined>>): number {
  return Object.values(to).reduce((sum, list) => sum + (list?.length ?? 0), 0);
}

/** Members that every message to given people may have. */
export const sendFields = {
  to: recipients,
  tag_group: z.string().optional().describe('Name under which the messages are counted together in reports'),
  campaign_id: z.string().optional().describe('Id under which the messages are counted together in reports'),
  respect_frequency_caps: z.boolean().optional().describe('Whether the limits of messages a person count'),
  provider_nick_name: z.string().optional().describe('Provider, as the dashboard names it, when there are several'),
};

export const sendOutput = z.object({
  queued: z.boolean().describe('True: the app has taken the message; who got it, get-message-report shows later'),
  recipients: z.int().describe('How many recipients were named'),
  message: z.string().describe('What the app says'),
});

/** One message to given people. */
export function sendRequest(channel: string, fields: Readonly<Record<string, unknown>>): HttpRequest {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return { method: 'POST', path: `/send/${channel}.json`, body: { json: Object.fromEntries(given) } };
}

export function sendResult(response: HttpResponse, { to }: { readonly to: Parameters<typeof count>[0] }) {
  return { queued: true, recipients: count(to), message: textOf(doneOf(response)['message']) ?? 'Accepted' };
}
