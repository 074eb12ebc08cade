import { afterEach, describe, expect, test } from 'vitest';
import { addressOf, type SignsOptions, signsGateway } from './oauth2.fixture.ts';

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

async function signs(options: SignsOptions = {}) {
  const world = await signsGateway(options);
  undo.push(world.stop);
  return world;
}

describe('signing in at an app', () => {
  test('leads to the app with PKCE and the scopes, and back to a connection that works', async () => {
    const { connect, begin, server, gateway, row, get } = await signs();
    const { id, link } = await connect();
    const [option] = (await gateway.connect.open(link)).options;
    expect(option).toMatchObject({
      signIn: { by: 'browser' },
      scopes: [{ name: 'things.read', description: 'Read your things' }],
    });
    const address = new URL(addressOf(await begin(link)));
    expect(Object.fromEntries(address.searchParams)).toMatchObject({
      response_type: 'code',
      redirect_uri: 'http://gateway.test/oauth/callback',
      scope: 'things.read',
      code_challenge_method: 'S256',
    });
    expect(address.searchParams.get('state')).toMatch(/^[\w-]{43}$/);
    const back = await server.visit(address.href);
    const finished = await gateway.connect.finish(back.searchParams, 'browser-1');
    expect(finished).toMatchObject({ status: 'connected', page: { appName: 'Signs', isConnected: true } });
    const { state, credentialsExpireAt } = await row(id);
    expect(state).toBe('READY');
    expect((credentialsExpireAt ?? 0) - Date.now()).toBeGreaterThan(3_000_000);
    expect((await get(id)).output).toEqual({ ok: true });
    await expect(gateway.connect.open(link)).rejects.toMatchObject({ code: 'not_found' });
    await expect(begin(link)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('that is declined says so, notes it on the connection and leaves the link good', async () => {
    const { connect, begin, server, gateway, row } = await signs();
    const { id, link } = await connect();
    const back = await server.visit(addressOf(await begin(link)), 'deny');
    const finished = await gateway.connect.finish(back.searchParams, 'browser-1');
    expect(finished).toMatchObject({ status: 'failed', retryPath: `/connect/${link}` });
    expect(JSON.stringify(finished)).toContain('access_denied');
    expect((await row(id)).error?.message).toContain('access_denied');
    const again = await server.visit(addressOf(await begin(link)));
    expect(await gateway.connect.finish(again.searchParams, 'browser-1')).toMatchObject({ status: 'connected' });
  });

  test('whose token the app does not accept connects nothing and voids the token again', async () => {
    const { connect, begin, server, gateway, row } = await signs({
      option: { test: { method: 'GET', path: '/me' }, clientAuth: 'body' },
      server: { clientAuth: 'body', expiresInSeconds: 0 },
    });
    const { id, link } = await connect();
    const back = await server.visit(addressOf(await begin(link)));
    expect(await gateway.connect.finish(back.searchParams, 'browser-1')).toMatchObject({ status: 'failed' });
    expect((await row(id)).state).toBe('CLIENT_ACTION_REQUIRED');
    expect(server.grants.families.map(({ revoked }) => revoked)).toEqual(['the client asked for it']);
  });

  test('is not begun without a client, and says which parameter is missing', async () => {
    const { connect, begin, gateway, caller } = await signs();
    const { link } = await connect();
    const manager = { ...caller, isManager: true };
    await gateway.ports.integrations.patch(manager, 'signs', { parameters: { clientSecret: null } });
    await expect(begin(link)).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('clientSecret'),
    });
    expect((await gateway.connect.open(link)).options[0]?.unavailable).toContain('clientSecret');
  });

  test('works with a server that refuses PKCE, and with a public client', async () => {
    const bare = await signs({ option: { pkce: false }, server: { requiresPkce: false } });
    expect(await bare.connected()).toMatch(/^con_/);
    const open = await signs({
      option: { clientAuth: 'none' },
      server: { clientAuth: 'none' },
      parameters: { clientId: 'porin' },
    });
    expect(await open.connected()).toMatch(/^con_/);
  });

  test('goes where a request of the caller said, and nowhere else', async () => {
    const { connect, begin, server, gateway, storage, caller } = await signs();
    const { id, link } = await connect();
    const request = (requestId: string, redirectUri: string, connectionId: string) => ({
      id: requestId,
      tenantId: caller.tenantId,
      kind: 'request' as const,
      status: 'pending' as const,
      connectionId,
      payload: { redirectUri },
      resultConnectionId: null,
      resultError: null,
      createdAt: Date.now(),
      expiresAt: Date.now() + 60_000,
    });
    await storage.connectRequests.insert(request('crq_good', 'https://product.test/done', id));
    await storage.connectRequests.insert(request('crq_script', 'javascript:alert(1)', id));
    await storage.connectRequests.insert(request('crq_other', 'https://product.test/done', 'con_other'));
    await expect(begin(link, { requestId: 'crq_other' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(begin(link, { requestId: 'crq_unknown' })).rejects.toMatchObject({ code: 'not_found' });
    const finish = async (requestId: string) =>
      gateway.connect.finish(
        (await server.visit(addressOf(await begin(link, { requestId })), 'deny')).searchParams,
        'browser-1',
      );
    expect((await finish('crq_script')).after).toEqual({ requestId: 'crq_script' });
    expect((await finish('crq_good')).after).toEqual({
      requestId: 'crq_good',
      redirectUri: 'https://product.test/done',
    });
  });
});

describe('an answer to a sign-in is refused', () => {
  async function underWay(options: SignsOptions = {}) {
    const world = await signs(options);
    const { id, link } = await world.connect();
    const back = await world.server.visit(addressOf(await world.begin(link)));
    const finish = (query: URLSearchParams, browser: string | undefined = 'browser-1') =>
      world.gateway.connect.finish(query, browser);
    const isUntouched = async () => (await world.row(id)).state === 'CLIENT_ACTION_REQUIRED';
    return { ...world, id, link, query: back.searchParams, finish, isUntouched };
  }

  test('when it comes a second time', async () => {
    const { query, finish, server } = await underWay();
    expect(await finish(query)).toMatchObject({ status: 'connected' });
    expect(await finish(query)).toMatchObject({ status: 'failed', message: 'This sign-in is not valid' });
    expect(server.tokenRequests).toHaveLength(1);
  });

  test.each([
    ['another browser', 'browser-2'],
    ['a browser without the cookie', ''],
  ])('when it comes from %s', async (_, browser) => {
    const { query, finish, isUntouched, server } = await underWay();
    expect(await finish(query, browser)).toMatchObject({ status: 'failed', message: 'This sign-in is not valid' });
    // Whoever saw the state cannot use it any more either.
    expect(await finish(query)).toMatchObject({ status: 'failed' });
    expect(await isUntouched()).toBe(true);
    expect(server.tokenRequests).toEqual([]);
  });

  test.each(['', 'unknown', 'x'.repeat(5_000)])('with a state that nobody gave: %#', async (state) => {
    const { query, finish, isUntouched } = await underWay();
    query.set('state', state);
    expect(await finish(query)).toMatchObject({ status: 'failed' });
    expect(await isUntouched()).toBe(true);
  });

  test('without a state, or with two', async () => {
    const { query, finish, isUntouched } = await underWay();
    const none = new URLSearchParams(query);
    none.delete('state');
    expect(await finish(none)).toMatchObject({ status: 'failed' });
    query.append('state', 'another');
    expect(await finish(query)).toMatchObject({ status: 'failed' });
    expect(await isUntouched()).toBe(true);
  });

  test.each([
    ['another issuer', 'https://evil.test'],
    ['nearly the issuer', 'https://issuer.test/'],
    ['no issuer', undefined],
  ])('that names %s', async (_, iss) => {
    const { query, finish, isUntouched, server } = await underWay({
      option: { issuer: 'https://issuer.test' },
      server: { iss },
    });
    expect(await finish(query)).toMatchObject({ status: 'failed' });
    expect(await isUntouched()).toBe(true);
    expect(server.tokenRequests).toEqual([]);
  });

  test('unless it names the issuer, where one is known', async () => {
    const { query, finish } = await underWay({
      option: { issuer: 'https://issuer.test' },
      server: { iss: 'https://issuer.test' },
    });
    expect(await finish(query)).toMatchObject({ status: 'connected' });
  });

  test('with a code of another sign-in, because the verifier does not fit', async () => {
    const { query, finish, isUntouched, begin, link, server } = await underWay();
    const other = await server.visit(addressOf(await begin(link, { browserToken: 'attacker' })));
    query.set('code', other.searchParams.get('code') ?? '');
    expect(await finish(query)).toMatchObject({ status: 'failed' });
    expect(await isUntouched()).toBe(true);
  });

  test('and lands in the connection that it was begun for, whatever else is under way in the browser', async () => {
    const { query, finish, connect, begin, row, id } = await underWay();
    const second = await connect();
    await begin(second.link);
    await finish(query);
    expect((await row(id)).state).toBe('READY');
    expect((await row(second.id)).state).toBe('CLIENT_ACTION_REQUIRED');
  });

  test('after ten minutes', async () => {
    const { storage, link, begin, gateway, server, connect } = await underWay();
    const take = storage.connectFlows.take;
    Object.assign(storage.connectFlows, {
      take: async (hash: string) => {
        const flow = await take(hash);
        return flow && { ...flow, expiresAt: Date.now() - 1 };
      },
    });
    expect(connect).toBeDefined();
    const back = await server.visit(addressOf(await begin(link)));
    expect(await gateway.connect.finish(back.searchParams, 'browser-1')).toMatchObject({ status: 'failed' });
  });

  test('when another sign-in of the same link was first, and its tokens are voided', async () => {
    const { query, finish, begin, link, server } = await underWay();
    const second = await server.visit(addressOf(await begin(link)));
    expect(await finish(query)).toMatchObject({ status: 'connected' });
    expect(await finish(second.searchParams)).toMatchObject({ status: 'failed' });
    expect(server.grants.families.map(({ revoked }) => revoked)).toEqual([undefined, 'the client asked for it']);
  });

  test('when the connection was archived meanwhile', async () => {
    const { query, finish, gateway, caller, id } = await underWay();
    await gateway.ports.connections.archive(caller, id);
    expect(await finish(query)).toMatchObject({ status: 'failed' });
  });
});
