import { PorinError } from '../../kernel/errors.ts';

/**
 * Reads what a person or a skill gives as the address of an app: a URL, a bare domain, or the app's name.
 * Shape: `host` is lower case without `www.` and port; `name` is set when there is no dot, so that it cannot be a host.
 * Errors: `bad_request` for what can be neither (empty, other schemes, addresses of machines).
 */
export function readAppAddress(appUrl: string): { readonly host: string } | { readonly name: string } {
  const written = appUrl.replace(/[\p{Cc}\p{Cf}]/gu, '').trim();
  const hint = 'Give the address of the app, such as https://example.com/, or its domain';
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
  const host = new URL(address).hostname
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^www\./, '');
  if (!/^[^.]+(\.[^.]+)+$/.test(host) || host.startsWith('[') || /^\d+(\.\d+){3}$/.test(host)) {
    throw new PorinError('bad_request', `appUrl: ${host} is a machine, not the domain of an app`, { hint });
  }
  return { host };
}
