import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cli } from '../../src/faces/cli/testkit.ts';
import { bootGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await bootGateway({ settings: { sandbox: false } });
});
afterAll(() => gateway.stop());

const metadata = () => `resource_metadata="${gateway.url}/.well-known/oauth-protected-resource"`;

describe('an answer of 401', () => {
  test.each(['GET /self', 'GET /connections/x/proxy/y', 'GET /files/x'])(
    'to %s says where tokens come from',
    async (route) => {
      const none = await gateway.call(route, { token: null });
      expect(none.status).toBe(401);
      expect(none.headers.get('www-authenticate')).toBe(`Bearer realm="porin", ${metadata()}`);
      const wrong = await gateway.call(route, { token: 'pat-wrong' });
      expect(wrong.headers.get('www-authenticate')).toBe(`Bearer realm="porin", ${metadata()}, error="invalid_token"`);
    },
  );
});

describe('a token in the address', () => {
  test.each(['GET /self?token=', 'GET /self?access_token=', 'GET /files/x?a=1&token=', 'POST /act?t%6Fken=x&token='])(
    'is refused by %s, and not repeated',
    async (route) => {
      const token = await gateway.tokenOf('address');
      const answer = await gateway.call(route + token, { token: null });
      expect(answer).toMatchObject({ status: 401, body: { key: 'not_authenticated' } });
      expect(answer.body.hint).toContain('Authorization: Bearer');
      expect(answer.text).not.toContain(token);
      expect((await gateway.call(route + token, { token })).status).toBe(401);
    },
  );
});

describe('a manager', () => {
  test('makes, lists and revokes tokens, but does not stop the gateway', async () => {
    const made = await gateway.call('POST /tokens', { body: { tenant: 'admin', manager: true } });
    expect(made.body).toMatchObject({ isManager: true });
    const { token } = made.body;
    expect((await gateway.call('GET /self', { token })).body).toMatchObject({ isManager: true, isOwner: false });
    const other = await gateway.call('POST /tokens', { token, body: { tenant: 'other' } });
    expect(other.status).toBe(201);
    expect((await gateway.call('GET /tokens', { token })).body.items).toContainEqual(
      expect.objectContaining({ id: other.body.id, tenantKey: 'other', isManager: false }),
    );
    expect((await gateway.call(`DELETE /tokens/${other.body.id}`, { token })).status).toBe(200);
    for (const route of ['POST /system/stop', 'POST /vault/rotate'])
      expect((await gateway.call(route, { token })).status).toBe(403);
  });

  test('alone changes the workspace', async () => {
    const token = await gateway.tokenOf('tenant');
    for (const route of [
      'GET /workspaces/default',
      'PATCH /workspaces/default',
      'POST /org-workspaces/default/rotate-secret',
    ])
      expect(await gateway.call(route, { token })).toMatchObject({ status: 403, body: { key: 'access_denied' } });
    const own = await gateway.call('GET /org-workspaces', { token });
    expect(own.body.items).toMatchObject([{ key: 'default', id: expect.stringMatching(/^ws_/) }]);
    expect(own.body.items[0].secret).toBeUndefined();
    const bad = await gateway.call('PATCH /workspaces/default', {
      body: { publicKeys: [{ name: 'a', publicKey: 'x' }] },
    });
    expect(bad).toMatchObject({ status: 400, body: { message: expect.stringContaining('publicKeys.0.publicKey') } });
  });
});

test('the command token prints what the gateway takes: the owner’s, a tenant’s, a manager’s', async () => {
  const selfOf = async (...flags: string[]) => {
    const { stdout } = await cli(['token', ...flags], { env: gateway.env });
    return (await gateway.call('GET /self', { token: stdout.trim() })).body;
  };
  expect(await selfOf()).toMatchObject({ internalId: 'local', isManager: false, isOwner: false });
  expect(await selfOf('--tenantKey', 'printed')).toMatchObject({ internalId: 'printed', isManager: false });
  expect(await selfOf('--manager', '--expiresIn', '5m')).toMatchObject({ internalId: 'local', isManager: true });
});
