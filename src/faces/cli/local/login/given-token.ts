import { exitCodes, PorinError } from '../../../../kernel/errors.ts';
import { trimmed } from '../../address.ts';
import type { CliContext } from '../../context.ts';
import { recordOf } from '../../flags.ts';
import type { GatewayChoice } from '../../gateway.ts';
import { givenToken, type SavedLogin } from '../../saved-logins.ts';
import { tokenExpiry } from '../../token-expiry.ts';
import { saveLogin, showLogin } from './redeem.ts';

/** Keeps a token from standard input as the login, once the gateway takes it. Errors: `bad_request`; `not_authenticated` when it is refused. */
export async function loginWithToken(context: CliContext, choice: GatewayChoice): Promise<number> {
  const token = (await context.source.stdin()).trim();
  if (token === '' || /[^\x21-\x7e]/.test(token)) {
    throw new PorinError('bad_request', token === '' ? 'Standard input holds no token' : 'Standard input is no token', {
      hint: 'Example: porin token create --name ci --json | jq -r .token | porin login --with-token',
    });
  }
  const server = trimmed(choice.url);
  const self = recordOf(await context.client({ url: server, token }).call('self.get', {}));
  const text = (name: string) => (typeof self[name] === 'string' ? { [name]: self[name] } : {});
  const expiresAt = tokenExpiry(token);
  const login: SavedLogin = {
    clientId: givenToken,
    accessToken: token,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    scopes: [
      ...(Array.isArray(self['scopes']) ? self['scopes'].map(String) : []),
      ...(self['isManager'] === true ? ['manage'] : []),
    ],
    ...text('workspaceKey'),
    ...(typeof self['internalId'] === 'string' ? { tenantKey: self['internalId'] } : {}),
  };
  await saveLogin(context, server, async () => login);
  showLogin(context, server, login);
  return exitCodes.ok;
}
