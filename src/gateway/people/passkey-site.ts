import { isIP } from 'node:net';
import { PorinError } from '../../kernel/errors.ts';
import type { PasskeySite } from '../../kernel/ports/people.ts';

/** What passkeys are bound to: a name, and the origin of its pages. */
export interface Party {
  readonly id: string;
  readonly origin: string;
}

/** Errors: `bad_request` where passkeys do not work. */
export function requireParty(publicUrl: string, host: string | undefined): Party {
  const found = partyOf(publicUrl, host);
  if (found) return found;
  throw new PorinError('bad_request', 'Passkeys do not work under this address', {
    hint: 'Open the gateway under localhost or its public name, or use a password',
  });
}

export function passkeySite(publicUrl: string, host: string | undefined): PasskeySite {
  if (partyOf(publicUrl, host)) return { kind: 'here' };
  const { protocol, hostname } = new URL(publicUrl);
  return isLoopback(hostname)
    ? { kind: 'elsewhere', url: `${protocol}//${localName(publicUrl)}` }
    : { kind: 'nowhere' };
}

/** Browsers know no passkeys for an address of numbers, but localhost serves in place of loopback. */
function partyOf(publicUrl: string, host: string | undefined): Party | undefined {
  const { protocol, hostname, origin } = new URL(publicUrl);
  if (isIP(hostname.replace(/^\[|\]$/g, '')) === 0) return { id: hostname, origin };
  const local = localName(publicUrl);
  return isLoopback(hostname) && host === local ? { id: 'localhost', origin: `${protocol}//${local}` } : undefined;
}

function localName(publicUrl: string): string {
  const { port } = new URL(publicUrl);
  return port === '' ? 'localhost' : `localhost:${port}`;
}

function isLoopback(hostname: string): boolean {
  return hostname === '[::1]' || hostname.startsWith('127.');
}
