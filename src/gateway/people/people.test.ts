import { describe, expect, test } from 'vitest';
import { browser, code, hourMs, house, password } from './people.fixture.ts';

describe("the owner's link", () => {
  test('is looked at as often as one likes, and works once', async () => {
    const { port, directory, tokenOf } = await house();
    const token = tokenOf(await directory.ownerLink());
    for (const _ of [1, 2]) expect(await port.ownerLink(token)).toEqual({ isOwned: false });
    const { sessionToken, next } = await port.acceptOwnership(token, browser);
    expect(next).toBe('/account');
    expect(await port.visitor(sessionToken)).toMatchObject({ role: 'owner', tenantId: null, name: 'Owner' });
    await expect(port.acceptOwnership(token, browser)).rejects.toEqual(code('not_found'));
    await expect(port.ownerLink(token)).rejects.toEqual(code('not_found'));
  });

  test('lets in one of two who use it at once, and there is one owner', async () => {
    const { port, directory, tokenOf, storage } = await house();
    const token = tokenOf(await directory.ownerLink());
    const both = await Promise.allSettled([port.acceptOwnership(token, browser), port.acceptOwnership(token, browser)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await storage.people.list()).toHaveLength(1);
  });

  test('is void after an hour, and works beside others that are made', async () => {
    const { port, directory, tokenOf, later } = await house();
    const first = tokenOf(await directory.ownerLink());
    const second = tokenOf(await directory.ownerLink());
    const third = tokenOf(await directory.ownerLink());
    for (const token of [second, first])
      expect((await port.acceptOwnership(token, browser)).sessionToken).toMatch(/^[\w-]{43}$/);
    later(hourMs);
    await expect(port.acceptOwnership(third, browser)).rejects.toEqual(code('not_found'));
  });

  test('is no invitation, nor the other way round', async () => {
    const { port, directory, tokenOf, invite } = await house();
    await expect(port.invitation(tokenOf(await directory.ownerLink()))).rejects.toEqual(code('not_found'));
    await expect(port.ownerLink(await invite())).rejects.toEqual(code('not_found'));
  });

  test('finds the same owner again', async () => {
    const { owner, storage } = await house();
    await owner();
    await owner();
    expect(await storage.people.list()).toHaveLength(1);
  });

  test.each([
    ['/authorize/x?y=1', '/authorize/x?y=1'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['/\t/evil.example', '/'],
    ['https://evil.example', '/'],
    ['account', '/'],
  ])('to %j leads to %j', async (path, expected) => {
    const { port, directory, tokenOf } = await house();
    const token = tokenOf(await directory.ownerLink(path));
    expect((await port.acceptOwnership(token, browser)).next).toBe(expected);
  });
});

describe('a session', () => {
  test('is stored as a hash alone and ends with a sign-out', async () => {
    const { port, owner, storage, clock } = await house();
    const { sessionToken } = await owner();
    expect(sessionToken).toMatch(/^[\w-]{43}$/);
    expect(await storage.sessions.byHash(sessionToken, clock.now).catch(() => undefined)).toBeUndefined();
    await port.signOut(sessionToken);
    expect(await port.visitor(sessionToken)).toBeUndefined();
  });

  test.each([undefined, '', 'x', 'A'.repeat(43)])('%j is nobody’s', async (token) => {
    const { port } = await house();
    expect(await port.visitor(token)).toBeUndefined();
    await expect(port.account(token)).rejects.toEqual(code('not_authenticated'));
  });

  test('on this machine lasts for 30 days, renewed when half of them are over', async () => {
    const { port, owner, later } = await house();
    const { sessionToken } = await owner();
    later(14 * 24 * hourMs);
    expect(await port.renew(sessionToken, browser)).toBeUndefined();
    later(2 * 24 * hourMs);
    const renewed = await port.renew(sessionToken, browser);
    expect(await port.visitor(sessionToken)).toBeUndefined();
    later(29 * 24 * hourMs);
    expect(await port.visitor(renewed?.sessionToken)).toBeDefined();
    later(25 * hourMs);
    expect(await port.visitor(renewed?.sessionToken)).toBeUndefined();
  });

  test('over a network lasts for 12 idle hours, and 30 days at most', async () => {
    const { port, owner, later } = await house({ publicUrl: 'https://porin.example' });
    let { sessionToken } = await owner();
    for (let passed = 0; passed < 40 * 24; passed += 7) {
      later(7 * hourMs);
      sessionToken = (await port.renew(sessionToken, browser))?.sessionToken ?? sessionToken;
      if (passed < 29 * 24) expect(await port.visitor(sessionToken)).toBeDefined();
    }
    expect(await port.visitor(sessionToken)).toBeUndefined();
    const { sessionToken: idle } = await owner();
    later(12 * hourMs);
    expect(await port.visitor(idle)).toBeUndefined();
  });

  test('is ended everywhere by the person, and by a new password', async () => {
    const { port, owner } = await house();
    const [first, second] = [await owner(), await owner()];
    await port.signOutEverywhere(first.sessionToken);
    expect(await port.visitor(second.sessionToken)).toBeUndefined();
    const [third, fourth] = [await owner(), await owner()];
    const changed = await port.setPassword(third.sessionToken, { login: 'ada', password }, browser);
    expect(await port.visitor(fourth.sessionToken)).toBeUndefined();
    expect(await port.visitor(changed.sessionToken)).toBeDefined();
  });
});

describe('a password', () => {
  test('lets in who knows it, whatever the case of the name', async () => {
    const { port, owner, directory } = await house();
    await port.setPassword((await owner()).sessionToken, { login: ' Ada@Example.com ', password }, browser);
    const { sessionToken } = await port.signIn({ login: 'ADA@example.com', password }, browser);
    expect(await port.visitor(sessionToken)).toMatchObject({ role: 'owner' });
    expect(await port.isOwned()).toBe(true);
    expect(await directory.list()).toMatchObject([{ login: 'ada@example.com', canSignIn: true }]);
  });

  test('that is wrong is refused like an unknown name', async () => {
    const { port, prepareOwner } = await house();
    await prepareOwner(password);
    const refusal = (login: string) =>
      port.signIn({ login, password: 'something else' }, browser).catch((error) => `${error.message} ${error.hint}`);
    expect(await refusal('owner')).toBe(await refusal('nobody'));
  });

  test('is guessed at most ten times a quarter of an hour, even all at once', async () => {
    const { port, prepareOwner, later } = await house();
    await prepareOwner(password);
    const guess = (ip: string) => port.signIn({ login: 'owner', password: 'something else' }, { ...browser, ip });
    const results = await Promise.allSettled(Array.from({ length: 12 }, (_, index) => guess(`10.0.0.${index}`)));
    const codes = results.map((result) => (result.status === 'rejected' ? result.reason.code : 'in'));
    expect(codes.filter((one) => one === 'rate_limited')).toHaveLength(2);
    await expect(port.signIn({ login: 'owner', password }, browser)).rejects.toEqual(code('rate_limited'));
    later(hourMs / 4);
    await port.signIn({ login: 'owner', password }, browser);
  }, 60_000);

  test('is not changed by a session whose sign-in is long ago, unless there is no other way in', async () => {
    const { port, owner, later } = await house();
    const open = await owner();
    later(hourMs);
    expect(await port.account(open.sessionToken)).toMatchObject({ mayChange: true, hasPassword: false });
    const { sessionToken } = await port.setPassword(open.sessionToken, { login: 'ada', password }, browser);
    later(hourMs);
    expect(await port.account(sessionToken)).toMatchObject({ mayChange: false, hasPassword: true });
    await expect(port.setPassword(sessionToken, { login: 'ada', password }, browser)).rejects.toEqual(
      code('not_authenticated'),
    );
  });

  test('prepared for the first owner lets him in, and changes nothing later', async () => {
    const { port, prepareOwner } = await house();
    await expect(prepareOwner('short')).rejects.toEqual(code('bad_request'));
    await prepareOwner(password);
    await prepareOwner('another password');
    await port.signIn({ login: 'owner', password }, browser);
    await expect(port.signIn({ login: 'owner', password: 'another password' }, browser)).rejects.toThrow('wrong');
  });
});

test('two nodes that prepare the first owner at once make one, who comes in', async () => {
  const { port, prepareOwner, directory } = await house();
  await Promise.all([prepareOwner(password), prepareOwner(password)]);
  expect(await directory.list()).toMatchObject([{ role: 'owner', canSignIn: true }]);
  await port.signIn({ login: 'owner', password }, browser);
});

test('a person is removed with sessions, the last owner is not', async () => {
  const { port, directory, invite, prepareOwner } = await house();
  await prepareOwner(password);
  const given = { name: 'Grace', login: 'grace', password };
  const { sessionToken } = await port.acceptInvitation(await invite(), given, browser);
  const [owner, member] = await directory.list();
  await expect(directory.remove(owner?.id ?? '')).rejects.toThrow('last owner');
  await directory.remove(member?.id ?? '');
  expect(await port.visitor(sessionToken)).toBeUndefined();
  await expect(directory.remove(member?.id ?? '')).rejects.toEqual(code('not_found'));
});

describe('passkeys', () => {
  test.each([
    ['http://127.0.0.1:4710', '127.0.0.1:4710', { kind: 'elsewhere', url: 'http://localhost:4710' }],
    ['http://127.0.0.1:4710', 'localhost:4710', { kind: 'here' }],
    ['http://127.0.0.1:4710', 'localhost:1', { kind: 'elsewhere', url: 'http://localhost:4710' }],
    ['http://[::1]:4710', 'localhost:4710', { kind: 'here' }],
    ['https://porin.example', 'anything', { kind: 'here' }],
    ['https://192.0.2.1', '192.0.2.1', { kind: 'nowhere' }],
  ])('of %s under %s are %j', async (publicUrl, host, site) => {
    const { port } = await house({ publicUrl });
    expect(port.passkeys.site(host)).toEqual(site);
  });

  test('are asked for at most 200 times a quarter of an hour by one address', async () => {
    const { port } = await house({ publicUrl: 'https://porin.example' });
    for (let count = 0; count < 200; count += 1) await port.passkeys.signInOptions(browser);
    await expect(port.passkeys.signInOptions(browser)).rejects.toEqual(code('rate_limited'));
    await port.passkeys.signInOptions({ ...browser, ip: '192.0.2.1' });
  });

  test.each([undefined, null, 'x', {}, { id: 'x', type: 'public-key' }])('%j is none', async (credential) => {
    const { port } = await house({ publicUrl: 'https://porin.example' });
    await expect(port.passkeys.signIn(credential, browser)).rejects.toEqual(code('bad_request'));
  });
});
