import { MembraneClient } from '@membranehq/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

const app = 'clickmeeting';

let gateway: TestGateway;
let workspace: { id: string; key: string; secret: string };
let tenant: MembraneClient;
beforeAll(async () => {
  gateway = await bootGateway();
  workspace = (await gateway.call('GET /org-workspaces')).body.items[0];
  tenant = tenantClient('sdk tenant');
  await tenant.post('/connections/ensure', { appUrl: 'clickmeeting.com', sandbox: true });
  await tenantClient('adder').post('/connections/ensure', { appUrl: 'unknown-thing.example' });
});
afterAll(() => gateway.stop());

/** The official client of a tenant, which signs its own tokens. */
function tenantClient(tenantKey: string): MembraneClient {
  const { key: workspaceKey, secret: workspaceSecret } = workspace;
  return new MembraneClient({ workspaceKey, workspaceSecret, tenantKey, apiUri: gateway.url });
}

/** What the client throws, as it keeps the answer. */
async function failureOf(asked: Promise<unknown>): Promise<any> {
  return asked.then(
    () => expect.fail('It should have failed'),
    (error: { data?: unknown }) => error.data,
  );
}

describe('search', () => {
  test.each([
    'clickmeeting',
    'Click Meeting',
    'clickmeeting-webinars',
    'https://app.clickmeeting.com/x',
    'clikcmeeting',
  ])('finds the connector by %s', async (q) => {
    const { items }: any = await tenant.get('/search', { q, elementType: 'connector' });
    expect(items[0]).toMatchObject({ elementType: 'connector', element: { id: app, isKnown: true } });
  });

  test('finds every kind of thing, page by page, and the list alone under its other name', async () => {
    const first: any = await tenant.get('/search', { q: 'clickmeeting', limit: 1 });
    expect(first.items).toHaveLength(1);
    const rest: any = await tenant.get('/search', { q: 'clickmeeting', limit: 100, cursor: first.cursor });
    const kinds = new Set([...first.items, ...rest.items].map(({ elementType }: any) => elementType));
    expect([...kinds]).toEqual(expect.arrayContaining(['connector', 'external-app', 'integration', 'connection']));
    const { items }: any = await tenant.get('/search', { q: 'schedule a webinar', elementType: 'action' });
    expect(items[0].element.id).toMatch(new RegExp(`^${app}\\.`));
    expect(await tenant.get('/semantic-search', { q: 'schedule a webinar', elementType: 'action' })).toEqual(items);
  });

  test('finds no connection of another tenant, and its added apps neither', async () => {
    const other = tenantClient('adder');
    const q = 'unknown-thing';
    expect(((await other.get('/search', { q, elementType: 'external-app' })) as any).items).toHaveLength(1);
    expect(((await tenant.get('/search', { q, elementType: 'external-app' })) as any).items).toEqual([]);
  });

  test('answers with a connector to be, for an app that nothing here knows', async () => {
    const { items }: any = await tenant.get('/search', { q: 'Some Obscure CRM', elementType: 'connector' });
    expect(items).toMatchObject([
      { elementType: 'connector', element: { id: 'new:some-obscure-crm', isKnown: false } },
    ]);
    const byDomain: any = await tenant.get('/search', { q: 'https://obscure.example/login', elementType: 'connector' });
    expect(byDomain.items[0].element.id).toBe('new:obscure.example');
  });

  test('refuses an empty query, one that is too long, and kinds that there are not', async () => {
    for (const query of [{}, { q: ' ' }, { q: 'x'.repeat(201) }, { q: 'a', limit: 101 }])
      expect((await failureOf(tenant.get('/search', query))).type).toBe('bad_request');
    const data = await failureOf(tenant.get('/search', { q: 'a', elementType: 'flow' }));
    expect(data.message).toContain('"connector"');
  });
});

describe('connection requests', () => {
  test('are made, shown, waited for and cancelled', async () => {
    const payload = { connectorId: app, name: 'Ours', redirectUri: 'https://example.com/done', prompt: 'Please' };
    const made: any = await tenant.post('/connection-requests', payload);
    expect(made).toMatchObject({ ...payload, status: 'pending' });
    expect(made.requestId).toMatch(/^crq_[\w-]{22}$/);
    expect(made.url).toBe(`${gateway.url}/screens/connections?connectionRequestId=${made.requestId}`);
    expect(await tenant.get(`/connection-requests/${made.requestId}`)).toEqual(made);
    expect(((await tenant.get('/connection-requests')) as any).items).toEqual([made]);
    const waited = tenant.get(`/connection-requests/${made.requestId}`, { wait: true, timeout: 20 });
    const startedAt = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await tenant.delete(`/connection-requests/${made.requestId}`);
    expect(await waited).toMatchObject({ status: 'cancelled' });
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    expect(await tenant.delete(`/connection-requests/${made.requestId}`)).toMatchObject({ status: 'cancelled' });
  });

  test("are another tenant's secret", async () => {
    const made: any = await tenant.post('/connection-requests', { connectorId: app, prompt: 'Connect your mail' });
    const other = tenantClient('somebody else');
    expect((await failureOf(other.get(`/connection-requests/${made.requestId}`))).key).toBe('not_found');
    expect((await failureOf(other.delete(`/connection-requests/${made.requestId}`))).key).toBe('not_found');
    expect(((await other.get('/connection-requests')) as any).items).toEqual([]);
    expect(await tenant.get(`/connection-requests/${made.requestId}`)).toMatchObject({ status: 'pending' });
  });

  test.each([
    [{}, 'names nothing'],
    [{ prompt: 'connect jira for the weekly report' }, 'prompt is what the person reads'],
    [{ connectorId: 'no-such-app' }, 'no-such-app'],
    [{ integrationKey: 'no-such-thing' }, 'no-such-thing'],
    [{ connectionId: 'con_unknown' }, 'con_unknown'],
    [{ connectorId: app, redirectUri: 'http://example.com/' }, 'redirectUri'],
    [{ connectorId: app, redirectUri: 'javascript:alert(1)' }, 'redirectUri'],
    [{ connectorId: app, redirectUri: 'https://user:pass@example.com/' }, 'redirectUri'],
  ])('refuse %j', async (payload, named) => {
    const data = await failureOf(tenant.post('/connection-requests', payload));
    expect(data.message).toContain(named);
  });

  test('take addresses of this machine and apps that nobody knows', async () => {
    for (const redirectUri of ['http://localhost:3000/', 'http://127.0.0.1/x', 'http://[::1]:80/'])
      expect(await tenant.post('/connection-requests', { connectorId: 'new:thing', redirectUri })).toMatchObject({
        redirectUri,
      });
  });
});

describe('apps', () => {
  test('are added by name or address once, for the tenant alone, unless a connector knows them', async () => {
    const added: any = await tenant.post('/external-apps', { name: 'House Ledger' });
    expect(added).toMatchObject({ name: 'House Ledger', tenantId: expect.any(String) });
    expect(await tenant.post('/external-apps', { name: 'house-ledger' })).toMatchObject({ id: added.id });
    expect(((await tenant.get('/external-apps', { search: 'ledger' })) as any).items).toHaveLength(1);
    expect((await failureOf(tenantClient('adder').get(`/external-apps/${added.id}`))).key).toBe('not_found');
    const byAddress = { name: 'Other', appUri: 'https://www.other-ledger.example/x' };
    expect(await tenant.post('/external-apps', byAddress)).toMatchObject({ appUri: 'https://other-ledger.example/x' });
    for (const known of [{ name: 'Click Meeting' }, { name: 'Mine', appUri: 'https://app.clickmeeting.com' }])
      expect((await failureOf(tenant.post('/external-apps', known))).key).toBe('already_exists');
    expect((await failureOf(tenant.post('/external-apps', { name: 'x', appUri: 'nowhere' }))).message).toContain(
      'appUri',
    );
  });
});
