import { expect, test } from 'vitest';
import { newTenant, onEveryEngine } from '../../../test/durability/engines.ts';
import { changesOf, issued, login, someHash, tokenRow, twenty } from '../../../test/durability/identity-rows.ts';

const dayMs = 24 * 60 * 60_000;

onEveryEngine((storage) => {
  test('live grants are listed newest first, of one tenant or of all', async () => {
    const [a, b] = [await newTenant(storage()), await newTenant(storage())];
    const logins = [await login(storage(), a), await login(storage(), a), await login(storage(), a)];
    const { grant: other } = await login(storage(), b);
    const [gone, ...live] = logins.map(({ grant }) => grant.id).sort();
    await storage().grants.revoke(gone ?? '', 5);
    const page = await storage().grants.list(a, { limit: 1 });
    const next = await storage().grants.list(a, { limit: 1, cursor: page.cursor });
    expect([...page.items, ...next.items].map(({ id }) => id)).toEqual(live.reverse());
    expect(next.cursor).toBeUndefined();
    const all = (await storage().grants.list(undefined, { limit: 1000 })).items.map(({ id }) => id);
    expect(all).toEqual(expect.arrayContaining([...live, other.id]));
    expect(all).not.toContain(gone);
  });

  test('a grant is revoked once, with all its tokens and no others, and each is announced', async () => {
    const tenant = await newTenant(storage());
    const [{ grant, tokens }, other] = [await login(storage(), tenant), await login(storage(), tenant)];
    const second = tokenRow(tenant, { grantId: grant.id });
    const past = tokenRow(tenant, { grantId: grant.id, revokedAt: 1 });
    await storage().tokens.insert(second);
    await storage().tokens.insert(past);
    let outcomes: boolean[] = [];
    const changes = await changesOf(storage(), async () => {
      outcomes = await twenty(() => storage().grants.revoke(grant.id, 2000));
    });
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(changes.map(({ id }) => id).sort()).toEqual([grant.id, tokens.access.id, second.id].sort());
    expect(new Set(changes.map(({ kind }) => kind))).toEqual(new Set(['login', 'token']));
    expect(await storage().tokens.byHash(second.hash)).toEqual({ ...second, revokedAt: 2000 });
    expect(await storage().tokens.byHash(past.hash)).toEqual(past);
    expect(await storage().refreshTokens.byHash(tokens.refresh.hash)).toEqual({ ...tokens.refresh, usedAt: 2000 });
    expect(await storage().tokens.byHash(other.tokens.access.hash)).toEqual(other.tokens.access);
    expect(await storage().grants.revoke('grt_none', 2000)).toBe(false);
  });

  test('of many rotations of one token one wins, and only its tokens exist', async () => {
    const { grant, tokens } = await login(storage(), await newTenant(storage()));
    const { hash } = tokens.refresh;
    const offered = Array.from({ length: 20 }, () => issued(grant));
    let rotated: boolean[] = [];
    const changes = await changesOf(storage(), async () => {
      rotated = await twenty((n) => storage().refreshTokens.rotate(hash, 2000, offered[n] ?? issued(grant)));
    });
    expect(rotated.filter(Boolean)).toHaveLength(1);
    const winner = offered[rotated.indexOf(true)];
    expect(await storage().refreshTokens.byHash(hash)).toEqual({
      ...tokens.refresh,
      usedAt: 2000,
      successorHash: winner?.refresh.hash,
    });
    expect(await storage().tokens.byHash(tokens.access.hash)).toEqual({ ...tokens.access, revokedAt: 2000 });
    for (const each of offered) {
      expect(await storage().tokens.byHash(each.access.hash)).toEqual(each === winner ? each.access : undefined);
      const refresh = await storage().refreshTokens.byHash(each.refresh.hash);
      expect(refresh).toEqual(each === winner ? each.refresh : undefined);
    }
    expect(changes).toEqual([
      { kind: 'token', id: tokens.access.id },
      { kind: 'token', id: winner?.access.id },
    ]);
  });

  test('a token is not rotated when it is over, unknown or of a revoked grant', async () => {
    const { grant, tokens } = await login(storage(), await newTenant(storage()));
    const { hash, expiresAt } = tokens.refresh;
    expect(await storage().refreshTokens.rotate(hash, expiresAt, issued(grant))).toBe(false);
    expect(await storage().refreshTokens.rotate(someHash(), 2000, issued(grant))).toBe(false);
    expect(await storage().tokens.byHash(tokens.access.hash)).toEqual(tokens.access);
    await storage().grants.revoke(grant.id, 1500);
    expect(await storage().refreshTokens.rotate(hash, 2000, issued(grant))).toBe(false);
  });

  test('a rotation and a revocation at once never leave a live token', async () => {
    const tenant = await newTenant(storage());
    for (let round = 0; round < 10; round++) {
      const { grant, tokens } = await login(storage(), tenant);
      const next = issued(grant);
      await Promise.all([
        storage().refreshTokens.rotate(tokens.refresh.hash, 2000, next),
        storage().grants.revoke(grant.id, 2000),
      ]);
      for (const { hash } of [tokens.access, next.access]) {
        const row = await storage().tokens.byHash(hash);
        expect(row === undefined || row.revokedAt === 2000).toBe(true);
      }
      expect(await storage().refreshTokens.rotate(next.refresh.hash, 2001, issued(grant))).toBe(false);
    }
  });

  test('a lost answer is given again, and the successor nobody used dies', async () => {
    const { grant, tokens } = await login(storage(), await newTenant(storage()));
    const { hash } = tokens.refresh;
    const lost = issued(grant);
    expect(await storage().refreshTokens.reissue(hash, 2000, issued(grant))).toBe(false);
    await storage().refreshTokens.rotate(hash, 2000, lost);
    const again = issued(grant);
    const changes = await changesOf(storage(), async () => {
      expect(await storage().refreshTokens.reissue(hash, 2001, again)).toBe(true);
    });
    expect(changes.map(({ id }) => id)).toEqual([lost.access.id, again.access.id]);
    expect(await storage().refreshTokens.byHash(lost.refresh.hash)).toEqual({ ...lost.refresh, usedAt: 2001 });
    expect(await storage().tokens.byHash(lost.access.hash)).toMatchObject({ revokedAt: 2001 });
    expect(await storage().refreshTokens.byHash(hash)).toMatchObject({ successorHash: again.refresh.hash });
    expect(await storage().refreshTokens.rotate(lost.refresh.hash, 2002, issued(grant))).toBe(false);
    expect(await storage().refreshTokens.reissue(lost.refresh.hash, 2002, issued(grant))).toBe(false);
    expect(await storage().refreshTokens.rotate(again.refresh.hash, 2002, issued(grant))).toBe(true);
    expect(await storage().refreshTokens.reissue(hash, 2003, issued(grant))).toBe(false);
  });

  test('a lost answer is not given again when the token is over or its grant is revoked', async () => {
    const { grant, tokens } = await login(storage(), await newTenant(storage()));
    const { hash, expiresAt } = tokens.refresh;
    const lost = issued(grant, { refresh: { expiresAt: expiresAt * 2 } });
    await storage().refreshTokens.rotate(hash, 2000, lost);
    expect(await storage().refreshTokens.reissue(hash, expiresAt, issued(grant))).toBe(false);
    expect(await storage().refreshTokens.byHash(lost.refresh.hash)).toEqual(lost.refresh);
    await storage().grants.revoke(grant.id, 2001);
    expect(await storage().refreshTokens.reissue(hash, 2002, issued(grant))).toBe(false);
  });

  test('of a rotation of the successor and reissues of the token before it, whatever comes first, one refresh token is left', async () => {
    const { grant, tokens } = await login(storage(), await newTenant(storage()));
    const first = issued(grant);
    await storage().refreshTokens.rotate(tokens.refresh.hash, 2000, first);
    const offered = Array.from({ length: 20 }, () => issued(grant));
    await twenty((n) => {
      const next = offered[n] ?? issued(grant);
      return n % 2 === 0
        ? storage().refreshTokens.reissue(tokens.refresh.hash, 2001, next)
        : storage().refreshTokens.rotate(first.refresh.hash, 2001, next);
    });
    const left = await Promise.all(offered.map(({ refresh }) => storage().refreshTokens.byHash(refresh.hash)));
    expect(left.filter((row) => row?.usedAt === null)).toHaveLength(1);
    const live = await Promise.all(offered.map(({ access }) => storage().tokens.byHash(access.hash)));
    expect(live.filter((row) => row?.revokedAt === null)).toHaveLength(1);
  });

  test('tokens of another grant are not issued, and the token stays unused', async () => {
    const tenant = await newTenant(storage());
    const [{ tokens }, { grant: other }] = [await login(storage(), tenant), await login(storage(), tenant)];
    const { hash } = tokens.refresh;
    await expect(storage().refreshTokens.rotate(hash, 2000, issued(other))).rejects.toMatchObject({
      code: 'internal',
    });
    expect(await storage().refreshTokens.byHash(hash)).toEqual(tokens.refresh);
  });

  test('what has been over for a day goes with the next rotation', async () => {
    const { grant, tokens } = await login(storage(), await newTenant(storage()));
    const later = { refresh: { expiresAt: 10 * dayMs }, access: { expiresAt: 2000 + dayMs } };
    const [second, third] = [issued(grant, later), issued(grant, later)];
    await storage().refreshTokens.rotate(tokens.refresh.hash, 2000, second);
    const now = tokens.refresh.expiresAt + dayMs;
    expect(await storage().refreshTokens.byHash(tokens.refresh.hash)).toBeDefined();
    expect(await storage().refreshTokens.rotate(second.refresh.hash, now, third)).toBe(true);
    expect(await storage().refreshTokens.byHash(tokens.refresh.hash)).toBeUndefined();
    expect(await storage().tokens.byHash(tokens.access.hash)).toBeUndefined();
    expect(await storage().tokens.byHash(second.access.hash)).toMatchObject({ revokedAt: now });
    expect(await storage().refreshTokens.byHash(second.refresh.hash)).toBeDefined();
  });
});
