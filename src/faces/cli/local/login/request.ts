import { createHash, randomBytes } from 'node:crypto';
import { trimmed } from '../../address.ts';
import type { CliContext } from '../../context.ts';
import type { GatewayChoice } from '../../gateway.ts';
import { issuerOf, type LoginOffer, pushLogin } from '../../oauth-calls.ts';
import { withCredentials, withServer } from '../../saved-logins.ts';
import { type PendingLogin, savePending } from './pending.ts';

/** What a login asks for. */
export interface LoginWish {
  readonly clientName: string;
  /** The tenant that it is for; undefined lets the person choose. */
  readonly tenantKey: string | undefined;
  /** Ask for the right to manage the workspace as well. */
  readonly asManager: boolean;
  /** Ask for the right to read secrets as well. */
  readonly withSecrets: boolean;
}

export interface AnnouncedLogin {
  readonly offer: LoginOffer;
  readonly pending: PendingLogin;
  /** Who the gateway says it is, as its answers have to repeat (RFC 9207). */
  readonly issuer: string;
}

const tenantScopes = ['actions:read', 'actions:write', 'connections:manage', 'proxy'];
const lifeMs = 15 * 60_000;

/**
 * Announces a login to the gateway and saves what its code will be redeemed with.
 * `redirectUri` is where the browser brings the code; without one the gateway shows it on a page.
 */
export async function announceLogin(
  context: CliContext,
  { url, running }: Pick<GatewayChoice, 'url' | 'running'>,
  wish: LoginWish & { readonly redirectUri?: string; readonly state?: string },
): Promise<AnnouncedLogin> {
  const { io } = context;
  const server = trimmed(url);
  const issuer = trimmed((await issuerOf(server)) ?? server);
  const clientId = io.program.endsWith('membrane') ? 'membrane-cli' : 'porin-cli';
  const verifier = randomBytes(32).toString('base64url');
  const state = wish.state ?? randomBytes(16).toString('base64url');
  const redirectUri = wish.redirectUri ?? `${issuer}/oauth/code`;
  const offer = await pushLogin(
    { url: server, ownerToken: running?.token },
    {
      clientId,
      redirectUri,
      codeChallenge: createHash('sha256').update(verifier).digest('base64url'),
      state,
      scopes: [...tenantScopes, ...(wish.asManager ? ['manage'] : []), ...(wish.withSecrets ? ['secrets:read'] : [])],
      tenantKey: wish.tenantKey,
      clientName: wish.clientName,
    },
  );
  // Denied or forgotten, this login must leave its program with nothing, not with all that the owner may do.
  if (running)
    await withCredentials(io.env, async (file) => file.write(withServer(file.read(), server, { needsLogin: true })));
  const pending: PendingLogin = {
    server,
    clientId,
    verifier,
    state,
    redirectUri,
    userCode: offer.userCode,
    expiresAt: io.now() + Math.min(offer.expiresIn * 1000, lifeMs),
  };
  savePending(io.env, pending);
  return { offer, pending, issuer };
}
