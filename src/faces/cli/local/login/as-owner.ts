import { exitCodes, PorinError } from '../../../../kernel/errors.ts';
import { trimmed } from '../../address.ts';
import type { CliContext } from '../../context.ts';
import { findServer, withCredentials, withServer } from '../../saved-logins.ts';
import { endLogin } from '../logout.ts';

/** Goes back to the local owner's token, as before the first login. Errors: `bad_request` when the gateway does not run here under this user. */
export async function loginAsOwner(context: CliContext): Promise<number> {
  const { io, out } = context;
  const { url, running } = context.gateway();
  if (!running) {
    throw new PorinError('bad_request', `--owner: ${url} does not run on this machine under you`, {
      hint: 'Log in with porin login --tenant; an owner elsewhere signs in on the page',
    });
  }
  await endLogin(context, url);
  await withCredentials(io.env, async (file) => {
    const credentials = file.read();
    const server = findServer(credentials, url)?.url ?? trimmed(url);
    file.write(withServer(credentials, server, { needsLogin: false }));
  });
  if (out.isJson) out.json({ status: 'complete', apiUri: url, source: 'local owner' });
  else out.raw(`commands act as the owner of ${url}\n`);
  return exitCodes.ok;
}
