import { createHash, randomBytes } from 'node:crypto';
import type { ServerBehaviour } from './authorization-server.ts';

export class TokenError extends Error {
  readonly description: string;
  readonly status: number;

  constructor(code: string, description: string, status = 400) {
    super(code);
    this.description = description;
    this.status = status;
  }
}

/** Everything that came from one consent; using a refresh token twice voids all of it. */
export interface Family {
  readonly id: string;
  /** Why it is void. */
  revoked: string | undefined;
}

interface Pending {
  readonly redirectUri: string;
  readonly state: string;
  readonly challenge: string | undefined;
}

interface Device {
  readonly userCode: string;
  decision: 'agree' | 'deny' | undefined;
  polledAt: number;
}

export type Grants = ReturnType<typeof createGrants>;

const deviceIntervalMs = 1_000;

/** What the server remembers: consents, codes, tokens and their families. */
export function createGrants(behaviour: ServerBehaviour) {
  const pending = new Map<string, Pending>();
  const codes = new Map<string, Pending & { family: Family; isUsed: boolean }>();
  const access = new Map<string, { readonly family: Family; readonly expiresAt: number; isRevoked: boolean }>();
  const refresh = new Map<string, { readonly family: Family; isUsed: boolean }>();
  const devices = new Map<string, Device>();
  const families: Family[] = [];

  function newFamily(): Family {
    const family = { id: unguessable(), revoked: undefined };
    families.push(family);
    return family;
  }

  function issue(family: Family, { withRefresh }: { withRefresh: boolean }): object {
    const accessToken = unguessable();
    const { expiresInSeconds } = behaviour;
    access.set(accessToken, { family, expiresAt: Date.now() + (expiresInSeconds ?? 3600) * 1000, isRevoked: false });
    const refreshToken = withRefresh && behaviour.givesRefreshToken ? unguessable() : undefined;
    if (refreshToken !== undefined) refresh.set(refreshToken, { family, isUsed: false });
    return {
      access_token: accessToken,
      token_type: 'Bearer',
      ...(expiresInSeconds === undefined ? {} : { expires_in: expiresInSeconds }),
      ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    };
  }

  function byCode(form: URLSearchParams): object {
    const code = codes.get(form.get('code') ?? '');
    if (!code) throw new TokenError('invalid_grant', 'unknown code');
    if (code.isUsed) code.family.revoked = 'a code was used twice';
    if (code.isUsed) throw new TokenError('invalid_grant', 'used code');
    code.isUsed = true;
    if (form.get('redirect_uri') !== code.redirectUri) throw new TokenError('invalid_grant', 'other redirect_uri');
    const verifier = form.get('code_verifier');
    if (code.challenge !== undefined && s256(verifier ?? '') !== code.challenge)
      throw new TokenError('invalid_grant', 'wrong verifier');
    if (code.challenge === undefined && verifier !== null)
      throw new TokenError('invalid_grant', 'no challenge was given');
    return issue(code.family, { withRefresh: true });
  }

  function byRefresh(form: URLSearchParams): object {
    const token = refresh.get(form.get('refresh_token') ?? '');
    if (!token) throw new TokenError('invalid_grant', 'unknown refresh token');
    if (token.isUsed) token.family.revoked = 'a refresh token was used twice';
    if (token.family.revoked !== undefined) throw new TokenError('invalid_grant', 'revoked');
    if (behaviour.rotates) token.isUsed = true;
    return issue(token.family, { withRefresh: behaviour.rotates });
  }

  function byDevice(form: URLSearchParams): object {
    const code = form.get('device_code') ?? '';
    const device = devices.get(code);
    if (!device) throw new TokenError('invalid_grant', 'unknown device code');
    const isHasty = device.polledAt + deviceIntervalMs > Date.now();
    device.polledAt = Date.now();
    if (isHasty) throw new TokenError('slow_down', 'asked too soon');
    if (device.decision === undefined) throw new TokenError('authorization_pending', 'not yet');
    devices.delete(code);
    if (device.decision === 'deny') throw new TokenError('access_denied', 'the person said no');
    return issue(newFamily(), { withRefresh: true });
  }

  return {
    families,
    /** A consent as if a person had given it: an access and a refresh token. */
    issued: () => issue(newFamily(), { withRefresh: true }) as { access_token: string; refresh_token: string },
    begin(query: URLSearchParams): string {
      const [redirectUri, state, challenge] = [
        query.get('redirect_uri'),
        query.get('state'),
        query.get('code_challenge'),
      ];
      if (query.get('client_id') !== behaviour.clientId) throw new Error('unknown client');
      if (redirectUri !== behaviour.redirectUri) throw new Error(`redirect_uri ${redirectUri} is not registered`);
      if (query.get('response_type') !== 'code' || !state) throw new Error('response_type or state is missing');
      if (behaviour.requiresPkce && (!challenge || query.get('code_challenge_method') !== 'S256'))
        throw new Error('PKCE is missing');
      const id = unguessable();
      pending.set(id, { redirectUri, state, challenge: challenge ?? undefined });
      return id;
    },
    decide(id: string, agrees: boolean) {
      const asked = pending.get(id);
      if (!asked) throw new Error('unknown consent');
      pending.delete(id);
      const code = agrees ? unguessable() : undefined;
      if (code !== undefined) codes.set(code, { ...asked, family: newFamily(), isUsed: false });
      return { ...asked, code };
    },
    token(_client: string, form: URLSearchParams): object {
      switch (form.get('grant_type')) {
        case 'authorization_code':
          return byCode(form);
        case 'refresh_token':
          return byRefresh(form);
        case 'client_credentials':
          return issue(newFamily(), { withRefresh: false });
        case 'urn:ietf:params:oauth:grant-type:device_code':
          return byDevice(form);
      }
      throw new TokenError('unsupported_grant_type', 'what?');
    },
    startDevice(_client: string, origin: string): object {
      const [deviceCode, userCode] = [unguessable(), unguessable().slice(0, 8).toUpperCase()];
      devices.set(deviceCode, { userCode, decision: undefined, polledAt: 0 });
      return {
        device_code: deviceCode,
        user_code: userCode,
        verification_uri: `${origin}/activate`,
        verification_uri_complete: `${origin}/activate?code=${userCode}`,
        expires_in: 60,
        interval: deviceIntervalMs / 1000,
      };
    },
    /** What a person does with the code that the page shows. */
    enter(userCode: string, decision: 'agree' | 'deny') {
      const device = [...devices.values()].find((one) => one.userCode === userCode);
      if (!device) throw new Error('unknown user code');
      device.decision = decision;
    },
    revoke(_client: string, token: string): object {
      const ofRefresh = refresh.get(token);
      if (ofRefresh) ofRefresh.family.revoked = 'the client asked for it';
      const ofAccess = access.get(token);
      if (ofAccess) ofAccess.isRevoked = true;
      return {};
    },
    /** Ends every access token; refresh tokens stay good. */
    expireAll() {
      for (const [token, one] of access) access.set(token, { ...one, expiresAt: 0 });
    },
    isLive(token: string): boolean {
      const one = access.get(token);
      return one !== undefined && !one.isRevoked && one.expiresAt > Date.now() && one.family.revoked === undefined;
    },
  };
}

function s256(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

function unguessable(): string {
  return randomBytes(24).toString('base64url');
}
