import { isLoopback } from './address.ts';
import { firstOf, type GatewayChoice } from './gateway.ts';
import { type Credentials, findServer, type SavedLogin } from './saved-logins.ts';

const tokenVariables = ['PORIN_TOKEN', 'MEMBRANE_TOKEN', 'MEMBRANE_ACCESS_TOKEN', 'MEMBRANE_API_TOKEN'];

/** Where a command's token comes from. */
export type TokenOrigin =
  | { readonly kind: 'given'; readonly token: string; readonly name: string }
  | {
      readonly kind: 'workspace';
      readonly key: string;
      readonly secret: string;
      readonly tenantKey: string | undefined;
    }
  | { readonly kind: 'login'; readonly url: string; readonly login: SavedLogin }
  | { readonly kind: 'owner'; readonly token: string }
  /** A login was begun or ended here: nothing but a login will do. */
  | { readonly kind: 'loggedOut' }
  | { readonly kind: 'none' };

export interface TokenPlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly credentials: Credentials;
  /** `--token`. */
  readonly token: string | undefined;
  /** `--workspaceKey`. */
  readonly workspaceKey: string | undefined;
  /** `--tenantKey`. */
  readonly tenantKey: string | undefined;
  now(): number;
  warn(text: string): void;
  /** A line for `--debug`. */
  debug(text: string): void;
}

/**
 * Says where the token for a gateway comes from: `--token`, environment, the workspace's secret in the environment, the login saved for
 * it, the owner's token of a gateway of this machine, unless a login to it was begun or ended. What needs its owner or a manager prefers the owner's token to a login.
 */
export function tokenOrigin(choice: GatewayChoice, place: TokenPlace, scope?: string): TokenOrigin {
  const { credentials } = place;
  if (place.token !== undefined) return { kind: 'given', token: place.token, name: '--token' };
  const saved = findServer(credentials, choice.url);
  const fromEnv = fromEnvironment(place, scope);
  if (fromEnv.kind !== 'none' && mayLeave(choice, saved?.server.login !== undefined, place)) {
    if (saved?.server.login) place.debug(`${describeOrigin(fromEnv)} wins over the saved login`);
    return fromEnv;
  }
  const { running } = choice;
  if (running && isPrivileged(scope)) return { kind: 'owner', token: running.token };
  if (saved?.server.login) return { kind: 'login', url: saved.url, login: saved.server.login };
  if (saved?.server.needsLogin) return { kind: 'loggedOut' };
  return running ? { kind: 'owner', token: running.token } : { kind: 'none' };
}

function fromEnvironment({ env, workspaceKey, tenantKey: asked }: TokenPlace, scope: string | undefined): TokenOrigin {
  const given = firstOf(env, tokenVariables);
  if (given) return { kind: 'given', token: given.value, name: given.name };
  const key = workspaceKey ?? env['MEMBRANE_WORKSPACE_KEY'];
  const secret = env['MEMBRANE_WORKSPACE_SECRET'];
  if (!key || !secret) return { kind: 'none' };
  const tenantKey = asked ?? firstOf(env, ['MEMBRANE_TENANT_KEY', 'MEMBRANE_TEST_CUSTOMER_ID'])?.value;
  if (isPrivileged(scope)) return { kind: 'workspace', key, secret, tenantKey: undefined };
  return tenantKey === undefined ? { kind: 'none' } : { kind: 'workspace', key, secret, tenantKey };
}

/** A project's file may come with a stranger's repository: it gets no secret of the environment sent to an address nobody else confirmed. */
function mayLeave({ namedBy, running, url }: GatewayChoice, isSaved: boolean, place: TokenPlace): boolean {
  if (namedBy !== 'project' || running || isSaved || isLoopback(url)) return true;
  place.warn(
    `.membrane/config.json names ${url}; the environment's token is not sent there unless PORIN_URL says so too`,
  );
  return false;
}

/** True for what a tenant's token does not allow. */
export function isPrivileged(scope: string | undefined): boolean {
  return scope === 'owner' || scope === 'manager';
}

/** An origin in words. */
export function describeOrigin(origin: TokenOrigin): string {
  switch (origin.kind) {
    case 'given':
      return origin.name === '--token' ? '--token' : `${origin.name} in the environment`;
    case 'workspace':
      return 'MEMBRANE_WORKSPACE_SECRET in the environment';
    case 'login':
      return 'saved login';
    case 'owner':
      return 'local owner';
    case 'loggedOut':
    case 'none':
      return 'none';
  }
}
