import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { expiredLogin, save, savedIn, serveAuthorization, testNow, tokensSeen } from './login.fixture.ts';
import { announceIn, cli, emptyEnv, type Routes, type TestServer } from './testkit.ts';

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const actions: Routes = { 'GET /actions': { body: { items: [] } } };
const goodLogin = expiredLogin({ accessToken: 'saved', expiresAt: testNow + 3_600_000 });

async function remote(routes: Routes = {}) {
  const { server, state } = await serveAuthorization({ ...actions, ...routes });
  servers.push(server);
  const env: Record<string, string> = { ...emptyEnv(), PORIN_URL: server.url };
  return { server, state, env };
}

function claimsOf(token = ''): unknown {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

describe('the token of a command', () => {
  test('is the flag’s, then the environment’s, then the saved login’s, then the local owner’s', async () => {
    const { server, env } = await remote();
    announceIn(env, server.url);
    await cli(['action', 'list'], { env });
    save(env, server.url, goodLogin);
    await cli(['action', 'list'], { env });
    await cli(['action', 'list'], { env: { ...env, MEMBRANE_API_TOKEN: 'env' } });
    const debugged = await cli(['action', 'list', '--debug'], { env: { ...env, MEMBRANE_TOKEN: 'membrane' } });
    await cli(['action', 'list', '--token', 'flag'], { env: { ...env, PORIN_TOKEN: 'env' } });
    expect(tokensSeen(server)).toEqual(['local-token', 'saved', 'env', 'membrane', 'flag']);
    expect(debugged.stderr).toContain('MEMBRANE_TOKEN in the environment wins over the saved login');
  });

  test('is the owner’s for what a tenant may not do, when the gateway is local', async () => {
    const { server, env } = await remote({
      'POST /system/stop': { body: {} },
      'GET /sandboxes': { body: { items: [] } },
    });
    announceIn(env, server.url);
    save(env, server.url, goodLogin);
    await cli(['sandbox', 'reset'], { env });
    expect(new Set(tokensSeen(server, 'GET /sandboxes'))).toEqual(new Set(['local-token']));
  });

  test('is signed with the workspace’s secret when the environment has that', async () => {
    const { server, env } = await remote();
    const workspace = { MEMBRANE_WORKSPACE_KEY: 'wk', MEMBRANE_WORKSPACE_SECRET: 'ws', MEMBRANE_TENANT_KEY: 'acme' };
    await cli(['action', 'list'], { env: { ...env, ...workspace } });
    await cli(['action', 'list', '--tenantKey', 'other'], { env: { ...env, ...workspace } });
    const [first, second] = tokensSeen(server);
    expect(claimsOf(first)).toEqual({ id: 'acme', iss: 'wk', exp: testNow / 1000 + 3600 });
    expect(claimsOf(second)).toMatchObject({ id: 'other' });
  });

  test('of one gateway is never sent to another', async () => {
    const { server, env } = await remote();
    save(env, 'http://127.0.0.1:1', goodLogin);
    await cli(['action', 'list'], { env });
    expect(tokensSeen(server)).toEqual([undefined]);
  });

  test('is not taken from the environment for an address that only a project file names', async () => {
    const { env } = await remote();
    const { PORIN_URL: _, ...rest } = env;
    const project = join(env['HOME'] ?? '', 'project');
    mkdirSync(join(project, '.membrane'), { recursive: true });
    writeFileSync(join(project, '.membrane', 'config.json'), '{"apiUri": "http://stranger.invalid:1"}');
    const result = await cli(['action', 'list', '--debug'], { env: { ...rest, PORIN_TOKEN: 'secret' }, cwd: project });
    expect(result.stderr).toContain('stranger.invalid');
    expect(result.stderr).toContain('is not sent there');
    expect(result.stderr).not.toContain('secret');
  });

  test('missing, the refusal says how to log in', async () => {
    const { env } = await remote({
      'GET /actions': { status: 401, headers: { 'www-authenticate': 'Bearer realm="porin"' }, body: {} },
    });
    const result = await cli(['action', 'list'], { env, program: 'membrane' });
    expect(result.code).toBe(4);
    expect(result.stderr).toContain('membrane login --tenant');
  });
});

describe('the gateway of a command', () => {
  test('is the one logged in to last when none runs here and none is named', async () => {
    const { server, env } = await remote();
    save(env, server.url, goodLogin);
    const { PORIN_URL: _, ...rest } = env;
    expect(await cli(['action', 'list'], { env: rest })).toMatchObject({ code: 0 });
    expect(tokensSeen(server)).toEqual(['saved']);
  });

  test('is the one that the project’s file names, also from a folder below', async () => {
    const { server, env } = await remote();
    const { PORIN_URL: _, ...rest } = env;
    const below = join(env['HOME'] ?? '', 'project', 'src');
    mkdirSync(below, { recursive: true });
    mkdirSync(join(below, '..', '.membrane'));
    writeFileSync(join(below, '..', '.membrane', 'config.json'), JSON.stringify({ apiUri: server.url }));
    expect(await cli(['action', 'list'], { env: rest, cwd: below })).toMatchObject({ code: 0 });
  });

  test('is the one of --apiUri', async () => {
    const { server, env } = await remote();
    await cli(['action', 'list', '--apiUri', server.url], { env: { ...env, PORIN_URL: 'http://127.0.0.1:1' } });
    expect(tokensSeen(server)).toHaveLength(1);
  });
});

describe('a login that is over', () => {
  test('is renewed before the call, and the new refresh token is kept', async () => {
    const { server, state, env } = await remote();
    state.refreshToken = 'refresh-0';
    save(env, server.url, expiredLogin({ expiresAt: testNow + 30_000 }));
    await cli(['action', 'list'], { env });
    expect(tokensSeen(server)).toEqual(['access-2']);
    expect(savedIn(env).document.porin.servers[server.url].login).toMatchObject({
      accessToken: 'access-2',
      refreshToken: 'refresh-2',
      tenantKey: 'acme',
    });
  });

  test('and cannot be renewed asks for a new one, the second time without a request', async () => {
    const { server, state, env } = await remote();
    save(env, server.url, expiredLogin());
    for (const _ of [1, 2]) {
      const result = await cli(['action', 'list'], { env, program: 'membrane' });
      expect(result.code).toBe(4);
      expect(result.stderr).toContain('membrane login --tenant');
    }
    expect(state.refreshes).toHaveLength(1);
  });

  test('at the gateway though not by its time is renewed once, and the request repeated', async () => {
    const { server, state, env } = await remote({
      'GET /actions': ({ headers }) =>
        headers.authorization === 'Bearer saved'
          ? { status: 401, headers: { 'www-authenticate': 'Bearer realm="porin", error="invalid_token"' }, body: {} }
          : { body: { items: [] } },
    });
    state.refreshToken = 'refresh-0';
    save(env, server.url, goodLogin);
    expect(await cli(['action', 'list'], { env })).toMatchObject({ code: 0 });
    expect(tokensSeen(server)).toEqual(['saved', 'access-2']);
  });

  test('an app’s own 401 renews nothing and repeats nothing', async () => {
    const { server, state, env } = await remote({
      'POST /connections/c1/proxy/things': { status: 401, headers: { 'www-authenticate': 'Basic' }, body: { no: 1 } },
    });
    state.refreshToken = 'refresh-0';
    save(env, server.url, goodLogin);
    expect(await cli(['request', 'c1', '/things', '-d', '{}'], { env })).toMatchObject({ code: 8 });
    expect(server.to('POST /connections/c1/proxy/things')).toHaveLength(1);
    expect(state.refreshes).toEqual([]);
  });

  test('is used to its last second when the gateway cannot renew it', async () => {
    const { server, env } = await remote({ 'POST /oauth/token': { status: 503, body: {} } });
    save(env, server.url, expiredLogin({ expiresAt: testNow + 30_000 }));
    expect(await cli(['action', 'list'], { env })).toMatchObject({ code: 0 });
    expect(tokensSeen(server)).toEqual(['access-0']);
  });
});

describe('--tenantKey', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const minted = `${part({ alg: 'HS256' })}.${part({ id: 'acme', exp: testNow / 1000 + 3600 })}.x`;
  const mint: Routes = {
    'GET /org-workspaces': { body: { items: [{ id: 'ws_1', key: 'k', secret: "it's" }] } },
    'POST /org-workspaces/ws_1/access-token': { body: { token: minted } },
  };

  test('lets the local owner act for that tenant, with a token that is fetched once', async () => {
    const { server, env } = await remote(mint);
    announceIn(env, server.url);
    await cli(['action', 'list', '--tenantKey', 'acme'], { env });
    const result = await cli(['action', 'list', '--tenantKey', 'acme'], { env });
    expect(result.stderr).not.toContain('--tenantKey');
    expect(tokensSeen(server)).toEqual([minted, minted]);
    const fetched = server.to('POST /org-workspaces/ws_1/access-token');
    expect(fetched.map(({ body, headers }) => [body, headers.authorization])).toEqual([
      ['{"tenantKey":"acme"}', 'Bearer local-token'],
    ]);
  });

  test('lets a manager’s login do the same, and tells a tenant’s that it has no effect', async () => {
    const { server, env } = await remote(mint);
    save(env, server.url, { ...goodLogin, scopes: ['actions:read', 'manage'] });
    await cli(['action', 'list', '--tenantKey', 'other'], { env });
    expect(tokensSeen(server)).toEqual([minted]);
    save(env, server.url, goodLogin);
    const result = await cli(['action', 'list', '--tenantKey', 'other'], { env });
    expect(result.stderr).toContain('--tenantKey has no effect');
  });

  test('credentials gives key and secret to an owner, quoted for a shell', async () => {
    const { server, env } = await remote(mint);
    announceIn(env, server.url);
    const shell = await cli(['credentials', '--shell'], { env });
    expect(shell.stdout).toContain(`export MEMBRANE_WORKSPACE_SECRET='it'\\''s'\n`);
    expect(shell.stdout).toContain(`export MEMBRANE_API_URI='${server.url}'\n`);
    const json = await cli(['credentials', '--json'], { env });
    expect(JSON.parse(json.stdout)).toEqual({
      apiUri: server.url,
      workspaceKey: 'k',
      workspaceSecret: "it's",
      tenantKey: 'acme',
    });
  });

  test('credentials refuses a tenant clearly', async () => {
    const refusal = { type: 'bad_request', key: 'access_denied', code: 'access_denied', message: 'No', hint: 'No' };
    const { server, env } = await remote({ 'GET /org-workspaces': { status: 403, body: refusal } });
    save(env, server.url, goodLogin);
    const result = await cli(['credentials', '--json'], { env });
    expect(result.code).toBe(4);
    expect(JSON.parse(result.stdout).error.message).toContain('for its owner, and for managers');
  });
});

describe('login status and logout', () => {
  test('status tells whose token it is and where it comes from', async () => {
    const { server, env } = await remote();
    save(env, server.url, goodLogin);
    const result = await cli(['login', 'status', '--json'], { env });
    expect(JSON.parse(result.stdout)).toMatchObject({
      loggedIn: true,
      apiUri: server.url,
      source: 'saved login',
      tenantKey: 'acme',
      checked: true,
    });
    expect(result.stdout).not.toContain('"saved"');
  });

  test('status ends with 4 when nobody is logged in', async () => {
    const { env } = await remote();
    const result = await cli(['login', 'status', '--json'], { env });
    expect(result.code).toBe(4);
    expect(JSON.parse(result.stdout).error.code).toBe('not_authenticated');
    expect(await cli(['login', 'status'])).toMatchObject({ code: 4 });
  });

  test('logout revokes the login and forgets it', async () => {
    const { server, state, env } = await remote();
    save(env, server.url, goodLogin);
    expect(await cli(['logout'], { env })).toMatchObject({ code: 0 });
    expect(state.revoked).toEqual(['refresh-0']);
    expect(savedIn(env).document.porin.servers[server.url]).toEqual({ needsLogin: true, tenantTokens: {} });
    expect(await cli(['logout', '--json'], { env })).toMatchObject({ code: 0 });
  });

  test('logout works while the gateway does not answer, and says so', async () => {
    const env = emptyEnv();
    save(env, 'http://127.0.0.1:1', goodLogin);
    const result = await cli(['logout'], { env });
    expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining('could not be told') });
    expect(JSON.stringify(savedIn(env).document.porin)).not.toContain('refresh-0');
  });
});
