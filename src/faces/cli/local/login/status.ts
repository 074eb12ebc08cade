import { exitCodes, isPorinError, PorinError } from '../../../../kernel/errors.ts';
import type { CliContext } from '../../context.ts';
import { recordOf } from '../../flags.ts';
import type { GatewayChoice } from '../../gateway.ts';
import { describeOrigin, type TokenOrigin, tokenOrigin } from '../../token-origin.ts';
import { notLoggedIn } from '../../token-source.ts';
import { readPending } from './pending.ts';

/** Tells who the next command acts as. Errors: `not_authenticated` when nobody. */
export async function loginStatus(context: CliContext): Promise<number> {
  const { out, globals } = context;
  const choice = gatewayOrNone(context);
  const origin: TokenOrigin = choice ? tokenOrigin(choice, context.tokenPlace()) : { kind: 'none' };
  if (!choice || origin.kind === 'none' || origin.kind === 'loggedOut') throw nobody(context, choice);
  const self = await whoIsThat(context);
  const login = origin.kind === 'login' ? origin.login : undefined;
  const scopes = Array.isArray(self?.['scopes']) ? self['scopes'] : (login?.scopes ?? []);
  const isManager = login?.scopes.includes('manage') ?? self?.['isOwner'] === true;
  const facts = {
    loggedIn: true,
    apiUri: choice.url,
    source: describeOrigin(origin),
    workspaceKey: login?.workspaceKey,
    tenantKey: self?.['internalId'] ?? login?.tenantKey,
    scopes: isManager && !scopes.includes('manage') ? [...scopes, 'manage'] : scopes,
    ...(login?.expiresAt === undefined ? {} : { expiresAt: new Date(login.expiresAt).toISOString() }),
    ...(login ? { renewable: login.refreshToken !== undefined } : {}),
    checked: self !== undefined,
  };
  out.answer(facts, {
    columns: ['apiUri', 'source', 'workspaceKey', 'tenantKey', 'scopes', 'expiresAt', 'renewable'],
  });
  if (self === undefined && !globals.quiet) out.warn(`${choice.url} does not answer, so this is what was saved`);
  return exitCodes.ok;
}

function gatewayOrNone(context: CliContext): GatewayChoice | undefined {
  try {
    return context.gateway();
  } catch (error) {
    if (isPorinError(error) && error.code === 'unavailable') return undefined;
    throw error;
  }
}

/** Whose token the gateway takes it for; undefined when it does not answer. */
async function whoIsThat(context: CliContext): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    return recordOf(await context.client().call('self.get', {}));
  } catch (error) {
    if (isPorinError(error) && error.code === 'unavailable') return undefined;
    throw error;
  }
}

function nobody({ io }: CliContext, choice: GatewayChoice | undefined): PorinError {
  const pending = readPending(io.env);
  const waits = pending !== undefined && pending.expiresAt > io.now();
  if (choice && !waits) return notLoggedIn(choice);
  return new PorinError('not_authenticated', choice ? `Not logged in to ${choice.url}` : 'Not logged in', {
    hint: waits
      ? 'A login waits for its code: porin login complete <code>'
      : 'Log in with porin login --tenant, or set PORIN_TOKEN',
  });
}
