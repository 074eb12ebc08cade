import { type ErrorCode, exitCodes, PorinError } from '../../../../kernel/errors.ts';
import type { CliContext } from '../../context.ts';
import { type OAuthReason, OAuthRefusal, redeemCode } from '../../oauth-calls.ts';
import { type SavedLogin, withCredentials, withServer } from '../../saved-logins.ts';
import { describeOrigin, tokenOrigin } from '../../token-origin.ts';
import { mentions, readPastedCode } from './pasted-code.ts';
import { type PendingLogin, removePending } from './pending.ts';

const again = 'Start again with: porin login --tenant';

/** Redeems what a person pasted. Errors: as finishLogin; `bad_request` for what cannot be the code of this login. */
export async function finishPasted(context: CliContext, pending: PendingLogin, text: string): Promise<number> {
  const pasted = readPastedCode(text);
  if (!pasted && mentions(text, pending.userCode)) {
    throw new PorinError(
      'bad_request',
      `${pending.userCode} is the check code, which the page shows before the approval`,
      {
        hint: 'Approve on the page; it then shows the code to give here',
        details: { reason: 'check_code', mayRetry: true },
      },
    );
  }
  if (!pasted) {
    throw new PorinError('bad_request', 'There is no code in what was given', {
      hint: 'Run: porin login complete <code>, with just the code that the page shows after the approval',
      details: { reason: 'no_code', mayRetry: true },
    });
  }
  if (pasted.state !== undefined && pasted.state !== pending.state) {
    throw new PorinError('bad_request', 'That address belongs to another login', {
      hint: `Open the address that this login printed. ${again}`,
      details: { reason: 'other_login', mayRetry: true },
    });
  }
  return finishLogin(context, pending, pasted.code);
}

/** Redeems a code, saves the login and tells of it. Errors: one for each way in which it can fail, its `reason` in the details. */
export async function finishLogin(context: CliContext, pending: PendingLogin, code: string): Promise<number> {
  const { io, out } = context;
  const { server, clientId, verifier, redirectUri } = pending;
  const redeem = () =>
    out
      .during('Redeeming the code', () => redeemCode(server, { clientId, code, verifier, redirectUri, now: io.now }))
      .catch((error: unknown) => {
        throw error instanceof OAuthRefusal ? explained(context, error) : error;
      });
  const login = await saveLogin(context, server, redeem);
  removePending(io.env);
  showLogin(context, server, login);
  return exitCodes.ok;
}

/** Keeps a login as the last one. A code works once, so it is used when the file is known to take what comes of it. */
export function saveLogin({ io }: CliContext, server: string, obtain: () => Promise<SavedLogin>): Promise<SavedLogin> {
  return withCredentials(io.env, async (file) => {
    const before = file.read();
    const login = await obtain();
    // Tokens of other tenants were fetched by whoever was logged in before.
    file.write({ ...withServer(before, server, { login, tenantTokens: {} }), apiUri: server });
    return login;
  });
}

/** The error for a login whose time is over. */
export function overdue(): PorinError {
  return new PorinError('not_authenticated', 'This login is over: 15 minutes have passed', {
    hint: again,
    details: { reason: 'expired' },
  });
}

interface Explanation {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  /** The login goes on: another code, or the same one later, may be right. */
  readonly mayRetry: boolean;
}

/** The refusal in words, after which a login that can come to nothing is forgotten. */
function explained({ io }: CliContext, refusal: OAuthRefusal): PorinError {
  const { reason, triesLeft } = refusal;
  if (reason === undefined) return refusal;
  const { code, message, hint, mayRetry } = explanation(reason, triesLeft);
  if (!mayRetry) removePending(io.env);
  const left = triesLeft === undefined ? {} : { triesLeft };
  return new PorinError(code, message, { hint, details: { reason, mayRetry, ...left }, cause: refusal });
}

function explanation(reason: OAuthReason, triesLeft: number | undefined): Explanation {
  switch (reason) {
    case 'not_approved':
      return {
        code: 'client_action_required',
        message: 'The login has not been approved yet',
        hint: 'Open the address that the login printed, approve, then give the code that the page shows',
        mayRetry: true,
      };
    case 'wrong_code':
      return wrongCode(triesLeft);
    case 'denied':
      return { code: 'access_denied', message: 'The login was denied on the page', hint: again, mayRetry: false };
    case 'already_used':
      return {
        code: 'conflict',
        message: 'That code has been used',
        hint: 'Look with: porin login status. If nobody is logged in, start again with: porin login --tenant',
        mayRetry: false,
      };
    case 'expired':
      return {
        code: 'not_authenticated',
        message: 'This login is over: its time has passed',
        hint: again,
        mayRetry: false,
      };
    case 'dead':
      return {
        code: 'not_authenticated',
        message: 'This login was ended: its code was wrong too often',
        hint: again,
        mayRetry: false,
      };
    case 'unknown_request':
      return {
        code: 'not_authenticated',
        message: 'The gateway does not know this login any more',
        hint: again,
        mayRetry: false,
      };
  }
}

function wrongCode(triesLeft: number | undefined): Explanation {
  const left = triesLeft === undefined ? '' : `; ${triesLeft} ${triesLeft === 1 ? 'try' : 'tries'} left`;
  const hint = 'Copy the code that the page shows after the approval';
  return { code: 'bad_request', message: `That is not the code${left}`, hint, mayRetry: true };
}

/** Tells of a login that has been saved. */
export function showLogin(context: CliContext, server: string, login: SavedLogin): void {
  const { out, io } = context;
  const { workspaceKey, tenantKey, scopes, expiresAt, refreshToken } = login;
  const isRenewed = refreshToken !== undefined;
  warnOfShadow(context, server);
  const facts = {
    apiUri: server,
    workspaceKey,
    tenantKey,
    scopes,
    ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }),
    isRenewed,
  };
  if (out.isJson) {
    out.json({ status: 'complete', ...facts, nextStep: `${io.program} connection ensure "<app address>" --json` });
    return;
  }
  out.raw('Logged in\n');
  out.answer({
    tenant: tenantKey,
    server,
    workspace: workspaceKey,
    scopes,
    expires: isRenewed ? 'renewed by itself' : (facts.expiresAt ?? 'the token does not say'),
  });
  out.note(`next: ${io.program} connection ensure "https://app.example.com/"`);
}

/** Without a word the next command would act as somebody else. */
function warnOfShadow({ out, tokenPlace }: CliContext, url: string): void {
  const origin = tokenOrigin({ url, running: undefined, namedBy: 'flag' }, tokenPlace());
  if (origin.kind === 'given' || origin.kind === 'workspace')
    out.warn(`${describeOrigin(origin)} wins over this login until it is unset`);
}
