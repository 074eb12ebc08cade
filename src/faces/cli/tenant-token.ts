import { PorinError } from '../../kernel/errors.ts';
import { createClient } from '../client/client.ts';
import { trimmed } from './address.ts';
import { recordOf } from './flags.ts';
import { withCredentials, withServer } from './saved-logins.ts';
import { tokenExpiry } from './token-expiry.ts';
import type { TokenPlace } from './token-origin.ts';
import { renewalMarginMs } from './token-source.ts';
import { signedToken } from './workspace.ts';

/** What a tenant's token is fetched with. */
export interface TenantTokenRequest {
  readonly url: string;
  readonly tenantKey: string;
  /** The owner's or manager's. */
  readonly token: string;
  readonly place: Pick<TokenPlace, 'env' | 'credentials' | 'now'>;
  /** A cached one that the gateway refused. */
  readonly refused?: string | undefined;
}

/** A token for one tenant, from the credentials file while it is good, else fetched by its manager and kept there. */
export async function tenantToken({ url, tenantKey, token, place, refused }: TenantTokenRequest): Promise<string> {
  const { env, credentials, now } = place;
  const server = trimmed(url);
  const cached = credentials.servers[server]?.tenantTokens[tenantKey];
  if (cached && cached.token !== refused && cached.expiresAt - now() > renewalMarginMs) return cached.token;
  const fetched = await fetchToken(url, token, tenantKey);
  const expiresAt = tokenExpiry(fetched) ?? now() + 2 * renewalMarginMs;
  await withCredentials(env, async (file) => {
    const current = file.read();
    const live = Object.entries(current.servers[server]?.tenantTokens ?? {}).filter(
      ([, known]) => known.expiresAt > now(),
    );
    const tenantTokens = { ...Object.fromEntries(live), [tenantKey]: { token: fetched, expiresAt } };
    file.write(withServer(current, server, { tenantTokens }));
  });
  return fetched;
}

async function fetchToken(url: string, token: string, tenantKey: string): Promise<string> {
  const client = createClient({ url, token, operations: [] });
  const fetched = recordOf(await signedToken(client, { tenantKey }))['token'];
  if (typeof fetched === 'string') return fetched;
  throw new PorinError('unavailable', `${url} gave no token for the tenant ${tenantKey}`, {
    hint: 'Is that gateway up to date?',
  });
}
