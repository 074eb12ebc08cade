import { calculatePKCECodeChallenge, generateRandomCodeVerifier } from 'oauth4webapi';
import type { OAuth2Option } from '../../../kernel/connector.ts';
import { digestOf } from '../../../kernel/digest.ts';
import { isPorinError, PorinError } from '../../../kernel/errors.ts';
import type { AfterSignIn, BegunSignIn } from '../../../kernel/ports/connect.ts';
import type { ConnectionRow } from '../../../kernel/ports/storage.ts';
import { newUnguessable } from '../../../kernel/unguessable.ts';
import { callbackUriAt } from '../../catalog/callback-uri.ts';
import { type CheckedCredentials, checkCredentialInput } from '../credential-input.ts';
import { TokenRefusal } from './answers.ts';
import { type ExchangeParts, exchanged, exchangeOf, oauth2OptionOf } from './exchanges.ts';
import { afterOf, afterStored, type FlowSecrets, openFlow, sealFlow } from './flows.ts';
import { firstValues, type TokenSet } from './tokens.ts';

export interface SignInParts extends ExchangeParts {
  readonly publicUrl: () => string;
  readonly now: () => number;
}

/** A person at the connect page of a connection, who wants to sign in at the app. */
export interface Beginner {
  readonly row: ConnectionRow;
  readonly option: OAuth2Option;
  readonly linkToken: string;
  readonly input: Readonly<Record<string, string>>;
  readonly browserToken: string;
  readonly requestId?: string | undefined;
}

/** A sign-in that the app agreed to: what is to be tried, sealed and stored. */
export interface SignedIn {
  /** With the option and the fields that were signed in with. */
  readonly candidate: ConnectionRow;
  readonly values: Readonly<Record<string, string>>;
  readonly expiresAt: number | null;
  readonly linkToken: string;
  readonly after: AfterSignIn;
}

/** A sign-in that came to nothing. The message may be shown; what is known of the flow says where the person may go. */
export class SignInFailed extends Error {
  readonly hint: string;
  readonly flow: { readonly row: ConnectionRow; readonly linkToken: string; readonly after: AfterSignIn } | undefined;

  constructor(message: string, hint: string, flow?: SignInFailed['flow'], cause?: unknown) {
    super(message, { cause });
    this.name = 'SignInFailed';
    this.hint = hint;
    this.flow = flow;
  }
}

export const flowMs = 10 * 60_000;
const maxStateLength = 200;

/** Stores a flow and gives the app's address for the browser. Errors: as `ConnectPort.begin`. */
export async function beginInBrowser(parts: SignInParts, beginner: Beginner): Promise<BegunSignIn> {
  const { row, option } = beginner;
  const entered = checkCredentialInput(option, beginner.input);
  const { server, client } = await exchangeOf(parts, { ...row, fields: entered.fields }, option, entered.secrets);
  if (server.authorizeUrl === undefined)
    throw new PorinError(
      'configuration',
      `${server.appName}: authorizeUrl is missing in the sign-in option '${option.key}'`,
    );
  const { token: state, hash } = newUnguessable();
  const verifier = option.pkce === false ? undefined : generateRandomCodeVerifier();
  const redirectUri = callbackUriAt(parts.publicUrl());
  await storeFlow(parts, beginner, { hash, redirectUri, ...(verifier === undefined ? {} : { verifier }), entered });
  const url = new URL(server.authorizeUrl);
  for (const [name, value] of Object.entries(option.authorizeParams ?? {})) url.searchParams.set(name, value);
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('client_id', client.id);
  url.searchParams.set('redirect_uri', redirectUri);
  if (option.scopes.length > 0) url.searchParams.set('scope', option.scopes.map(({ name }) => name).join(' '));
  url.searchParams.set('state', state);
  if (verifier !== undefined) {
    url.searchParams.set('code_challenge', await calculatePKCECodeChallenge(verifier));
    url.searchParams.set('code_challenge_method', 'S256');
  }
  return { by: 'browser', redirectTo: url.href };
}

/** Stores what the end of a flow needs, under the hash of its state or ticket. */
export async function storeFlow(
  { storage, vault, now }: SignInParts,
  { row, option, linkToken, browserToken, requestId }: Beginner,
  {
    hash,
    redirectUri,
    verifier,
    entered,
  }: Pick<FlowSecrets, 'redirectUri' | 'verifier'> & {
    readonly hash: string;
    readonly entered: CheckedCredentials;
  },
): Promise<void> {
  const createdAt = now();
  await storage.connectFlows.insert({
    hash,
    tenantId: row.tenantId,
    connectionId: row.id,
    authOption: option.key,
    browserHash: digestOf(browserToken),
    sealed: sealFlow(vault, row, {
      redirectUri,
      ...(verifier === undefined ? {} : { verifier }),
      linkToken,
      ...entered,
    }),
    after: await afterOf(storage, row, requestId),
    createdAt,
    expiresAt: createdAt + flowMs,
  });
}

/** Takes the flow that this browser began and exchanges the code. Errors: `SignInFailed`; whatever is our own fault. */
export async function finishInBrowser(
  parts: SignInParts,
  query: URLSearchParams,
  browserToken: string | undefined,
): Promise<SignedIn> {
  const state = query.get('state') ?? '';
  const flow = await takeFlow(parts, state, browserToken);
  const { row, option, secrets } = flow;
  if (option.grant !== 'authorization_code') throw notValid();
  const known = { row, linkToken: secrets.linkToken, after: flow.after };
  const candidate = { ...row, authOption: option.key, fields: secrets.fields };
  try {
    const exchange = await exchangeOf(parts, candidate, option, secrets.secrets);
    const { redirectUri, verifier } = secrets;
    const answer = { parameters: query, state, redirectUri, ...(verifier === undefined ? {} : { verifier }) };
    const hidden = [query.get('code') ?? undefined, verifier, exchange.client.secret];
    const tokens = await exchanged(parts, hidden, () => parts.requests.exchangeCode(exchange, answer));
    return signedIn(candidate, secrets, tokens, flow.after);
  } catch (error) {
    throw failure(error, known);
  }
}

/** Used up by asking, whatever comes of it: a state that was seen once is worth nothing to whoever saw it. */
export async function takeFlow(parts: SignInParts, state: string, browserToken: string | undefined) {
  const { storage, vault, now } = parts;
  const isPlausible = state !== '' && state.length <= maxStateLength;
  const flow = isPlausible ? await storage.connectFlows.take(digestOf(state)) : undefined;
  const isOwn = flow && browserToken !== undefined && digestOf(browserToken) === flow.browserHash;
  if (!isOwn || flow.expiresAt <= now()) throw notValid();
  const row = await storage.connections.get(flow.tenantId, flow.connectionId);
  if (!row || row.id !== flow.connectionId || row.archivedAt !== null) throw notValid();
  const option = await oauth2OptionOf(parts, { app: row.app, authOption: flow.authOption });
  if (!option) throw notValid();
  return { row, option, secrets: openFlow(vault, flow.sealed), after: afterStored(flow.after) };
}

export function signedIn(
  candidate: ConnectionRow,
  secrets: FlowSecrets,
  tokens: TokenSet,
  after: AfterSignIn,
): SignedIn {
  return {
    candidate,
    values: firstValues(secrets.secrets, tokens),
    expiresAt: tokens.expiresAt,
    linkToken: secrets.linkToken,
    after,
  };
}

/** What went wrong, for the person; faults of our own stay what they are. */
export function failure(error: unknown, flow: NonNullable<SignInFailed['flow']>): unknown {
  if (error instanceof TokenRefusal) {
    const hint =
      error.code === 'access_denied'
        ? 'Start again and agree there'
        : 'Start again; if it fails again, check how the app is set up';
    return new SignInFailed(error.message, hint, flow, error);
  }
  if (!isPorinError(error) || error.code === 'internal') return error;
  return new SignInFailed(error.message, error.hint, flow, error);
}

function notValid(): SignInFailed {
  return new SignInFailed(
    'This sign-in is not valid',
    'It was used, took longer than ten minutes, or was begun in another browser. Open the connect page and start again',
  );
}
