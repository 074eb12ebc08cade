import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import type { Egress, EgressRequest } from '../../kernel/ports/egress.ts';
import type { OAuthParameters, Requester } from '../../kernel/ports/oauth.ts';
import type { Visitor } from '../../kernel/ports/people.ts';
import { openStorage } from '../../platform/storage/storage.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { challengeOf } from './codes.ts';
import { createOAuth } from './server.ts';

export const publicUrl = 'https://gateway.test';
export const codePage = `${publicUrl}/oauth/code`;
export const owner: Visitor = { personId: null, name: 'Owner', role: 'owner', tenantId: null };
export const someone: Requester = { ip: '203.0.113.5', userAgent: 'test', isOwner: false };

export type TestOAuth = Awaited<ReturnType<typeof oauthAt>>;

/** The authorization server on a database in memory, with a clock that stands still and documents in place of the internet. */
export async function oauthAt(documents: Readonly<Record<string, unknown>> = {}) {
  const clock = { now: 1_000_000 };
  const now = () => clock.now;
  const storage = await openStorage({ url: 'sqlite::memory:', now });
  const fetched: EgressRequest[] = [];
  const egress = {
    async send(request: EgressRequest) {
      fetched.push(request);
      const found = documents[request.url.href];
      const body = Buffer.from(typeof found === 'string' ? found : JSON.stringify(found ?? {}));
      return { status: found === undefined ? 404 : 200, headers: {}, body };
    },
  } as unknown as Egress;
  const { oauth, logins } = createOAuth({
    storage,
    egress,
    logger: createLogger({ level: 'silent' }),
    publicUrl: () => publicUrl,
    defaultTenantKey: 'local',
    now,
  });
  const push = async (over: OAuthParameters = {}, from = someone) => {
    const verifier = randomBytes(32).toString('base64url');
    const pushed = await oauth.push({ ...asked(verifier), ...over }, from);
    return { verifier, pushed, id: idIn(pushed.authorization_url) };
  };
  const approve = (id: string, over: Partial<Parameters<typeof oauth.approve>[2]> = {}, visitor = owner) =>
    oauth.approve(id, visitor, { tenantKey: 'acme', newTenantKey: 'acme', scopes: ordinary, asCode: false, ...over });
  const redeem = (given: { code: string; verifier: string }, over: OAuthParameters = {}) =>
    oauth.token(
      {
        grant_type: 'authorization_code',
        client_id: 'membrane-cli',
        code: given.code,
        code_verifier: given.verifier,
        ...over,
      },
      someone,
    );
  const approved = async (over: OAuthParameters = {}) => {
    const request = await push(over);
    const decision = await approve(request.id);
    if (decision.outcome !== 'code') throw new Error(`Not a code: ${decision.outcome}`);
    return { ...request, code: decision.code };
  };
  return {
    oauth,
    logins,
    storage,
    clock,
    fetched,
    push,
    approve,
    approved,
    redeem,
    /** Tokens of a login that went well. */
    loggedIn: async (over: OAuthParameters = {}) => redeem(await approved(over)),
    refresh: (refreshToken: string, over: OAuthParameters = {}) =>
      oauth.token(
        { grant_type: 'refresh_token', client_id: 'membrane-cli', refresh_token: refreshToken, ...over },
        someone,
      ),
    close: () => storage.close(),
  };
}

export const ordinary = ['actions:read', 'actions:write', 'connections:manage', 'proxy'];

/** A request of the CLI for a code that a person types. */
export function asked(verifier: string): OAuthParameters {
  return {
    client_id: 'membrane-cli',
    redirect_uri: codePage,
    code_challenge: challengeOf(verifier),
    code_challenge_method: 'S256',
    state: 'st',
  };
}

/** The request's id in the address of its page. */
export function idIn(url: string): string {
  return new URL(url).pathname.split('/').at(-1) ?? '';
}

/** A refusal by its two codes. */
export function refusal(error: string, errorCode: string, more: object = {}) {
  return expect.objectContaining({ details: { error, error_code: errorCode, ...more } });
}
