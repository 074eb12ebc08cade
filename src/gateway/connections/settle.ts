import { isPorinError, PorinError } from '../../kernel/errors.ts';
import type { ConnectPage, FinishedSignIn } from '../../kernel/ports/connect.ts';
import type { ConnectionRow } from '../../kernel/ports/storage.ts';
import type { Settle } from '../auth/oauth2/device.ts';
import type { OAuth2 } from '../auth/oauth2/oauth2.ts';
import { type SignedIn, SignInFailed } from '../auth/oauth2/sign-in.ts';
import { type Acceptance, type CredentialParts, noteRefusal, storeCredentials, tried } from './credentials.ts';
import type { ConnectLinks } from './links.ts';

export interface SettleParts extends CredentialParts {
  readonly links: ConnectLinks;
  readonly oauth2: OAuth2;
}

/** Brings a sign-in to its end, whichever: credentials tried and stored, or the reason why not noted and told. */
export function createSettle(parts: SettleParts, pageOf: (row: ConnectionRow) => Promise<ConnectPage>): Settle {
  return (done) =>
    done
      .then(async (signedIn): Promise<FinishedSignIn> => {
        const row = await accept(parts, signedIn);
        return { status: 'connected', page: await pageOf(row), after: signedIn.after };
      })
      .catch((error: unknown) => failed(parts, error));
}

/** Tries what a sign-in gave, uses the link up and stores it. What is not stored is revoked at the app. */
async function accept(parts: SettleParts, done: SignedIn): Promise<ConnectionRow> {
  const { candidate, values, expiresAt, linkToken, after } = done;
  const { links, oauth2 } = parts;
  try {
    const accepted = await tried(parts, candidate, values, expiresAt);
    const link = await links.find(linkToken);
    if (!link) throw linkNotValid('It was used a moment ago');
    return await stored(parts, candidate, { ...accepted, linkHash: link.hash });
  } catch (error) {
    await oauth2.revokeUnused(candidate, values);
    if (!isPorinError(error) || error.code === 'internal') throw error;
    throw new SignInFailed(error.message, error.hint, { row: candidate, linkToken, after }, error);
  }
}

async function failed(parts: SettleParts, error: unknown): Promise<FinishedSignIn> {
  if (!(error instanceof SignInFailed)) throw error;
  const { message, hint, flow } = error;
  if (!flow) return { status: 'failed', message, hint, after: {} };
  // Whoever waits for the connection sees why it is not there yet.
  if (flow.row.state !== 'READY') await noteRefusal(parts, flow.row, error);
  const isLive = (await parts.links.find(flow.linkToken)) !== undefined;
  const retry = isLive ? { retryPath: `/connect/${flow.linkToken}` } : {};
  return { status: 'failed', message, hint, ...retry, after: flow.after };
}

/**
 * Stored together with the use of the link, so that a crash leaves both or neither and of two at once one is too late. A connection that
 * was archived, or whose app got another address, while the app was asked has no link any more.
 */
export async function stored(parts: CredentialParts, row: ConnectionRow, accepted: Acceptance): Promise<ConnectionRow> {
  try {
    return await storeCredentials(parts, row, accepted);
  } catch (error) {
    if (isPorinError(error) && error.code === 'conflict')
      throw linkNotValid('It was used, or its connection was changed or archived, a moment ago');
    throw error;
  }
}

/** One answer for every link that cannot be used. */
export function linkNotValid(hint: string): PorinError {
  return new PorinError('not_found', 'This link is not valid', { hint });
}
