import { afterEach, expect, test } from 'vitest';
import { digestOf } from '../../kernel/digest.ts';
import { oauthAt, refusal, someone, type TestOAuth } from './oauth.fixture.ts';

const opened: TestOAuth[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function server(): Promise<TestOAuth> {
  const one = await oauthAt();
  opened.push(one);
  return one;
}

const day = 24 * 60 * 60_000;

async function isLive({ storage }: TestOAuth, token: string): Promise<boolean> {
  const row = await storage.tokens.byHash(digestOf(token));
  return row !== undefined && row.revokedAt === null;
}

test('a refresh gives new tokens of the same login and ends the old access token', async () => {
  const gateway = await server();
  const first = await gateway.loggedIn();
  const second = await gateway.refresh(first.refresh_token);
  expect(second).toEqual({ ...first, access_token: expect.any(String), refresh_token: expect.any(String) });
  expect(second.refresh_token).not.toBe(first.refresh_token);
  expect([await isLive(gateway, first.access_token), await isLive(gateway, second.access_token)]).toEqual([
    false,
    true,
  ]);
});

test('a login lives as long as it is used every 90 days', async () => {
  const { loggedIn, refresh, clock } = await server();
  let { refresh_token: token } = await loggedIn();
  for (let time = 0; time < 3; time++) {
    clock.now += 90 * day - 1;
    token = (await refresh(token)).refresh_token;
  }
  clock.now += 90 * day;
  await expect(refresh(token)).rejects.toEqual(refusal('invalid_grant', 'expired'));
});

test('a refresh token used after its successor was used is a theft: the login is revoked', async () => {
  const gateway = await server();
  const first = await gateway.loggedIn();
  const second = await gateway.refresh(first.refresh_token);
  const third = await gateway.refresh(second.refresh_token);
  await expect(gateway.refresh(first.refresh_token)).rejects.toEqual(refusal('invalid_grant', 'reused'));
  expect(await isLive(gateway, third.access_token)).toBe(false);
  await expect(gateway.refresh(third.refresh_token)).rejects.toEqual(refusal('invalid_grant', 'revoked'));
});

test('a lost answer is given again, and what was lost does not work', async () => {
  const gateway = await server();
  const first = await gateway.loggedIn();
  const lost = await gateway.refresh(first.refresh_token);
  const again = await gateway.refresh(first.refresh_token);
  expect([await isLive(gateway, lost.access_token), await isLive(gateway, again.access_token)]).toEqual([false, true]);
  expect(await gateway.refresh(again.refresh_token)).toBeDefined();
});

test('what was lost, presented after all, revokes the login', async () => {
  const gateway = await server();
  const first = await gateway.loggedIn();
  const lost = await gateway.refresh(first.refresh_token);
  const again = await gateway.refresh(first.refresh_token);
  await expect(gateway.refresh(lost.refresh_token)).rejects.toEqual(refusal('invalid_grant', 'reused'));
  expect(await isLive(gateway, again.access_token)).toBe(false);
});

test('of twenty refreshes at once one wins, and its login goes on', async () => {
  const gateway = await server();
  const { refresh_token: token } = await gateway.loggedIn();
  const all = await Promise.allSettled(Array.from({ length: 20 }, () => gateway.refresh(token)));
  const won = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(won).toHaveLength(1);
  expect(await gateway.refresh(won[0]?.refresh_token ?? '')).toBeDefined();
});

test('a refresh may ask for less, gets no more, and keeps the rest for the next', async () => {
  const { loggedIn, refresh } = await server();
  const first = await loggedIn();
  const less = await refresh(first.refresh_token, { scope: 'actions:read' });
  expect(less.scope).toBe('actions:read');
  for (const scope of ['secrets:read', 'manage'])
    await expect(refresh(less.refresh_token, { scope })).rejects.toEqual(refusal('invalid_scope', 'invalid_scope'));
  expect((await refresh(less.refresh_token)).scope).toBe(first.scope);
});

test('another program cannot use the refresh token', async () => {
  const { loggedIn, refresh } = await server();
  const { refresh_token: token } = await loggedIn();
  const unknown = refusal('invalid_grant', 'unknown_token');
  await expect(refresh(token, { client_id: 'porin-cli' })).rejects.toEqual(unknown);
  await expect(refresh('prt-nothing')).rejects.toEqual(unknown);
  expect(await refresh(token)).toBeDefined();
});

test('no tokens are given for a tenant that was archived', async () => {
  const { loggedIn, refresh, storage } = await server();
  const { refresh_token: token } = await loggedIn();
  const tenant = await storage.tenants.find('acme');
  await storage.tenants.patch(tenant?.id ?? '', { archivedAt: 1 });
  await expect(refresh(token)).rejects.toEqual(refusal('invalid_grant', 'tenant_gone'));
});

test('revoking a refresh token ends the login, revoking an access token only that', async () => {
  const gateway = await server();
  const first = await gateway.loggedIn();
  await gateway.oauth.revoke({ token: first.access_token, client_id: 'membrane-cli' });
  expect(await isLive(gateway, first.access_token)).toBe(false);
  const second = await gateway.refresh(first.refresh_token);
  await gateway.oauth.revoke({ token: second.refresh_token });
  expect(await isLive(gateway, second.access_token)).toBe(false);
  await expect(gateway.refresh(second.refresh_token)).rejects.toEqual(refusal('invalid_grant', 'revoked'));
});

test('revoking says nothing of unknown tokens, and leaves those of other programs', async () => {
  const gateway = await server();
  const first = await gateway.loggedIn();
  await gateway.oauth.revoke({ token: 'prt-nothing' });
  await gateway.oauth.revoke({ token: first.refresh_token, client_id: 'porin-cli' });
  expect(await isLive(gateway, first.access_token)).toBe(true);
  await expect(gateway.oauth.revoke({})).rejects.toEqual(refusal('invalid_request', 'invalid_request'));
});

test('a wrong refresh token counts as a guess', async () => {
  const { oauth } = await server();
  const guess = () =>
    oauth.token({ grant_type: 'refresh_token', client_id: 'porin-cli', refresh_token: 'prt-x' }, someone);
  for (let time = 0; time < 60; time++) await guess().catch(() => undefined);
  await expect(guess()).rejects.toMatchObject({ code: 'rate_limited' });
});
