import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type SignsOptions, signsGateway } from './oauth2.fixture.ts';

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

async function signs(options: SignsOptions = {}) {
  const world = await signsGateway(options);
  undo.push(world.stop);
  return { ...world, refreshes: () => world.server.tokenRequests.filter(({ grant }) => grant === 'refresh_token') };
}

async function connectedSigns(options: SignsOptions = {}) {
  const world = await signs(options);
  const id = await world.connected();
  return { ...world, id };
}

type World = Awaited<ReturnType<typeof connectedSigns>>;

/** A raw request through the gateway's own proxy, over HTTP. */
async function raw({ gateway, caller, id }: World, method: string, body?: string) {
  const server = createServer((request, response) => {
    gateway.proxy(caller, id, 'things', request, response).catch((error: { code?: string }) => {
      if (!response.headersSent) response.writeHead(599).end(error.code);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    method,
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  server.closeAllConnections();
  server.close();
  return { status: response.status, text };
}

describe('a token that is about to end', () => {
  test('is renewed once for many runs at once', async () => {
    const { id, get, endsIn, refreshes, row } = await connectedSigns();
    await endsIn(id, 30_000);
    const answers = await Promise.all(Array.from({ length: 32 }, () => get(id)));
    expect(answers.every(({ output }) => JSON.stringify(output) === '{"ok":true}')).toBe(true);
    expect(refreshes()).toHaveLength(1);
    expect(((await row(id)).credentialsExpireAt ?? 0) - Date.now()).toBeGreaterThan(3_000_000);
  });

  test('serves while the server cannot be asked, and is not asked for again with every call', async () => {
    const { id, get, endsIn, refreshes, server } = await connectedSigns();
    server.behaviour.fault = () => ({ status: 503 });
    await endsIn(id, 30_000);
    for (let index = 0; index < 3; index++) expect((await get(id)).output).toEqual({ ok: true });
    expect(refreshes()).toHaveLength(1);
  });

  test('is renewed before a raw request too', async () => {
    const world = await connectedSigns();
    await world.endsIn(world.id, 30_000);
    expect(await raw(world, 'GET')).toEqual({ status: 200, text: '{"ok":true}' });
    expect(world.refreshes()).toHaveLength(1);
  });
});

describe('a token that has ended', () => {
  test('and cannot be renewed for now gives an error that says so, and the next call tries again', async () => {
    const { id, get, endsIn, server, row } = await connectedSigns();
    server.behaviour.fault = () => ({ status: 503 });
    await endsIn(id, -1);
    await expect(get(id)).rejects.toMatchObject({ code: 'upstream_failed' });
    expect((await row(id)).state).toBe('READY');
    server.behaviour.fault = undefined;
    expect((await get(id)).output).toEqual({ ok: true });
  });

  test('whose refresh token the server refuses has to be connected again, and says why', async () => {
    const { id, get, endsIn, server, row } = await connectedSigns();
    for (const family of server.grants.families) family.revoked = 'the person took it back';
    await endsIn(id, -1);
    await expect(get(id)).rejects.toMatchObject({ code: 'client_action_required' });
    expect(await row(id)).toMatchObject({
      state: 'CLIENT_ACTION_REQUIRED',
      error: { message: expect.stringContaining('invalid_grant') },
    });
  });

  test('and came without a refresh token has to be connected again', async () => {
    const { id, get, endsIn, row, refreshes } = await connectedSigns({ server: { givesRefreshToken: false } });
    await endsIn(id, -1);
    await expect(get(id)).rejects.toMatchObject({ code: 'client_action_required' });
    expect((await row(id)).state).toBe('CLIENT_ACTION_REQUIRED');
    expect(refreshes()).toEqual([]);
  });

  test('whose renewal got no whole answer is never renewed with the same refresh token where those rotate', async () => {
    const { id, get, endsIn, server, row, refreshes, connected } = await connectedSigns();
    server.behaviour.fault = () => 'drop';
    await endsIn(id, -1);
    await expect(get(id)).rejects.toMatchObject({
      code: 'client_action_required',
      message: expect.stringContaining('interrupted'),
    });
    server.behaviour.fault = undefined;
    await expect(get(id)).rejects.toMatchObject({ code: 'client_action_required' });
    expect(refreshes()).toHaveLength(1);
    expect((await row(id)).state).toBe('CLIENT_ACTION_REQUIRED');
    expect(await connected()).toMatch(/^con_/);
  });

  test('is renewed with the same refresh token where the server is known to keep it', async () => {
    const { id, get, endsIn, server, refreshes } = await connectedSigns({ server: { rotates: false } });
    await endsIn(id, -1);
    await get(id);
    server.behaviour.fault = () => 'drop';
    await endsIn(id, -1);
    await expect(get(id)).rejects.toMatchObject({ code: 'upstream_failed' });
    server.behaviour.fault = undefined;
    expect((await get(id)).output).toEqual({ ok: true });
    expect(refreshes()).toHaveLength(3);
  });
});

test('somebody who asks for a renewal gets one, and hears when its outcome is unknown', async () => {
  const { id, gateway, caller, server, row, get, refreshes } = await connectedSigns();
  expect(await gateway.ports.connections.refresh(caller, id)).toMatchObject({ state: 'READY' });
  expect(refreshes()).toHaveLength(1);
  server.behaviour.fault = () => 'drop';
  await expect(gateway.ports.connections.refresh(caller, id)).rejects.toMatchObject({ code: 'outcome_unknown' });
  // The present token serves until it ends.
  expect((await row(id)).state).toBe('READY');
  expect((await get(id)).output).toEqual({ ok: true });
});

describe('a token that the app refuses before its time', () => {
  test('is renewed, and the run is repeated once', async () => {
    const { id, get, server, refreshes } = await connectedSigns();
    server.grants.expireAll();
    expect((await get(id)).output).toEqual({ ok: true });
    expect(refreshes()).toHaveLength(1);
    expect(server.apiRequests.slice(-2)).toEqual(['GET /things 401', 'GET /things 200']);
  });

  test('is renewed, and a raw request without a body never shows its 401', async () => {
    const world = await connectedSigns();
    world.server.grants.expireAll();
    expect(await raw(world, 'GET')).toEqual({ status: 200, text: '{"ok":true}' });
    world.server.grants.expireAll();
    // Renewed a moment ago, so it is not the token's age: the answer stands.
    expect((await raw(world, 'GET')).status).toBe(401);
    expect(world.refreshes()).toHaveLength(1);
  });

  test('is renewed, and a raw request with a small body is sent once more', async () => {
    const world = await connectedSigns();
    world.server.grants.expireAll();
    expect((await raw(world, 'POST', '{"a":1}')).status).toBe(200);
    expect(world.server.apiRequests.slice(-2)).toEqual(['POST /things 401', 'POST /things 200']);
  });

  test('is renewed behind a raw request with a large body, whose 401 is passed on', async () => {
    const world = await connectedSigns();
    world.server.grants.expireAll();
    expect((await raw(world, 'POST', 'x'.repeat(65_537))).status).toBe(401);
    await expect.poll(() => world.refreshes().map(({ answer }) => answer)).toEqual(['given']);
    await expect.poll(() => raw(world, 'POST', '{"a":1}').then(({ status }) => status)).toBe(200);
  });

  test('and cannot be renewed answers a raw request with the reason', async () => {
    const world = await connectedSigns();
    for (const family of world.server.grants.families) family.revoked = 'the person took it back';
    expect(await raw(world, 'GET')).toEqual({ status: 599, text: 'client_action_required' });
  });
});

describe('without a browser', () => {
  test('a client fetches its token when its credentials are entered, and another when that ends', async () => {
    const fields = {
      clientId: { title: 'Client id', description: 'The id', secret: false },
      clientSecret: { title: 'Client secret', description: 'The secret', secret: true },
    };
    const { connect, gateway, server, row, get, endsIn } = await signs({
      option: { grant: 'client_credentials', fields },
    });
    const { id, link } = await connect();
    const { clientId, clientSecret } = server.behaviour;
    await expect(gateway.connect.submit(link, 'oauth', { clientId, clientSecret: 'wrong' })).rejects.toMatchObject({
      code: 'bad_request',
    });
    expect(await gateway.connect.submit(link, 'oauth', { clientId, clientSecret })).toMatchObject({
      isConnected: true,
    });
    await endsIn(id, -1);
    server.behaviour.fault = () => 'drop';
    await expect(get(id)).rejects.toMatchObject({ code: 'upstream_failed' });
    server.behaviour.fault = undefined;
    expect((await get(id)).output).toEqual({ ok: true });
    expect(await row(id)).toMatchObject({ state: 'READY', fields: { clientId } });
  });

  test('a code is shown, asked for at the pace that the app wants, and connects when it was entered', async () => {
    const { connect, begin, gateway, server, row } = await signs({ option: { grant: 'device_code' } });
    const { id, link } = await connect();
    const begun = await begin(link);
    if (begun.by !== 'device') throw new Error('Not by code');
    expect(begun.verificationUriComplete).toContain(begun.userCode);
    expect(await gateway.connect.device(begun.ticket, 'browser-1')).toBeUndefined();
    server.grants.enter(begun.userCode, 'agree');
    await expect
      .poll(() => gateway.connect.device(begun.ticket, 'browser-1'), { timeout: 5_000 })
      .toMatchObject({ status: 'connected' });
    expect(await gateway.connect.device(begun.ticket, 'browser-2')).toBeUndefined();
    expect((await row(id)).state).toBe('READY');
    expect(server.tokenRequests.map(({ answer }) => answer)).not.toContain('slow_down');
  });

  test('a code that is declined says so', async () => {
    const { connect, begin, gateway, server, row } = await signs({ option: { grant: 'device_code' } });
    const { id, link } = await connect();
    const begun = await begin(link);
    if (begun.by !== 'device') throw new Error('Not by code');
    server.grants.enter(begun.userCode, 'deny');
    await expect
      .poll(() => gateway.connect.device(begun.ticket, 'browser-1'), { timeout: 5_000 })
      .toMatchObject({ status: 'failed' });
    expect((await row(id)).error?.message).toContain('access_denied');
  });
});

test('archiving a connection revokes its tokens at the app, and succeeds although the app fails', async () => {
  const { id, gateway, caller, server, connected } = await connectedSigns();
  await gateway.ports.connections.archive(caller, id);
  expect(server.grants.families[0]?.revoked).toBe('the client asked for it');
  const second = await connected();
  await server.stop();
  expect(await gateway.ports.connections.archive(caller, second)).toMatchObject({ id: second });
});
