import { PorinError } from '../../kernel/errors.ts';
import type { EgressPolicy } from '../../kernel/ports/egress.ts';

const maxKnown = 2_000;
const normalised = new Map<string, string>();

/** The origin of a URL that the policy names. Errors: `egress_denied` for any other. */
export function assertOrigin(url: URL, policy: EgressPolicy): string {
  const { protocol } = url;
  if (protocol !== 'https:' && protocol !== 'http:') throw denied(`${protocol}// addresses cannot be reached`);
  if (url.username !== '' || url.password !== '') throw denied('An address may not carry a user name or password');
  const { origin } = url;
  // Comparing texts answers nearly every request; parsing is for policies spelt in another way.
  if (policy.origins.includes(origin)) return origin;
  if (policy.origins.some((listed) => matches(url, origin, listed, policy.allowPrivate))) return origin;
  throw denied(`${origin} is not an address of this app`, `Allowed: ${policy.origins.join(', ') || 'none'}`);
}

function matches(url: URL, origin: string, listed: string, isExact: boolean): boolean {
  const wildcard = /^(https?):\/\/\*\.([^/:*]+)(?::(\d+))?\/?$/i.exec(listed);
  if (!wildcard) return normalise(listed) === origin;
  // Private addresses are only ever allowed by their full name.
  if (isExact) return false;
  const [, scheme = '', domain = '', port = ''] = wildcard;
  const apex = normalise(`${scheme}://${domain}${port === '' ? '' : `:${port}`}`);
  if (apex === undefined) return false;
  const base = new URL(apex);
  return url.protocol === base.protocol && url.port === base.port && url.hostname.endsWith(`.${base.hostname}`);
}

function normalise(listed: string): string | undefined {
  const known = normalised.get(listed);
  if (known !== undefined) return known;
  if (!URL.canParse(listed)) return undefined;
  const { origin } = new URL(listed);
  if (normalised.size >= maxKnown) normalised.clear();
  normalised.set(listed, origin);
  return origin;
}

function denied(message: string, hint?: string): PorinError {
  return new PorinError('egress_denied', message, hint === undefined ? {} : { hint });
}
