import { PorinError } from '../../kernel/errors.ts';
import { OAuthRefusal, renewLogin } from './oauth-calls.ts';
import { type LockedCredentials, type SavedLogin, timeLeft, withCredentials, withServer } from './saved-logins.ts';
import type { TokenPlace } from './token-origin.ts';
import { renewalMarginMs } from './token-source.ts';

/**
 * The login to use in place of one that is over, or that the gateway refused: what another process renewed meanwhile, else renewed here.
 * One process at a time does it, and the new refresh token is on the disk before the access token is used.
 * Errors: `not_authenticated` when its user has to log in again.
 */
export async function refreshLogin(
  place: Pick<TokenPlace, 'env' | 'now'>,
  url: string,
  stale: SavedLogin,
): Promise<SavedLogin> {
  try {
    return await withCredentials(place.env, (file) => refreshIn(file, url, { stale, now: place.now }));
  } catch (error) {
    // While the old token is good for some seconds, neither a slow gateway nor a home that cannot be written to matters.
    const mends = error instanceof PorinError && (error.code === 'unavailable' || error.code === 'configuration');
    if (mends && timeLeft(stale, place.now()) > 0) return stale;
    throw error;
  }
}

async function refreshIn(
  file: LockedCredentials,
  url: string,
  { stale, now }: { readonly stale: SavedLogin; readonly now: () => number },
): Promise<SavedLogin> {
  const credentials = file.read();
  const current = credentials.servers[url]?.login;
  if (!current) throw isOver(url, 'was logged out');
  if (current.accessToken !== stale.accessToken && timeLeft(current, now()) > renewalMarginMs) return current;
  if (current.refreshToken === undefined) throw isOver(url, 'is over');
  try {
    const renewed = await renewLogin(url, current, now);
    file.write(withServer(credentials, url, { login: renewed }));
    return renewed;
  } catch (error) {
    if (!(error instanceof OAuthRefusal) || error.error !== 'invalid_grant') throw error;
    // Without its refresh token the next command says so at once, without asking the gateway again.
    const { refreshToken: _, ...dead } = current;
    file.write(withServer(credentials, url, { login: dead }));
    throw isOver(url, 'is over');
  }
}

function isOver(url: string, what: string): PorinError {
  return new PorinError('not_authenticated', `The login to ${url} ${what}`, {
    hint: 'Log in again with: porin login --tenant',
  });
}
