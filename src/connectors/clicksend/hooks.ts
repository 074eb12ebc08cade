import { defineHooks, type Failure } from '../../kernel/connector.ts';
import type { HttpResponse } from '../../kernel/http.ts';
import { intOf, recordOf, textOf } from '../../kernel/shape.ts';
import { knownRemedy } from './messages/statuses.ts';

const unauthorized =
  'the app says the same for a wrong username, a wrong API key, a key of another username and an account that is not active';

/** Explains the app's envelope: `{"http_code", "response_code", "response_msg", "data"}`. */
export default defineHooks({
  refusal({ status, body }: HttpResponse) {
    const envelope = recordOf(body);
    const code = textOf(envelope?.['response_code']);
    if (!envelope || code === undefined) return undefined;
    const http = status >= 400 ? status : (intOf(envelope['http_code']) ?? status);
    if (http < 400 && (code === 'SUCCESS' || /^2\d\d$/.test(code))) return undefined;
    const said = textOf(envelope['response_msg']);
    // One path of validation puts the number 400 there.
    const name = /^\d+$/.test(code) ? '' : `${code}: `;
    const message = `${name}${said ?? 'the app gave no reason'}${http === 401 ? ` (${unauthorized})` : ''}`;
    const details = envelope['data'] ?? undefined;
    return { message, ...(http === 401 ? { credentials: true } : {}), ...(details === undefined ? {} : { details }) };
  },
  async advice({ status, message, input }: Failure) {
    const [code = ''] = /\b[A-Z]+(_[A-Z]+)+\b/.exec(message) ?? [];
    return (
      knownRemedy(code) ?? hints.find(({ when }) => when.test(`${status} ${message}`))?.hint(recordOf(input) ?? {})
    );
  },
});

const hints: readonly { readonly when: RegExp; hint(input: Readonly<Record<string, unknown>>): string }[] = [
  { when: /suspended/i, hint: () => 'Only the app’s support lifts a suspension: nothing can be sent until then' },
  { when: /list is not found/i, hint: () => 'list-contact-lists gives the ids of lists' },
  {
    when: /403 .*permissions to access this resource/i,
    hint: () => 'A wrong list id looks like a missing permission: list-contact-lists gives the ids',
  },
  {
    when: /Contact record not found/i,
    hint: () => 'list-contacts gives the ids of contacts; each belongs to one list',
  },
  {
    when: /Receipt record not found/i,
    hint: () =>
      'Receipts exist only for real recipients, and take a while: get-sms-history shows the state of a message',
  },
  {
    when: /404 .*cancel|cancel.* with 404/i,
    hint: () =>
      'Only a message that is still scheduled can be cancelled: get-sms-history with {"status": "Scheduled"} lists those',
  },
  {
    when: / with 404/,
    hint: (input) => {
      const ids = Object.keys(input).filter((name) => name.endsWith('_id'));
      return `There is nothing with ${ids.length === 0 ? 'this id' : `this ${ids.join(' and ')}`}: the list action of the same things gives the ids`;
    },
  },
];
