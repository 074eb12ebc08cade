import { exitCodes, isPorinError } from '../../../kernel/errors.ts';
import { trimmed } from '../address.ts';
import type { CliContext } from '../context.ts';
import { revokeLogin } from '../oauth-calls.ts';
import { findServer, givenToken, withCredentials } from '../saved-logins.ts';
import { readPending, removePending } from './login/pending.ts';

/** Ends the login to the gateway in use, there and here; also when that gateway does not answer. */
export async function logout(context: CliContext): Promise<number> {
  const { out } = context;
  const url = addressToLeave(context);
  const { server, wasLoggedIn, isRevoked } = await endLogin(context, url);
  const answer = { loggedOut: wasLoggedIn, apiUri: server ?? url, revoked: isRevoked };
  if (out.isJson) out.json(answer);
  else out.raw(wasLoggedIn ? `logged out of ${server}\n` : 'nobody was logged in\n');
  const others = Object.entries(context.credentials().servers).filter(
    ([other, { login }]) => login && other !== server,
  );
  if (others.length > 0)
    out.note(`logins to others remain: ${others.map(([other]) => other).join(', ')} (--url ADDRESS)`);
  return exitCodes.ok;
}

/** Ends the login to a gateway, and one that waits for its code; its commands need a new login from then on. */
export async function endLogin(
  context: CliContext,
  url: string | undefined,
): Promise<{ readonly server: string | undefined; readonly wasLoggedIn: boolean; readonly isRevoked: boolean }> {
  const { env } = context.io;
  const found = url === undefined ? undefined : findServer(context.credentials(), url);
  const pending = readPending(env);
  if (pending && (url === undefined || trimmed(url) === pending.server)) removePending(env);
  const login = found?.server.login;
  // A given token was not issued to this program, and others may use it.
  const isOurs = login !== undefined && login.clientId !== givenToken;
  const isRevoked = found && isOurs ? await revoke(context, () => revokeLogin(found.url, login)) : false;
  if (found && login) await forget(context, found.url);
  return { server: found?.url, wasLoggedIn: login !== undefined, isRevoked };
}

/** The gateway in use; when none runs, the one logged in to last. */
function addressToLeave(context: CliContext): string | undefined {
  try {
    const { url } = context.gateway();
    const { apiUri } = context.credentials();
    const isNamed =
      context.globals.url !== undefined || findServer(context.credentials(), url)?.server.login !== undefined;
    return isNamed ? url : (apiUri ?? url);
  } catch (error) {
    if (!isPorinError(error) || error.code !== 'unavailable') throw error;
    return context.credentials().apiUri;
  }
}

async function revoke({ out }: CliContext, send: () => Promise<void>): Promise<boolean> {
  try {
    await out.during('Revoking', send);
    return true;
  } catch (error) {
    if (!isPorinError(error)) throw error;
    out.warn(`the gateway could not be told (${error.message}); its tokens end by themselves`);
    return false;
  }
}

function forget({ io }: CliContext, url: string): Promise<void> {
  return withCredentials(io.env, async (file) => {
    const { apiUri, servers } = file.read();
    const { [url]: _, ...rest } = servers;
    const [another] = Object.keys(rest).filter((server) => rest[server]?.login);
    file.write({
      apiUri: apiUri === url ? another : apiUri,
      servers: { ...rest, [url]: { needsLogin: true, tenantTokens: {} } },
    });
  });
}
