import { refused } from './refusals.ts';

/**
 * What a `resource` parameter (RFC 8707) asks for: null for the gateway as a whole, else the address below it.
 * Errors: an `invalid_target` refusal for any other address.
 */
export function resourceFrom(given: string | undefined, publicUrl: string): string | null {
  if (given === undefined) return null;
  const base = trimmed(publicUrl);
  const plain = URL.canParse(given) && !given.includes('#') ? trimmed(new URL(given).href) : undefined;
  if (plain === base) return null;
  if (plain?.startsWith(`${base}/`)) return plain;
  throw refused(
    { error: 'invalid_target', error_code: 'invalid_target' },
    `resource: '${given.slice(0, 200)}' is not served here`,
    { hint: `Name ${base} or an address below it, such as ${base}/mcp` },
  );
}

/** Without slashes at its end, and with the host as URLs write it. */
function trimmed(url: string): string {
  return new URL(url).href.replace(/\/+$/, '');
}
