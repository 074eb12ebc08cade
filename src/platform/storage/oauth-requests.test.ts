import { expect, test } from 'vitest';
import { newTenant, onEveryEngine } from '../../../test/durability/engines.ts';
import {
  approvedRequest,
  changesOf,
  grantRow,
  issued,
  login,
  requestRow,
  someHash,
  someId,
  twenty,
} from '../../../test/durability/identity-rows.ts';

const dayMs = 24 * 60 * 60_000;
const code = () => ({ codeHash: someHash(), codeExpiresAt: 61_000 });

onEveryEngine((storage) => {
  test('a program that registered comes back as it was stored', async () => {
    const row = { id: someId('cl'), name: 'IDE', redirectUris: ['http://127.0.0.1/cb', 'ide://cb'], createdAt: 5 };
    await storage().oauthClients.insert(row);
    expect(await storage().oauthClients.get(row.id)).toEqual(row);
    expect(await storage().oauthClients.get('nobody')).toBeUndefined();
    await expect(storage().oauthClients.insert(row)).rejects.toMatchObject({ code: 'already_exists' });
  });

  test('a program that nobody allowed anything goes when another one registers 30 days later', async () => {
    const tenant = await newTenant(storage());
    const client = () => ({ id: someId('cl'), name: 'IDE', redirectUris: [], createdAt: 5 });
    const [idle, asking, allowed, next] = [client(), client(), client(), client()];
    for (const row of [idle, asking, allowed]) await storage().oauthClients.insert(row);
    await storage().oauthRequests.insert(requestRow({ clientId: asking.id }));
    const request = requestRow({ clientId: 'cli' });
    await storage().oauthRequests.insert(request);
    const grant = grantRow(tenant, { clientId: allowed.id });
    expect(await storage().oauthRequests.approve(request.hash, { ...code(), grant })).toBe(true);
    const there = async () => {
      const found = await Promise.all([idle, asking, allowed].map(({ id }) => storage().oauthClients.get(id)));
      return found.map((row) => row !== undefined);
    };
    await storage().oauthClients.insert({ ...next, createdAt: 4 + 30 * dayMs });
    expect(await there()).toEqual([true, true, true]);
    await storage().oauthClients.insert({ ...client(), createdAt: 5 + 30 * dayMs });
    expect(await there()).toEqual([false, true, true]);
  });

  test('a request is found by its hash, its challenge and its code', async () => {
    const row = requestRow({ wantsManager: true, tenantKey: 'acme', resource: 'https://gw.test/mcp', state: null });
    await storage().oauthRequests.insert(row);
    expect(await storage().oauthRequests.byHash(row.hash)).toEqual(row);
    expect(await storage().oauthRequests.byChallenge(row.codeChallenge)).toEqual(row);
    const grant = grantRow(await newTenant(storage()), { isManager: true, resource: row.resource });
    const approval = { ...code(), grant };
    expect(await storage().oauthRequests.byCode(approval.codeHash)).toBeUndefined();
    expect(await storage().oauthRequests.approve(row.hash, approval)).toBe(true);
    const { codeHash, codeExpiresAt } = approval;
    const approved = { ...row, status: 'approved', codeHash, codeExpiresAt, grantId: grant.id };
    expect(await storage().oauthRequests.byCode(codeHash)).toEqual(approved);
    expect(await storage().oauthRequests.byHash(row.hash)).toEqual(approved);
    expect(await storage().grants.get(grant.id)).toEqual(grant);
  });

  test('of many requests with one challenge one is stored, and what is no hash is refused', async () => {
    const { codeChallenge } = requestRow();
    const outcomes = await twenty(() =>
      storage()
        .oauthRequests.insert(requestRow({ codeChallenge }))
        .then(
          () => 'stored',
          (error: { code: string }) => error.code,
        ),
    );
    expect(outcomes.sort()).toEqual([...Array(19).fill('already_exists'), 'stored']);
    await expect(storage().oauthRequests.insert(requestRow({ hash: 'id' }))).rejects.toMatchObject({
      code: 'internal',
    });
  });

  test('a request that ended a day ago goes when the next one comes, with a grant that nobody redeemed', async () => {
    const start = 10 * dayMs;
    const tenant = await newTenant(storage());
    const [unused, redeemed, recent] = [grantRow(tenant), grantRow(tenant), requestRow({ expiresAt: start + 1 })];
    const rows = [requestRow({ expiresAt: start }), requestRow({ expiresAt: start })];
    for (const row of [...rows, recent]) await storage().oauthRequests.insert(row);
    await storage().oauthRequests.approve(rows[0]?.hash ?? '', { ...code(), grant: unused });
    await storage().oauthRequests.approve(rows[1]?.hash ?? '', { ...code(), grant: redeemed });
    await storage().oauthRequests.redeem(rows[1]?.hash ?? '', issued(redeemed));
    await storage().oauthRequests.insert(requestRow({ createdAt: start + dayMs, expiresAt: start + 2 * dayMs }));
    for (const { hash } of rows) expect(await storage().oauthRequests.byHash(hash)).toBeUndefined();
    expect(await storage().oauthRequests.byHash(recent.hash)).toEqual(recent);
    expect(await storage().grants.get(unused.id)).toMatchObject({ revokedAt: start + dayMs });
    expect(await storage().grants.get(redeemed.id)).toMatchObject({ revokedAt: null });
  });

  test('of many approvals and denials at once one decides, and only the one that approved made a grant', async () => {
    const tenant = await newTenant(storage());
    const row = requestRow();
    await storage().oauthRequests.insert(row);
    const grants = Array.from({ length: 20 }, () => grantRow(tenant));
    const decided = await Promise.all(
      grants.flatMap((grant) => [
        storage().oauthRequests.approve(row.hash, { ...code(), grant }),
        ...(grant === grants[10] ? [storage().oauthRequests.deny(row.hash)] : []),
      ]),
    );
    expect(decided.filter(Boolean)).toHaveLength(1);
    const stored = await storage().oauthRequests.byHash(row.hash);
    const listed = async () => (await storage().grants.list(tenant, { limit: 50 })).items.map(({ id }) => id);
    const made = (await Promise.all(grants.map(({ id }) => storage().grants.get(id)))).flatMap((one) => one?.id ?? []);
    expect(made).toEqual(stored?.status === 'approved' ? [stored.grantId] : []);
    // No program is logged in before the code is redeemed.
    expect(await listed()).toEqual([]);
    const [grant] = grants.filter(({ id }) => made.includes(id));
    if (grant) await storage().oauthRequests.redeem(row.hash, issued(grant));
    expect(await listed()).toEqual(made);
  });

  test('a denied request can be neither approved nor redeemed', async () => {
    const grant = grantRow(await newTenant(storage()));
    const row = requestRow();
    await storage().oauthRequests.insert(row);
    expect(await storage().oauthRequests.redeem(row.hash, issued(grant))).toBe(false);
    expect(await storage().oauthRequests.deny(row.hash)).toBe(true);
    expect(await storage().oauthRequests.deny(row.hash)).toBe(false);
    expect(await storage().oauthRequests.approve(row.hash, { ...code(), grant })).toBe(false);
    expect(await storage().oauthRequests.redeem(row.hash, issued(grant))).toBe(false);
    expect(await storage().oauthRequests.byHash(row.hash)).toEqual({ ...row, status: 'denied' });
    expect(await storage().grants.get(grant.id)).toBeUndefined();
  });

  test('of many callers with one code one is given tokens, and nothing of the others is stored', async () => {
    const { request, grant } = await approvedRequest(storage(), await newTenant(storage()));
    const tokens = Array.from({ length: 20 }, () => issued(grant));
    const redeemed = await twenty((n) => storage().oauthRequests.redeem(request.hash, tokens[n] ?? issued(grant)));
    expect(redeemed.filter(Boolean)).toHaveLength(1);
    for (const [n, { access, refresh }] of tokens.entries()) {
      expect(await storage().tokens.byHash(access.hash)).toEqual(redeemed[n] ? access : undefined);
      expect(await storage().refreshTokens.byHash(refresh.hash)).toEqual(redeemed[n] ? refresh : undefined);
    }
    expect(await storage().oauthRequests.byHash(request.hash)).toMatchObject({ status: 'redeemed' });
  });

  test('a grant that was revoked before its code was redeemed gives no tokens', async () => {
    const { request, grant } = await approvedRequest(storage(), await newTenant(storage()));
    await storage().grants.revoke(grant.id, 5);
    const tokens = issued(grant);
    expect(await storage().oauthRequests.redeem(request.hash, tokens)).toBe(false);
    expect(await storage().tokens.byHash(tokens.access.hash)).toBeUndefined();
  });

  test('tokens of another grant are refused, and the code is not used up by them', async () => {
    const tenant = await newTenant(storage());
    const { request, grant } = await approvedRequest(storage(), tenant);
    const { grant: other } = await login(storage(), tenant);
    await expect(storage().oauthRequests.redeem(request.hash, issued(other))).rejects.toMatchObject({
      code: 'internal',
    });
    expect(await storage().oauthRequests.redeem(request.hash, issued(grant))).toBe(true);
  });

  test('wrong codes are counted one by one, and the last one allowed ends the request with its grant', async () => {
    const { request, grant } = await approvedRequest(storage(), await newTenant(storage()));
    const counts = await twenty(() => storage().oauthRequests.countWrongCode(request.hash, 21));
    expect(counts.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    expect(await storage().oauthRequests.byHash(request.hash)).toMatchObject({ status: 'approved', wrongCodes: 20 });
    expect(await storage().oauthRequests.countWrongCode(request.hash, 21)).toBe(21);
    expect(await storage().oauthRequests.byHash(request.hash)).toMatchObject({ status: 'dead' });
    expect(await storage().oauthRequests.redeem(request.hash, issued(grant))).toBe(false);
    expect(await storage().grants.get(grant.id)).toMatchObject({ revokedAt: expect.any(Number) });
    expect(await storage().oauthRequests.countWrongCode(someHash(), 5)).toBe(0);
  });

  test('wrong codes do not end what was redeemed', async () => {
    const { request, grant } = await login(storage(), await newTenant(storage()));
    expect(await storage().oauthRequests.countWrongCode(request.hash, 1)).toBe(1);
    expect(await storage().oauthRequests.byHash(request.hash)).toMatchObject({ status: 'redeemed' });
    expect(await storage().grants.get(grant.id)).toMatchObject({ revokedAt: null });
  });

  test('a stolen code ends the request, its grant and its tokens, and everybody is told', async () => {
    const { request, grant, tokens } = await login(storage(), await newTenant(storage()));
    const changes = await changesOf(storage(), () => storage().oauthRequests.kill(request.hash, 2000));
    expect(changes).toEqual([
      { kind: 'login', id: grant.id },
      { kind: 'token', id: tokens.access.id },
    ]);
    expect(await storage().oauthRequests.byHash(request.hash)).toMatchObject({ status: 'dead' });
    expect(await storage().grants.get(grant.id)).toEqual({ ...grant, revokedAt: 2000 });
    expect(await storage().tokens.byHash(tokens.access.hash)).toMatchObject({ revokedAt: 2000 });
    const pending = requestRow();
    await storage().oauthRequests.insert(pending);
    await storage().oauthRequests.kill(pending.hash, 2000);
    expect(await storage().oauthRequests.deny(pending.hash)).toBe(false);
    await expect(storage().oauthRequests.kill(someHash(), 2000)).resolves.toBeUndefined();
  });
});
