import type { CustomFetchOptions } from 'oauth4webapi';
import { PorinError } from '../../../kernel/errors.ts';
import type { EgressResponse } from '../../../kernel/ports/egress.ts';
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
    if (isOAuthAnswer(answer)) return response(answer, server);
    throw new PorinError(
      status < 500 || unprocessed.has(status) ? 'upstream_failed' : 'outcome_unknown',
      `${server.appName} answered ${url.pathname} with ${status}`,
      { details: { status }, hint: 'The sign-in server of the app failed; try again later' },
    );
  };
}

/** What the library reads: a success, or a refusal in JSON. Anything else comes from a server in between, or from a broken one. */
function isOAuthAnswer({ status, headers }: EgressResponse): boolean {
  if (status < 300) return true;
  return status >= 400 && status < 500 && status !== 429 && /[/+]json\b/i.test(headers['content-type'] ?? '');
}

function response({ status, headers, body }: EgressResponse, { option }: AppServer): Response {
  const isEmpty = body.byteLength === 0 || status === 204 || status === 205 || status === 304;
  const text = isEmpty ? null : withoutIdentity(new TextDecoder().decode(body), option.issuer);
  return new Response(text, { status, headers: { ...headers } });
}

/** Nobody is signed in to us by it, and without a known issuer an id token could not be checked. */
function withoutIdentity(text: string, issuer: string | undefined): string {
  if (issuer !== undefined || !text.includes('"id_token"')) return text;
  try {
    const { id_token: _, ...rest } = JSON.parse(text) as Record<string, unknown>;
    return JSON.stringify(rest);
  } catch {
    // Not JSON: the library says so better.
    return text;
  }
}
