import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { PorinError } from '../kernel/errors.ts';

/** The header of every request to the control API. */
export const controlHeader = 'x-sandbox-token';

/** A control token: unguessable, so that whoever can reach the port, as the gateway can for each tenant, cannot steer. */
export function newControlToken(): string {
  return `sbx-${randomBytes(32).toString('base64url')}`;
}

const loopbackHost = /^(([a-z0-9-]+\.)*localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;
const loopbackAddress = /^(::ffff:)?127\.|^::1$/;

/**
 * Lets only callers on this machine who know the token pass to the control API.
 * Errors: `access_denied` that says where the token is.
 */
export function refuseUncontrolled(
  request: Request,
  { remoteAddress, token }: { readonly remoteAddress: string | undefined; readonly token: string },
): void {
  if (remoteAddress !== undefined && !loopbackAddress.test(remoteAddress)) {
    throw new PorinError('access_denied', 'The control API answers only callers on its own machine', {
      hint: 'Send the request from there, to 127.0.0.1 or localhost',
    });
  }
  if (isEqual(request.headers.get(controlHeader) ?? '', token)) return;
  throw new PorinError('access_denied', `The control API needs its token in the header ${controlHeader}`, {
    hint: 'porin sandbox list --json shows it to the owner of the gateway',
  });
}

/** A host name or address as `Host` carries it, without a port. */
export const hostName = /^([\w.-]+|\[[\da-f:]+\])$/i;

/** The names that a sandbox answers for besides those of this machine. */
export interface OwnNames {
  /** `http://127.0.0.1:4711`, the address in force. */
  readonly origin: string;
  /** Without ports; none when absent. */
  readonly hosts?: readonly string[] | undefined;
}

/**
 * Refuses what a page of another site makes a browser on this machine send: the demo credentials are no secret.
 * Errors: `access_denied` that names the page's origin.
 */
export function refuseForeignPages(request: Request, own: OwnNames): void {
  const host = request.headers.get('host') ?? new URL(request.url).host;
  // A foreign name may be made to lead to this machine; then only Host gives the page away.
  if (!isOwn(host, own)) {
    throw refusal(`The sandbox does not answer for the host ${JSON.stringify(host.slice(0, 100))}`);
  }
  const origin = request.headers.get('origin');
  if (origin === null || isOwn(origin.replace(/^https?:\/\//, ''), own)) return;
  // A form of our own pages says null, because they send no referrer.
  if (origin === 'null' && request.headers.get('sec-fetch-site') === 'same-origin') return;
  throw refusal(`The sandbox does not answer pages of ${JSON.stringify(origin.slice(0, 100))}`);
}

function isOwn(host: string, { origin, hosts = [] }: OwnNames): boolean {
  if (loopbackHost.test(host) || host === new URL(origin).host) return true;
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return hosts.some((allowed) => allowed.toLowerCase() === name);
}

function refusal(message: string): PorinError {
  return new PorinError('access_denied', message, {
    hint: 'Call it by 127.0.0.1 or localhost, or allow the name with PORIN_SANDBOX_HOSTS or the option hosts; a page has to be served from there too',
  });
}

/** Takes as long for a nearly right token as for a wrong one. */
function isEqual(given: string, expected: string): boolean {
  const [left, right] = [given, expected].map((text) => createHash('sha256').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}
