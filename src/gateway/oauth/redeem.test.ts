import { afterEach, describe, expect, test } from 'vitest';
import { digestOf } from '../../kernel/digest.ts';
import { oauthAt, owner, refusal, someone, type TestOAuth } from './oauth.fixture.ts';

const opened: TestOAuth[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function server(): Promise<TestOAuth> {
  const one = await oauthAt();
  opened.push(one);
  return one;
}

const minute = 60_000;
const ofNobody = 'v'.repeat(43);

test('an approved code gives tokens for the chosen tenant, which work and are stored as hashes alone', async () => {
  const { approved, redeem, storage } = await server();
  const answer = await redeem(await approved());
  expect(answer).toEqual({
    access_token: expect.stringMatching(/^pat-[\w-]{43}$/),
    token_type: 'Bearer',
    expires_in: 3600,
    refresh_token: expect.stringMatching(/^[\w-]{40,}$/),
    scope: 'actions:read actions:write connections:manage proxy',
    default_workspace_key: expect.any(String),
    default_tenant_key: 'acme',
  });
  const row = await storage.tokens.byHash(digestOf(answer.access_token));
  expect(row).toMatchObject({ expiresAt: 1_000_000 + 60 * minute, isManager: false, audience: null });
  expect((await storage.tenants.get(row?.tenantId ?? ''))?.key).toBe('acme');
});

test.each([
  ['lower case without its hyphen', (code: string) => code.toLowerCase().replace('-', '')],
  ['with spaces and another dash', (code: string) => ` ${[...code.replace('-', '–')].join(' ')}\n`],
  ['with letters for digits', (code: string) => code.replace(/0/g, 'o').replace(/1/g, 'l')],
])('a code is taken %s', async (_, typed) => {
  const { approved, redeem } = await server();
  const { code, verifier } = await approved();
  expect((await redeem({ code: typed(code), verifier })).token_type).toBe('Bearer');
});

describe('each way to fail has its own code:', () => {
  test('not_approved, which costs no try', async () => {
    const { push, approve, redeem } = await server();
    const { verifier, id } = await push();
    for (let time = 0; time < 7; time++)
      await expect(redeem({ code: 'AAAA-AAAA', verifier })).rejects.toEqual(
        refusal('authorization_pending', 'not_approved'),
      );
    const decision = await approve(id);
    expect(await redeem({ code: decision.outcome === 'code' ? decision.code : '', verifier })).toBeDefined();
  });

  test('denied', async () => {
    const { push, oauth, redeem } = await server();
    const { verifier, id } = await push();
    expect(await oauth.deny(id)).toEqual({ outcome: 'denied', clientName: 'Porin CLI' });
    await expect(redeem({ code: 'AAAA-AAAA', verifier })).rejects.toEqual(refusal('access_denied', 'denied'));
  });

  test('expired, of a request that nobody decided', async () => {
    const { push, redeem, clock } = await server();
    const { verifier } = await push();
    clock.now += 15 * minute;
    await expect(redeem({ code: 'AAAA-AAAA', verifier })).rejects.toEqual(refusal('invalid_grant', 'expired'));
  });

  test('expired, of a code that was shown ten minutes ago', async () => {
    const { approved, redeem, clock, storage } = await server();
    const [late, last] = [await approved(), await approved()];
    clock.now += 10 * minute - 1;
    expect(await redeem(last)).toBeDefined();
    clock.now += 1;
    for (let time = 0; time < 2; time++)
      await expect(redeem(late)).rejects.toEqual(refusal('invalid_grant', 'expired'));
    expect((await storage.grants.list(undefined, { limit: 10 })).items).toHaveLength(1);
  });

  test('wrong_code four times with the tries that are left, then dead, also for the right code', async () => {
    const { approved, redeem, storage } = await server();
    const { code, verifier } = await approved();
    const wrong = { code: code === 'AAAA-AAAA' ? 'BBBB-BBBB' : 'AAAA-AAAA', verifier };
    for (const left of [4, 3, 2, 1])
      await expect(redeem(wrong)).rejects.toEqual(refusal('invalid_grant', 'wrong_code', { tries_left: left }));
    await expect(redeem(wrong)).rejects.toEqual(refusal('invalid_grant', 'dead', { tries_left: 0 }));
    await expect(redeem({ code, verifier })).rejects.toEqual(refusal('invalid_grant', 'dead'));
    expect((await storage.grants.list(undefined, { limit: 10 })).items).toEqual([]);
  });

  test('already_used, and what the code gave is revoked', async () => {
    const { approved, redeem, storage } = await server();
    const login = await approved();
    const { access_token: token } = await redeem(login);
    expect((await storage.tokens.byHash(digestOf(token)))?.revokedAt).toBeNull();
    await expect(redeem(login)).rejects.toEqual(refusal('invalid_grant', 'already_used'));
    expect((await storage.tokens.byHash(digestOf(token)))?.revokedAt).not.toBeNull();
  });

  test('already_used for another code after the redemption, which revokes nothing', async () => {
    const { approved, redeem, storage } = await server();
    const login = await approved();
    const { access_token: token } = await redeem(login);
    await expect(redeem({ ...login, code: 'nothing' })).rejects.toEqual(refusal('invalid_grant', 'already_used'));
    expect((await storage.tokens.byHash(digestOf(token)))?.revokedAt).toBeNull();
  });

  test('unknown_request for a verifier that began nothing', async () => {
    const { redeem } = await server();
    const unknown = refusal('invalid_grant', 'unknown_request');
    await expect(redeem({ code: 'AAAA-AAAA', verifier: ofNobody })).rejects.toEqual(unknown);
  });

  test('unknown_request for the program that did not ask', async () => {
    const { approved, redeem } = await server();
    const unknown = refusal('invalid_grant', 'unknown_request');
    await expect(redeem(await approved(), { client_id: 'porin-cli' })).rejects.toEqual(unknown);
  });

  test('unknown_request for a stolen code, whose own request dies', async () => {
    const { approved, push, redeem } = await server();
    const victim = await approved();
    const thief = await push();
    const unknown = refusal('invalid_grant', 'unknown_request');
    await expect(redeem({ code: victim.code, verifier: ofNobody })).rejects.toEqual(unknown);
    await expect(redeem(victim)).rejects.toEqual(refusal('invalid_grant', 'dead'));
    const other = await approved();
    await expect(redeem({ code: other.code, verifier: thief.verifier })).rejects.toEqual(
      refusal('authorization_pending', 'not_approved'),
    );
    await expect(redeem(other)).rejects.toEqual(refusal('invalid_grant', 'dead'));
  });

  test('redirect_mismatch, which ends nothing', async () => {
    const { approved, redeem } = await server();
    const login = await approved();
    const elsewhere = { redirect_uri: 'http://127.0.0.1:1/callback' };
    await expect(redeem(login, elsewhere)).rejects.toEqual(refusal('invalid_grant', 'redirect_mismatch'));
    expect(await redeem(login)).toBeDefined();
  });

  test('revoked, between approval and redemption', async () => {
    const { approved, redeem, storage } = await server();
    const login = await approved();
    const { grantId } = (await storage.oauthRequests.byHash(digestOf(login.id))) ?? {};
    await storage.grants.revoke(grantId ?? '', 1);
    await expect(redeem(login)).rejects.toEqual(refusal('invalid_grant', 'revoked'));
  });

  test.each([
    ['client_id', 'invalid_request'],
    ['code', 'invalid_request'],
    ['code_verifier', 'invalid_request'],
    ['grant_type', 'invalid_request'],
  ])('%s that is missing', async (name, error) => {
    const { redeem } = await server();
    const given = { code: 'AAAA-AAAA', verifier: ofNobody };
    await expect(redeem(given, { [name]: '' })).rejects.toEqual(refusal(error, 'invalid_request'));
  });

  test('a grant type of others', async () => {
    const { oauth } = await server();
    const from = { ip: '', userAgent: '', isOwner: false };
    await expect(oauth.token({ grant_type: 'password' }, from)).rejects.toEqual(
      refusal('unsupported_grant_type', 'unsupported_grant_type'),
    );
  });
});

test('of twenty redemptions at once one wins, and nothing stays of what it won', async () => {
  const { approved, redeem, storage } = await server();
  const login = await approved();
  const all = await Promise.allSettled(Array.from({ length: 20 }, () => redeem(login)));
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const lost = all.flatMap((one) => (one.status === 'rejected' ? [one.reason.details.error_code] : []));
  expect(lost.filter((code) => !['already_used', 'dead', 'revoked'].includes(code))).toEqual([]);
  expect((await storage.grants.list(undefined, { limit: 10 })).items).toEqual([]);
});

test('the code of a redirect lives for a minute and is as long as a key', async () => {
  const { push, approve, redeem, clock } = await server();
  const redirect_uri = 'http://127.0.0.1:50123/callback';
  const codeOf = async () => {
    const { id, verifier } = await push({ redirect_uri });
    const decision = await approve(id);
    const to = new URL(decision.outcome === 'redirect' ? decision.to : '');
    expect([to.origin + to.pathname, to.searchParams.get('state'), to.searchParams.get('iss')]).toEqual([
      redirect_uri,
      'st',
      'https://gateway.test',
    ]);
    return { verifier, code: to.searchParams.get('code') ?? '' };
  };
  const [one, other] = [await codeOf(), await codeOf()];
  expect(one.code).toMatch(/^[\w-]{43}$/);
  clock.now += minute - 1;
  expect(await redeem(one, { redirect_uri })).toBeDefined();
  clock.now += 1;
  await expect(redeem(other, { redirect_uri })).rejects.toEqual(refusal('invalid_grant', 'expired'));
});

test('a program that waits for a redirect can be given a code that a person reads', async () => {
  const { push, approve, redeem } = await server();
  const redirect_uri = 'http://[::1]:50123/callback';
  const { id, verifier } = await push({ redirect_uri });
  const decision = await approve(id, { asCode: true });
  const code = decision.outcome === 'code' ? decision.code : '';
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(await redeem({ code, verifier }, { redirect_uri })).toBeDefined();
});

test('a foreign program, which could not take a code, gets its redirect all the same', async () => {
  const { oauth, push, approve } = await server();
  const client = await oauth.register({ redirect_uris: ['app.test:/back'] }, someone);
  const { id } = await push({ client_id: client['client_id'], redirect_uri: 'app.test:/back' });
  const decision = await approve(id, { asCode: true });
  expect(decision.outcome === 'redirect' && decision.to).toMatch(/^app\.test:\/back\?code=[\w-]{43}&state=st&iss=/);
});

test('whoever guesses from one address is stopped, others are not', async () => {
  const { oauth, clock } = await server();
  const guess = (ip: string) =>
    oauth.token(
      { grant_type: 'authorization_code', client_id: 'porin-cli', code: 'AAAA-AAAA', code_verifier: ofNobody },
      { ip, userAgent: '', isOwner: false },
    );
  for (let time = 0; time < 60; time++) await guess('198.51.100.1').catch(() => undefined);
  await expect(guess('198.51.100.1')).rejects.toMatchObject({ code: 'rate_limited' });
  await expect(guess('198.51.100.2')).rejects.toMatchObject({ code: 'bad_request' });
  clock.now += 10 * minute;
  await expect(guess('198.51.100.1')).rejects.toMatchObject({ code: 'bad_request' });
});

test('a login for one resource gives tokens for it alone', async () => {
  const { approved, redeem, storage } = await server();
  const resource = 'https://gateway.test/mcp';
  const login = await approved({ resource: `${resource}/` });
  await expect(redeem(login, { resource: 'https://gateway.test' })).rejects.toEqual(
    refusal('invalid_target', 'invalid_target'),
  );
  const { access_token: token } = await redeem(login, { resource });
  expect((await storage.tokens.byHash(digestOf(token)))?.audience).toBe(resource);
});

test('an owner can let a program manage the workspace, and need not', async () => {
  const { push, approve, redeem } = await server();
  const scopeAfter = async (scopes: readonly string[]) => {
    const { id, verifier } = await push({ scope: 'actions:read manage' });
    const decision = await approve(id, { scopes }, owner);
    return (await redeem({ code: decision.outcome === 'code' ? decision.code : '', verifier })).scope;
  };
  expect(await scopeAfter(['actions:read', 'manage', 'proxy'])).toBe('actions:read manage');
  expect(await scopeAfter(['actions:read'])).toBe('actions:read');
});
