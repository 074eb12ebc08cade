import { describe, expect, test } from 'vitest';
import { type Caller, ordinaryScopes } from '../../kernel/ports/identity.ts';
import { browser, code, hourMs, house, manager, password } from './people.fixture.ts';

describe('an invitation', () => {
  const given = { name: 'Grace Hopper', login: 'grace', password };

  test('makes a member of its tenant, once', async () => {
    const { port, invite, storage } = await house();
    const token = await invite({ name: 'Grace' });
    for (const _ of [1, 2])
      expect(await port.invitation(token)).toEqual({ role: 'member', tenantKey: 'acme', name: 'Grace' });
    const { sessionToken } = await port.acceptInvitation(token, given, browser);
    const tenant = await storage.tenants.find('acme');
    expect(await port.visitor(sessionToken)).toMatchObject({
      name: 'Grace Hopper',
      role: 'member',
      tenantId: tenant?.id,
    });
    await expect(port.acceptInvitation(token, { ...given, login: 'other' }, browser)).rejects.toEqual(
      code('not_found'),
    );
  });

  test('says whether it made the tenant', async () => {
    const { directory, storage } = await house();
    const invite = (tenantKey: string) => directory.invite(manager, { role: 'member', tenantKey, expiresInMs: hourMs });
    expect(await invite('acm')).toMatchObject({ tenantCreated: true });
    expect(await invite('acm')).toMatchObject({ tenantCreated: false });
    const { id } = await storage.tenants.ensure('acme', 1);
    // Somebody else's id is no key of a tenant.
    expect(await invite(id)).toMatchObject({ tenantCreated: true });
    expect(await directory.invite(manager, { role: 'owner', expiresInMs: hourMs })).not.toHaveProperty('tenantCreated');
  });

  test('is listed without its link until it is used, over or revoked', async () => {
    const { port, directory, tokenOf, later } = await house();
    const invite = (name: string, expiresInMs = 3 * hourMs) =>
      directory.invite(manager, { role: 'member', tenantKey: 'acme', name, expiresInMs });
    const [used, short, open] = [await invite('Grace'), await invite('Short', hourMs), await invite('Ada')];
    expect((await directory.invitations()).map(({ name }) => name).sort()).toEqual(['Ada', 'Grace', 'Short']);
    const { sessionToken } = await port.acceptInvitation(tokenOf(used), given, browser);
    expect((await port.visitor(sessionToken))?.personId).toBe(used.id);
    later(hourMs);
    const listed = await directory.invitations();
    expect(listed).toEqual([expect.objectContaining({ id: open.id, role: 'member', tenantKey: 'acme', name: 'Ada' })]);
    expect(JSON.stringify(listed)).not.toContain(tokenOf(open));
    await directory.revokeInvitation(open.id);
    await expect(port.invitation(tokenOf(open))).rejects.toEqual(code('not_found'));
    for (const id of [open.id, used.id, short.id, 'x'])
      await expect(directory.revokeInvitation(id)).rejects.toEqual(code('not_found'));
  });

  test('is accepted by one of two at once', async () => {
    const { port, invite, directory } = await house();
    const token = await invite();
    const accept = (login: string) => port.acceptInvitation(token, { ...given, login }, browser);
    const both = await Promise.allSettled([accept('grace'), accept('other')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await directory.list()).toHaveLength(1);
  });

  test.each([
    ['a short password', { password: 'short' }],
    ['no sign-in name', { login: ' ' }],
    ['a sign-in name of two words', { login: 'grace hopper' }],
    ['a taken sign-in name', { login: 'OWNER' }],
  ])('with %s is refused and stays', async (_, wrong) => {
    const { port, invite, prepareOwner } = await house();
    await prepareOwner(password);
    const token = await invite();
    await expect(port.acceptInvitation(token, { ...given, ...wrong }, browser)).rejects.toEqual(code('bad_request'));
    await port.acceptInvitation(token, given, browser);
  });

  test('ends in time', async () => {
    const { port, invite, later } = await house();
    const token = await invite();
    later(hourMs);
    await expect(port.invitation(token)).rejects.toEqual(code('not_found'));
  });

  test.each([{ role: 'member', tenantKey: undefined } as const, { role: 'owner', tenantKey: 'acme' } as const])(
    'of %j is refused',
    async (request) => {
      const { invite } = await house();
      await expect(invite(request)).rejects.toEqual(code('bad_request'));
    },
  );
});

test('a manager who may not do everything invites nobody, who could', async () => {
  const { directory } = await house();
  const few: Caller = { ...manager, scopes: new Set(ordinaryScopes) };
  for (const who of [{ role: 'owner' } as const, { role: 'member', tenantKey: 'acme' } as const])
    await expect(directory.invite(few, { ...who, expiresInMs: hourMs })).rejects.toEqual(
      expect.objectContaining({ code: 'access_denied', message: expect.stringContaining('secrets:read') }),
    );
});
