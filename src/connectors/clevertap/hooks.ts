import { defineHooks, type Failure } from '../../kernel/connector.ts';
import type { HttpResponse } from '../../kernel/http.ts';
import { envelopeIn, failedOf, unprocessedOf } from './answers.ts';

const wrongCredentials = /invalid credentials|account id is not valid|passcode invalid|account id mandatory/i;

/** Finds the failures that come with HTTP 200, and explains what the app's short words mean. */
export default defineHooks({
  refusal(response: HttpResponse) {
    const envelope = envelopeIn(response) ?? {};
    const failed = failedOf(envelope);
    // Why single records were not taken is an answer, which actions report record by record.
    if (!failed || (response.status < 300 && unprocessedOf(envelope).length > 0)) return undefined;
    const { message, code } = failed;
    const isCredentials = response.status === 401 || code === 401 || wrongCredentials.test(message);
    const shown = code === undefined || code === response.status ? message : `${message} (code ${code})`;
    if (isCredentials) {
      const meanings = 'a wrong account id, a wrong passcode and a wrong region all look like this';
      return { message: `${shown} (${meanings})`, credentials: true };
    }
    return { message: shown, details: { error: message, ...(code === undefined ? {} : { code }) } };
  },
  async advice({ status, message }: Failure) {
    return hints.find(({ when }) => when.test(`${status} ${message}`))?.hint;
  },
});

const hints: readonly { readonly when: RegExp; readonly hint: string }[] = [
  {
    when: /\(code 2\)|still in progress/i,
    hint: 'The page is being prepared: ask with the same cursor again in a minute',
  },
  {
    when: /\(code 3\)|Incorrect Usage/i,
    hint: 'The cursor did not arrive as the app gave it. Pass it exactly so: it is percent-encoded already and must be neither encoded again nor decoded. If it is unchanged, it is too old: begin anew',
  },
  {
    when: /CURSOR_INVALIDATED|invalid cursor/i,
    hint: 'The cursor is over: those of events live 4 hours (1 hour unused), those of profiles 4 days. Begin anew',
  },
  { when: /Invalid event\b/i, hint: 'get-schema with {"type": "events"} lists the events by their exact names' },
  {
    when: /Export not allowed/i,
    hint: 'Events of notifications cannot be exported: get-message-report has how messages did',
  },
  {
    when: /4002|future/i,
    hint: 'Days to come cannot be asked for; today is the last. The days are of the project’s zone',
  },
  { when: /Invalid request id/i, hint: 'The number is too old or of another endpoint: ask for the count anew' },
  {
    when: /Invalid campaign id/i,
    hint: 'get-campaigns gives the ids; only campaigns that were made by API can be asked for',
  },
  {
    when: /profile not found|no such profile/i,
    hint: 'A profile that was uploaded a moment ago may take minutes to appear. If you asked by identity: its case counts',
  },
];
