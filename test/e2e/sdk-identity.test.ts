import { MembraneClient } from '@membranehq/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
let workspace: { id: string; key: string; secret: string };
beforeAll(async () => {
  gateway = await bootGateway({ settings: { sandbox: false } });
  workspace = (await gateway.call('GET /org-workspaces')).body.items[0];
});
afterAll(() => gateway.stop());

/** The official client of a tenant, which signs its own tokens. */
function tenantClient(tenantKey: string): MembraneClient {
  const { key: workspaceKey, secret: workspaceSecret } = workspace;
  return new MembraneClient({ workspaceKey, workspaceSecret, tenantKey, apiUri: gateway.url });
}

async function managerClient(): Promise<MembraneClient> {
  const { body } = await gateway.call(`POST /org-workspaces/${workspace.id}/access-token`, { body: { isAdmin: true } });
  return new MembraneClient({ token: body.token, apiUri: gateway.url });
}

/** What the client throws, as it keeps the answer. */
async function failureOf(asked: Promise<unknown>): Promise<any> {
  return asked.then(
    () => expect.fail('It should have failed'),
    (error: { data?: unknown }) => error.data,
  );
}

describe('self', () => {
  test('is the tenant whose token the client signed, made on first sight', async () => {
    const client = tenantClient('sdk one');
    const self = await client.self.get();
    expect(self).toMatchObject({ internalId: 'sdk one', name: 'sdk one', workspaceKey: 'default' });
    expect(new Date(self.createdAt ?? '').getTime()).toBeGreaterThan(0);
    expect((await client.self.get()).id).toBe(self.id);
    expect((await tenantClient('sdk two').self.get()).id).not.toBe(self.id);
  });

  test('is patched with name, meta and fields; credentials are accepted and not shown', async () => {
    const client = tenantClient('patched');
    // The client's types know credentials alone; what it sends is what it was given.
    await client.patch('self', { name: 'Patched', fields: { plan: 'pro' } });
    await client.setCredentials({ apiKey: 'sdk-given-key' });
    await client.self.patch({ credentials: { apiKey: 'sdk-given-key' } });
    const self = await client.self.get();
    expect(self).toMatchObject({ name: 'Patched', fields: { plan: 'pro' } });
    expect(JSON.stringify(self)).not.toContain('sdk-given-key');
  });

  test('is reached with a token, an access token and a function that fetches one', async () => {
    const token = await gateway.tokenOf('opaque');
    const { body } = await gateway.call(`POST /org-workspaces/default/access-token`, { body: { tenantKey: 'signed' } });
    const apiUri = `${gateway.url}/`;
    const clients = [
      new MembraneClient({ token, apiUri: gateway.url }),
      new MembraneClient({ accessToken: body.token, apiUri: gateway.url }),
      new MembraneClient({ fetchToken: async () => body.token, apiUri: apiUri.slice(0, -1) }),
    ];
    const keys = await Promise.all(clients.map(async (client) => (await client.self.get()).internalId));
    expect(keys).toEqual(['opaque', 'signed', 'signed']);
  });

  test('is nobody for another secret or workspace, in an error that the client knows', async () => {
    const { key, secret } = workspace;
    for (const wrong of [
      { workspaceKey: key, workspaceSecret: 'x'.repeat(43) },
      { workspaceKey: 'other', workspaceSecret: secret },
    ]) {
      const client = new MembraneClient({ ...wrong, tenantKey: 'a', apiUri: gateway.url });
      expect(await failureOf(client.self.get())).toMatchObject({ type: 'bad_request', key: 'not_authenticated' });
    }
  });
});

describe('customers', () => {
  test('are created, read, changed, replaced, archived and restored by a manager', async () => {
    const client = await managerClient();
    const created = await client.customers.create({ name: 'Acme', internalId: 'acme', fields: { a: 1 } });
    expect(created).toMatchObject({ name: 'Acme', internalId: 'acme', fields: { a: 1 } });
    for (const customer of [
      client.customer(created.id),
      client.customer('acme'),
      client.customer({ id: created.id }),
    ]) {
      expect((await customer.get()).id).toBe(created.id);
      expect(await customer.patch({ name: 'Acme 2' })).toMatchObject({ name: 'Acme 2', fields: { a: 1 } });
      const replaced = await customer.put({ name: 'Acme 3' });
      expect(replaced).toMatchObject({ name: 'Acme 3', internalId: 'acme' });
      expect(replaced.fields).toBeUndefined();
      await customer.archive();
      expect((await customer.get()).archivedAt).toEqual(expect.any(String));
      expect((await customer.restore()).archivedAt).toBeUndefined();
      await customer.patch({ fields: { a: 1 } });
    }
  });

  test('are found by page and search, and all at once', async () => {
    const client = await managerClient();
    for (const name of ['Page 1', 'Page 2', 'Page 3']) await client.customers.create({ name });
    const first = await client.customers.find({ search: 'page', limit: 2 });
    expect(first.items.map(({ name }) => name)).toEqual(['Page 3', 'Page 2']);
    const second = await client.customers.find({ search: 'page', limit: 2, cursor: first.cursor });
    expect(second.items.map(({ name }) => name)).toEqual(['Page 1']);
    expect(second.cursor).toBeUndefined();
    expect(await client.customers.findAll({ search: 'page' })).toHaveLength(3);
  });

  test('are for managers; a tenant reads itself alone', async () => {
    const client = tenantClient('lonely');
    const { id } = await client.self.get();
    expect((await client.customer(id).get()).internalId).toBe('lonely');
    expect((await client.customer('lonely').get()).id).toBe(id);
    const denied = { type: 'bad_request', key: 'access_denied' };
    for (const ask of [
      () => client.customers.find(),
      () => client.customers.create({ name: 'x' }),
      () => client.customer('acme').get(),
      () => client.customer('nobody').get(),
      () => client.customer(id).patch({ name: 'x' }),
      () => client.customer(id).archive(),
      () => client.customer(id).restore(),
    ])
      expect(await failureOf(ask())).toMatchObject(denied);
  });

  test('that are archived are nobody, also for a client that is under way', async () => {
    const client = tenantClient('leaving');
    const { id } = await client.self.get();
    const manager = await managerClient();
    await manager.customer(id).archive();
    const failure = await failureOf(client.self.get());
    expect(failure).toMatchObject({ key: 'not_authenticated', message: expect.stringContaining('archived') });
    await manager.customer(id).restore();
    expect((await client.self.get()).id).toBe(id);
  });
});

test('a rotated secret ends every client that signs with the old one, at once', async () => {
  const client = tenantClient('rotated');
  await client.self.get();
  const manager = await managerClient();
  const { secret } = await manager.post(`org-workspaces/${workspace.id}/rotate-secret`);
  expect(await failureOf(client.self.get())).toMatchObject({ key: 'not_authenticated' });
  workspace = { ...workspace, secret };
  expect((await tenantClient('rotated').self.get()).internalId).toBe('rotated');
});
