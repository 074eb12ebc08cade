import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Caller } from '../../kernel/ports/identity.ts';
import { identityAt, type TestIdentity } from './identity.fixture.ts';

let one: TestIdentity;
let tenant: Caller;
beforeAll(async () => {
  one = await identityAt();
  tenant = await one.authenticate((await one.create({ tenant: 'acme' })).token);
});
afterAll(() => one.close());

test('a tenant sees itself: key, workspace, scopes, what is kept with it', async () => {
  const { tenants } = one.identity;
  const self = await tenants.patchSelf(tenant, { name: 'Acme', meta: { a: 1 }, fields: { plan: 'pro' } });
  expect(self).toMatchObject({
    id: tenant.tenantId,
    name: 'Acme',
    internalId: 'acme',
    workspaceKey: 'default',
    meta: { a: 1 },
    fields: { plan: 'pro' },
    isManager: false,
    isOwner: false,
  });
  expect(await tenants.self(tenant)).toEqual(self);
  const cleared = await tenants.patchSelf(tenant, { meta: null });
  expect(cleared.meta).toBeUndefined();
  expect(cleared).toMatchObject({ name: 'Acme', fields: { plan: 'pro' } });
});

test('a tenant sees itself by id and key, and every other tenant alike: not at all', async () => {
  const { tenants } = one.identity;
  await tenants.create({ name: 'Other', internalId: 'other' });
  for (const own of ['acme', tenant.tenantId]) expect((await tenants.get(tenant, own)).internalId).toBe('acme');
  const answers = await Promise.all(
    ['other', 'nobody'].map((selector) => tenants.get(tenant, selector).catch((error: Error) => error)),
  );
  expect(answers[0]).toMatchObject({ code: 'access_denied' });
  expect(answers[1]).toEqual(answers[0]);
  expect((await tenants.get(one.owner, 'other')).name).toBe('Other');
  await expect(tenants.get(one.owner, 'nobody')).rejects.toMatchObject({ code: 'not_found' });
});

test('a tenant that is added has the key given, or one of its own, and no other’s', async () => {
  const { tenants } = one.identity;
  expect(await tenants.create({ name: 'A', internalId: 'added', fields: { x: 1 } })).toMatchObject({
    fields: { x: 1 },
  });
  await expect(tenants.create({ name: 'B', internalId: 'added' })).rejects.toMatchObject({ code: 'already_exists' });
  const [first, second] = [await tenants.create({ name: 'C' }), await tenants.create({ name: 'C' })];
  expect(first.internalId).not.toBe(second.internalId);
  await expect(tenants.patch(first.id, { internalId: 'added' })).rejects.toMatchObject({ code: 'already_exists' });
  expect((await tenants.patch(first.id, { internalId: 'mine' })).internalId).toBe('mine');
});

test('an archived tenant is listed when asked for, and restored as it was', async () => {
  const { tenants } = one.identity;
  const { id } = await tenants.create({ name: 'Old', internalId: 'old', meta: { kept: true } });
  const archived = await tenants.archive(one.owner, 'old');
  one.clock.now += 1_000;
  expect((await tenants.archive(one.owner, id)).archivedAt).toBe(archived.archivedAt);
  const listed = async (includeArchived: boolean) =>
    (await tenants.list({ includeArchived, search: 'old' }, { limit: 10 })).items.map((item) => item.id);
  expect(await listed(false)).toEqual([]);
  expect(await listed(true)).toEqual([id]);
  const restored = await tenants.restore('old');
  expect(restored).toMatchObject({ id, meta: { kept: true } });
  expect(restored.archivedAt).toBeUndefined();
});

test('the owner’s tenant keeps its key, and nobody archives it or his own', async () => {
  const { tenants } = one.identity;
  const stays = { code: 'bad_request', message: expect.stringContaining('it stays') };
  await expect(tenants.archive(tenant, 'local')).rejects.toMatchObject(stays);
  await expect(tenants.archive(tenant, 'acme')).rejects.toMatchObject(stays);
  await expect(tenants.patch('local', { internalId: 'x' })).rejects.toMatchObject(stays);
  expect((await tenants.patch('local', { name: 'Me', internalId: 'local' })).name).toBe('Me');
});
