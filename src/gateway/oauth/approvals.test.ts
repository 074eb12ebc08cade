import { afterEach, describe, expect, test } from 'vitest';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Visitor } from '../../kernel/ports/people.ts';
import { resourceMetadata } from './metadata.ts';
import { oauthAt, owner, type TestOAuth } from './oauth.fixture.ts';

const opened: TestOAuth[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function server(): Promise<TestOAuth> {
  const one = await oauthAt();
  opened.push(one);
  return one;
}

async function memberOf({ storage }: TestOAuth, key: string): Promise<Visitor> {
  return { personId: null, name: 'Member', role: 'member', tenantId: (await storage.tenants.ensure(key, 1)).id };
}

test('an owner chooses among the tenants there are, or makes one', async () => {
  const gateway = await server();
  await gateway.storage.tenants.ensure('here', 1);
  const { id } = await gateway.push();
  expect((await gateway.oauth.open(id, owner)).tenant).toEqual({
    key: 'local',
    isFree: true,
    isNew: true,
    known: ['here'],
  });
  await gateway.approve(id, { tenantKey: ' new one ', newTenantKey: 'new one' });
  expect(await gateway.storage.tenants.find('new one')).toBeDefined();
});

test('an owner who types a key that is none is asked once before a tenant is made', async () => {
  const gateway = await server();
  for (const key of ['other', 'acme']) await gateway.storage.tenants.ensure(key, 1);
  const { id } = await gateway.push();
  const typed = gateway.approve(id, { tenantKey: 'acm', newTenantKey: 'local' });
  await expect(typed).rejects.toMatchObject({
    code: 'bad_request',
    message: 'There is no tenant acm yet',
    hint: 'Approve again to create it, or choose: acme, other',
    details: { newTenantKey: 'acm' },
  });
  expect(await gateway.storage.tenants.find('acm')).toBeUndefined();
  await gateway.approve(id, { tenantKey: 'acm', newTenantKey: 'acm' });
  expect(await gateway.storage.tenants.find('acm')).toBeDefined();
});

test('the tenant that a program named is marked as new, and made by one approval', async () => {
  const gateway = await server();
  const { id } = await gateway.push({ tenant: 'named' });
  expect((await gateway.oauth.open(id, owner)).tenant).toMatchObject({ key: 'named', isNew: true });
  await gateway.approve(id, { tenantKey: 'named', newTenantKey: undefined });
  expect(await gateway.storage.tenants.find('named')).toBeDefined();
});

test('a member gives access to the own tenant alone, and no right to manage', async () => {
  const gateway = await server();
  const member = await memberOf(gateway, 'mine');
  const { id, verifier } = await gateway.push({ tenant: 'theirs', scope: 'actions:read manage' });
  expect(await gateway.oauth.open(id, member)).toMatchObject({
    tenant: { key: 'mine', isFree: false, isNew: false, known: [] },
    scopes: ['actions:read'],
    withheld: ['manage'],
  });
  const decision = await gateway.approve(id, { tenantKey: 'theirs', scopes: ['actions:read', 'manage'] }, member);
  const code = decision.outcome === 'code' ? decision.code : '';
  expect(await gateway.redeem({ code, verifier })).toMatchObject({ default_tenant_key: 'mine', scope: 'actions:read' });
});

test('a member whose tenant was archived gives nothing', async () => {
  const gateway = await server();
  const member = await memberOf(gateway, 'mine');
  await gateway.storage.tenants.patch(member.tenantId ?? '', { archivedAt: 1 });
  const { id } = await gateway.push();
  await expect(gateway.approve(id, {}, member)).rejects.toMatchObject({ code: 'access_denied' });
});

describe('an approval is to be corrected with', () => {
  test.each([
    ['nothing ticked', { scopes: [] }],
    ['only what was not asked for', { scopes: ['secrets:read', 'manage'] }],
    ['no tenant', { tenantKey: ' ' }],
    ['a tenant key of 201 characters', { tenantKey: 'x'.repeat(201) }],
    ['a tenant key with a control character', { tenantKey: 'a\u202eb' }],
    ['an archived tenant', { tenantKey: 'gone' }],
  ])('%s, and the request stays open', async (_, over) => {
    const gateway = await server();
    const gone = await gateway.storage.tenants.ensure('gone', 1);
    await gateway.storage.tenants.patch(gone.id, { archivedAt: 1 });
    const { id } = await gateway.push();
    await expect(gateway.approve(id, over)).rejects.toMatchObject({ code: 'bad_request' });
    expect(await gateway.oauth.open(id, owner)).toMatchObject({ state: 'pending' });
  });
});

test('of twenty decisions at once one counts', async () => {
  const { push, approve, oauth } = await server();
  const { id } = await push();
  const all = await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 ? approve(id) : oauth.deny(id))));
  expect(all.filter(({ outcome }) => outcome !== 'late')).toHaveLength(1);
  expect(await oauth.open(id, owner)).toMatchObject({ state: 'decided' });
});

test('a decision after a quarter of an hour is too late', async () => {
  const { push, approve, oauth, clock } = await server();
  const { id } = await push();
  clock.now += 15 * 60_000;
  expect([await approve(id), await oauth.deny(id)]).toEqual([{ outcome: 'late' }, { outcome: 'late' }]);
  expect(await oauth.open(id, owner)).toMatchObject({ state: 'expired' });
});

test('a denial goes back to the program that waits for it', async () => {
  const { push, oauth } = await server();
  const { id } = await push({ redirect_uri: 'http://localhost:5000/callback' });
  const decision = await oauth.deny(id);
  const { searchParams } = new URL(decision.outcome === 'redirect' ? decision.to : '');
  expect([searchParams.get('error'), searchParams.get('state')]).toEqual(['access_denied', 'st']);
});

test('an unknown request is not found', async () => {
  const { oauth } = await server();
  await expect(oauth.open('nothing', owner)).rejects.toMatchObject({ code: 'not_found' });
});

describe('logins', () => {
  const callerOf = async ({ storage }: TestOAuth, key: string, isManager = false): Promise<Caller> => {
    const tenant = await storage.tenants.ensure(key, 1);
    const { workspaceId } = tenant;
    return { workspaceId, tenantId: tenant.id, tenantKey: key, scopes: new Set(), isOwner: false, isManager };
  };

  test('are listed for their tenant, and all for a manager', async () => {
    const gateway = await server();
    await gateway.loggedIn({ client_name: 'claude' });
    const list = async (key: string, isManager?: boolean) =>
      (await gateway.logins.list(await callerOf(gateway, key, isManager), { limit: 10 })).items;
    expect(await list('acme')).toEqual([
      {
        id: expect.stringMatching(/^login_/),
        clientId: 'membrane-cli',
        clientName: 'Porin CLI',
        label: 'claude',
        tenantKey: 'acme',
        scopes: ['actions:read', 'actions:write', 'connections:manage', 'proxy'],
        createdAt: new Date(1_000_000).toISOString(),
      },
    ]);
    expect(await list('other')).toEqual([]);
    expect(await list('other', true)).toHaveLength(1);
  });

  test('are revoked by their tenant; to others they do not exist', async () => {
    const gateway = await server();
    const { refresh_token: token } = await gateway.loggedIn();
    const mine = await callerOf(gateway, 'acme');
    const id = (await gateway.logins.list(mine, { limit: 1 })).items[0]?.id ?? '';
    const missing = { code: 'not_found' };
    await expect(gateway.logins.revoke(await callerOf(gateway, 'other'), id)).rejects.toMatchObject(missing);
    await gateway.logins.revoke(mine, id);
    await expect(gateway.logins.revoke(mine, id)).rejects.toMatchObject(missing);
    await expect(gateway.refresh(token)).rejects.toMatchObject({ details: { error_code: 'revoked' } });
  });
});

test.each([
  ['https://g.test', '', 'https://g.test'],
  ['https://g.test', '/mcp', 'https://g.test/mcp'],
  ['https://g.test', '/mcp/tiny', 'https://g.test/mcp/tiny'],
  ['https://g.test', '/other', undefined],
  ['https://g.test/porin', '/porin', 'https://g.test/porin'],
  ['https://g.test/porin', '/porin/mcp', 'https://g.test/porin/mcp'],
  ['https://g.test/porin', '/mcp', 'https://g.test/porin/mcp'],
])('at %s the resource of %j is %s', (publicUrl, path, resource) => {
  expect(resourceMetadata(publicUrl, path)?.['resource']).toBe(resource);
});
