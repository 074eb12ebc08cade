import { homedir } from 'node:os';
import { join } from 'node:path';
import { PorinError } from '../../kernel/errors.ts';
import { originOf, trimmed } from './address.ts';
import { recordOf } from './flags.ts';
import { makePrivateFolder, readPrivate, writePrivate } from './private-file.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Members = Readonly<Record<string, unknown>>;

/** A login to one gateway. Times are epoch milliseconds. */
export interface SavedLogin {
  readonly clientId: string;
  readonly accessToken: string;
  /** Absent for a given token that does not say. */
  readonly expiresAt?: number;
  /** Absent when it can be renewed no more. */
  readonly refreshToken?: string;
  readonly scopes: readonly string[];
  readonly workspaceKey?: string;
  readonly tenantKey?: string;
}

/** Stands for the client of a token that was given with `--with-token`: it was not issued to this program. */
export const givenToken = 'given-token';

/** Milliseconds that a login has left; a token that does not say has no end. */
export function timeLeft({ expiresAt = Number.POSITIVE_INFINITY }: SavedLogin, now: number): number {
  return expiresAt - now;
}

/** A token that was fetched for another tenant. */
export interface TenantToken {
  readonly token: string;
  readonly expiresAt: number;
}

/** What is known of one gateway. */
export interface SavedServer {
  readonly login?: SavedLogin;
  /** A login to it was begun or ended here, so the local owner's token stands in for a missing one no more. */
  readonly needsLogin?: boolean;
  /** By tenant key. */
  readonly tenantTokens: Readonly<Record<string, TenantToken>>;
}

/** Our part of `~/.membrane/credentials.json`. */
export interface Credentials {
  /** The gateway that was logged in to last. */
  readonly apiUri: string | undefined;
  /** By address, without a slash at its end. */
  readonly servers: Readonly<Record<string, SavedServer>>;
}

/** The credentials file while this process alone may change it. */
export interface LockedCredentials {
  read(): Credentials;
  write(credentials: Credentials): void;
}

/** Where logins are kept. */
export function credentialsFile(env: Environment): string {
  return join(env['HOME'] || homedir(), '.membrane', 'credentials.json');
}

/** The saved logins; none when there is no file. Errors: `configuration` for a file that is not ours to understand. */
export function readCredentials(env: Environment, warn: (text: string) => void): Credentials {
  return credentialsOf(membersOf(credentialsFile(env), warn));
}

/** Does some work on the saved logins while no other process changes them. */
export async function withCredentials<T>(env: Environment, work: (file: LockedCredentials) => Promise<T>): Promise<T> {
  const file = credentialsFile(env);
  makePrivateFolder(file);
  const { withFileLock } = await import('./file-lock.ts');
  const members = () => membersOf(file, () => undefined);
  return withFileLock(`${file}.lock`, () =>
    work({
      read: () => credentialsOf(members()),
      // Members of other programs stay as they are.
      write: (credentials) =>
        writePrivate(file, `${JSON.stringify({ ...members(), porin: storedOf(credentials) }, null, 2)}\n`),
    }),
  );
}

/** The same credentials with one server's entry replaced. */
export function withServer(credentials: Credentials, url: string, change: Partial<SavedServer>): Credentials {
  const before = credentials.servers[url] ?? { tenantTokens: {} };
  return { ...credentials, servers: { ...credentials.servers, [url]: { ...before, ...change } } };
}

/** The saved server with this address; loopback names are one. Its own spelling is the one to send tokens to. */
export function findServer(
  credentials: Credentials,
  url: string,
): { readonly url: string; readonly server: SavedServer } | undefined {
  const wanted = serverAddress(url);
  const found =
    Object.entries(credentials.servers).find(([known]) => known === trimmed(url)) ??
    Object.entries(credentials.servers).find(([known]) => serverAddress(known) === wanted);
  return found && { url: found[0], server: found[1] };
}

/** Origin and path: two gateways may share a host. */
function serverAddress(url: string): string | undefined {
  const origin = originOf(url);
  return origin && origin + trimmed(new URL(url).pathname);
}

function membersOf(file: string, warn: (text: string) => void): Members {
  const content = readPrivate(file);
  if (!content) return {};
  if (content.wasOpen) warn(`${file} could be read by other users; it is closed to them from here on`);
  if (content.text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(content.text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Members;
  } catch {
    // Told below, together with JSON that is no object.
  }
  throw new PorinError('configuration', `${file} does not hold a JSON object`, {
    hint: 'Mend it, or move it away and log in again: porin login --tenant',
  });
}

function credentialsOf(members: Members): Credentials {
  const { apiUri, servers } = recordOf(members['porin']);
  const read = Object.entries(recordOf(servers)).map(([url, server]) => [url, serverOf(recordOf(server))] as const);
  return { apiUri: typeof apiUri === 'string' ? apiUri : undefined, servers: Object.fromEntries(read) };
}

function serverOf({ login, needsLogin, tenantTokens }: Members): SavedServer {
  const tokens = Object.entries(recordOf(tenantTokens)).flatMap(([tenant, value]) => {
    const { token, expiresAt } = recordOf(value);
    return typeof token === 'string' && typeof expiresAt === 'number' ? [[tenant, { token, expiresAt }] as const] : [];
  });
  const saved = loginOf(recordOf(login));
  return {
    ...(saved ? { login: saved } : {}),
    ...(needsLogin === true ? { needsLogin } : {}),
    tenantTokens: Object.fromEntries(tokens),
  };
}

function loginOf(members: Members): SavedLogin | undefined {
  const { clientId, accessToken, expiresAt, scopes } = members;
  if (typeof clientId !== 'string' || typeof accessToken !== 'string') return undefined;
  // Without its end an issued token would be sent for ever.
  if (typeof expiresAt !== 'number' && clientId !== givenToken) return undefined;
  const optional = ['refreshToken', 'workspaceKey', 'tenantKey'].filter((name) => typeof members[name] === 'string');
  return {
    clientId,
    accessToken,
    ...(typeof expiresAt === 'number' ? { expiresAt } : {}),
    scopes: Array.isArray(scopes) ? scopes.map(String) : [],
    ...Object.fromEntries(optional.map((name) => [name, String(members[name])])),
  };
}

/** Servers without anything left are not stored. */
function storedOf({ apiUri, servers }: Credentials): Members {
  const kept = Object.entries(servers).filter(
    ([, { login, needsLogin, tenantTokens }]) =>
      login !== undefined || needsLogin === true || Object.keys(tenantTokens).length > 0,
  );
  return { ...(apiUri === undefined ? {} : { apiUri }), servers: Object.fromEntries(kept) };
}
