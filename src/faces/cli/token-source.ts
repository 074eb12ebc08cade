import { PorinError } from '../../kernel/errors.ts';
import type { TokenSource } from '../client/client.ts';
import type { GatewayChoice } from './gateway.ts';
import { type SavedLogin, timeLeft } from './saved-logins.ts';
import { isPrivileged, type TokenOrigin, type TokenPlace, tokenOrigin } from './token-origin.ts';

/** A token is replaced when it has less than this left. */
export const renewalMarginMs = 60_000;

/** What one command has learned about its tokens since it began. */
interface Learned {
  signed?: { readonly token: string; readonly for: string | undefined };
  /** Takes the place of the login that was read at the start. */
  renewed?: SavedLogin;
}

/** The tokens for one gateway, renewed as they are needed. */
export function createTokenSource(choice: GatewayChoice, place: TokenPlace): TokenSource {
  const learned: Learned = {};
  const { workspaceKey, warn } = place;
  if (workspaceKey !== undefined && tokenOrigin(choice, place).kind !== 'workspace')
    warn('--workspaceKey has no effect: the token decides');
  const own = (origin: TokenOrigin) => {
    if (origin.kind === 'loggedOut') throw notLoggedIn(choice);
    return ownToken(origin, place, learned);
  };
  const forTenant = async (origin: TokenOrigin, scope: string | undefined, refused?: string) => {
    const tenantKey = tenantToFetch(origin, place, { scope, isFirst: refused === undefined });
    if (tenantKey === undefined) return undefined;
    const { tenantToken } = await import('./tenant-token.ts');
    return tenantToken({ url: choice.url, tenantKey, token: (await own(origin)) ?? '', place, refused });
  };
  return {
    async token(scope) {
      const origin = tokenOrigin(choice, place, scope);
      return (await forTenant(origin, scope)) ?? own(origin);
    },
    async renewed(refused, scope) {
      const origin = tokenOrigin(choice, place, scope);
      if (origin.kind === 'none') throw notLoggedIn(choice);
      const fetched = await forTenant(origin, scope, refused);
      if (fetched !== undefined || origin.kind !== 'login') return fetched;
      const another = await renewLogin(origin, place, learned);
      return another === refused ? undefined : another;
    },
  };
}

async function ownToken(
  origin: Exclude<TokenOrigin, { kind: 'loggedOut' }>,
  place: TokenPlace,
  learned: Learned,
): Promise<string | undefined> {
  switch (origin.kind) {
    case 'given':
    case 'owner':
      return origin.token;
    case 'workspace': {
      if (learned.signed?.for !== origin.tenantKey || !learned.signed) {
        const { signToken } = await import('./signed-token.ts');
        learned.signed = { token: signToken(origin, origin.tenantKey, place.now()), for: origin.tenantKey };
      }
      return learned.signed.token;
    }
    case 'login': {
      const login = learned.renewed ?? origin.login;
      const leftMs = timeLeft(login, place.now());
      const isGood = leftMs > renewalMarginMs || (leftMs > 0 && login.refreshToken === undefined);
      return isGood ? login.accessToken : renewLogin(origin, place, learned);
    }
    case 'none':
      return undefined;
  }
}

async function renewLogin(
  { url, login }: Extract<TokenOrigin, { kind: 'login' }>,
  place: TokenPlace,
  learned: Learned,
): Promise<string> {
  const { refreshLogin } = await import('./refresh-login.ts');
  learned.renewed = await refreshLogin(place, url, learned.renewed ?? login);
  return learned.renewed.accessToken;
}

/** The tenant whose token an owner or a manager has to fetch for `--tenantKey`; undefined where the own one does. */
function tenantToFetch(
  origin: TokenOrigin,
  { tenantKey, warn }: TokenPlace,
  call: { readonly scope: string | undefined; readonly isFirst: boolean },
): string | undefined {
  // A token signed with the workspace's secret names the tenant already.
  const isNamed = origin.kind === 'workspace' || origin.kind === 'loggedOut';
  if (tenantKey === undefined || isPrivileged(call.scope) || isNamed) return undefined;
  if (origin.kind === 'login' && !origin.login.scopes.includes('manage') && origin.login.tenantKey === tenantKey)
    return undefined;
  if (origin.kind === 'owner' || (origin.kind === 'login' && origin.login.scopes.includes('manage'))) return tenantKey;
  if (call.isFirst) warn('--tenantKey has no effect: the token decides');
  return undefined;
}

/** The refusal of a command for which there is no token, or none that it may use. */
export function notLoggedIn({ url, running }: GatewayChoice): PorinError {
  // Without a login the owner's token is used, so where a gateway runs here there was one.
  const [why, owner] = running
    ? [
        ': a login was begun or ended here, and none is complete',
        '; the owner of that gateway goes back to the own rights with: porin login --owner',
      ]
    : ['', ''];
  return new PorinError('not_authenticated', `Not logged in to ${url}${why}`, {
    hint: `Log in with porin login --tenant, or set PORIN_TOKEN${owner}`,
  });
}
