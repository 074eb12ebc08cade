import { parse } from 'tldts';
import { PorinError } from '../../kernel/errors.ts';

/** Where an app is, as somebody wrote it. */
export interface AppAddress {
  /** Lower case, without `www.`, port, trailing dot and user. */
  readonly host: string;
  /** What belongs to one owner: `example.co.uk` of `app.example.co.uk`, `foo.github.io` of itself. */
  readonly domain: string;
  /** First segment of the path, lower case; empty without one. */
  readonly path: string;
}

const hint = 'Give the address of the app, such as https://example.com/, or its domain';
const machine = /^\d+(\.\d+){3}$/;

/**
 * Reads what a person or a skill gives as the address of an app: a URL, a bare domain, or the app's name.
 * `name` is given when there is no dot, so that it cannot be a host.
 * Errors: `bad_request` for what can be neither (empty, other schemes, addresses of machines).
 */
export function readAppAddress(appUrl: string): AppAddress | { readonly name: string } {
  const written = withoutControls(appUrl);
  if (written === '') throw new PorinError('bad_request', 'appUrl: is empty', { hint });
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(written)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    throw new PorinError('bad_request', `appUrl: ${scheme}: is not a web address`, { hint });
  }
  if (scheme === undefined && /^[\p{L}\p{N}][\p{L}\p{N} _-]*$/u.test(written)) {
    if (written.toLowerCase() === 'localhost')
      throw new PorinError('bad_request', 'appUrl: localhost is this machine, not an app', { hint });
    return { name: written.toLowerCase() };
  }
  const address = scheme === undefined ? `https://${written}` : written;
  if (!URL.canParse(address))
    throw new PorinError('bad_request', `appUrl: '${written.slice(0, 200)}' is not an address`, { hint });
  return addressOf(new URL(address));
}

/** White space around it, line breaks and invisible characters say nothing about an app. */
export function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '').trim();
}

/** True for a name that anybody on the internet may look up: not a machine's address, not a name of one network. */
export function isPublicName(hostname: string): boolean {
  const { isIp, domain, isIcann, isPrivate } = parse(hostname, { allowPrivateDomains: true });
  return isIp !== true && domain !== null && (isIcann === true || isPrivate === true);
}

/** What belongs to one owner; a public suffix or a machine's address has no domain of its own. */
export function domainOf(host: string): string {
  return parse(host, { allowPrivateDomains: true }).domain ?? host;
}

function addressOf(url: URL): AppAddress {
  const host = url.hostname
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^www\./, '');
  if (!/^[^.]+(\.[^.]+)+$/.test(host) || host.startsWith('[') || machine.test(host)) {
    throw new PorinError('bad_request', `appUrl: ${host} is a machine, not the domain of an app`, { hint });
  }
  const path = url.pathname.split('/').find((segment) => segment !== '') ?? '';
  return {
    host,
    domain: domainOf(host),
    path: path.toLowerCase().slice(0, 100),
  };
}
