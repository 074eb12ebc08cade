import type { CustomFetchOptions } from 'oauth4webapi';
import { PorinError } from '../../../kernel/errors.ts';
import { type Members, members, tidied } from './answer-members.ts';
import type { AppServer } from './server.ts';
import type { TokenRequestParts } from './token-requests.ts';

const maxAnswerBytes = 256 * 1024;
/** Of one connection there is never more than a refresh, a revocation and somebody's sign-in. */
const concurrency = 8;
/** Failures that say themselves that nothing was done. */
const unprocessed = new Set([501, 503]);

/**
 * A fetch for oauth4webapi that goes through egress, once: a token request that was sent twice could void the tokens.
 * Errors: the egress's own; for a failing server `upstream_failed` or `outcome_unknown`, as its status says.
 */
export function egressFetch(
  { egress, timeoutMs }: Pick<TokenRequestParts, 'egress' | 'timeoutMs'>,
  server: AppServer,
  key: string,
) {
  return async (address: string, options: CustomFetchOptions<'POST', URLSearchParams>): Promise<Response> => {
    const url = new URL(address);
    const answer = await egress.send({
      method: options.method,
      url,
      headers: options.headers,
      body: options.body.toString(),
      policy: server.policy,
      limits: { key, concurrency, timeoutMs, maxResponseBytes: maxAnswerBytes },
      retry: 'never',
      signal: options.signal,
    });
    const { status } = answer;
    const said = members(new TextDecoder().decode(answer.body));
    if (status < 300) return readable(200, said && tidied(said));
    if (status >= 400 && status < 500 && status !== 429 && isRefusal(said)) return readable(status, said);
    throw new PorinError(
      status < 500 || unprocessed.has(status) ? 'upstream_failed' : 'outcome_unknown',
      `${server.appName} answered ${url.pathname} with ${status}`,
      { details: { status }, hint: 'The sign-in server of the app failed; try again later' },
    );
  };
}

/** A refusal that says so. Any other 4xx comes from a server in between, or from one whose words nobody knows; both did nothing. */
function isRefusal(said: Members | undefined): boolean {
  return typeof said?.['error'] === 'string' && said['error'] !== '';
}

/** What the library reads, whatever the server called it. An empty answer is one, too: a revocation says no more. */
function readable(status: number, said: Members | undefined): Response {
  if (!said) return new Response(null, { status });
  return new Response(JSON.stringify(said), { status, headers: { 'content-type': 'application/json' } });
}
