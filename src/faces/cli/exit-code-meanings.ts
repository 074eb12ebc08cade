import type { exitCodes } from '../../kernel/errors.ts';

/** What each exit code tells; help and the reference show it. */
export const exitCodeMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  ok: 'done',
  failure: 'failed; no gateway is running',
  usage: 'the command line or an input is wrong',
  authentication: 'no valid token, or one that may not do this',
  notFound: 'no such connection, action, run or app',
  clientAction: 'a person has to act first: see clientAction or approvalUrl',
  rateLimited: 'too many requests; wait',
  upstream: 'the app refused or failed',
  timeout: 'no answer within --timeout',
  interrupted: 'stopped by Ctrl-C',
};
