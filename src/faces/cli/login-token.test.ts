import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { rightCode, savedIn, serveAuthorization, testNow } from './login.fixture.ts';
import { announceIn, cli, emptyEnv, type Routes, type TestServer } from './testkit.ts';

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function remote(routes: Routes = {}) {
  const { server, state } = await serveAuthorization({ 'GET /actions': { body: { items: [] } }, ...routes });
  servers.push(server);
  const env: Record<string, string> = { ...emptyEnv(), PORIN_URL: server.url };
  return { server, state, env };
}

describe('login --with-token', () => {
  test('keeps the token of standard input, which later commands send', async () => {
    const { server, env } = await remote();
    const done = await cli(['login', '--with-token', '--json'], { env, stdin: 'pat-abc\n' });
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(done.stdout)).toMatchObject({ status: 'complete', tenantKey: 'acme', isRenewed: false });
    expect(savedIn(env).mode).toBe(0o600);
    await cli(['action', 'list'], { env });
    expect(server.to('GET /actions')[0]?.headers.authorization).toBe('Bearer pat-abc');
    const status = JSON.parse((await cli(['login', 'status', '--json'], { env })).stdout);
    expect(status).toMatchObject({ source: 'saved login', renewable: false });
    expect(status).not.toHaveProperty('expiresAt');
  });

  test('knows when a signed token ends, and asks for a new login then', async () => {
    const { env } = await remote();
    const claims = Buffer.from(JSON.stringify({ exp: testNow / 1000 + 10 })).toString('base64url');
    await cli(['login', '--with-token'], { env, stdin: `h.${claims}.s` });
    const later = await cli(['action', 'list'], { env, now: () => testNow + 60_000 });
    expect(later.code).toBe(4);
    expect(later.stderr).toContain('login');
  });

  test('saves nothing that the gateway refuses', async () => {
    const { env } = await remote({
      'GET /self': { status: 401, headers: { 'www-authenticate': 'Bearer realm="porin"' }, body: {} },
    });
    const result = await cli(['login', '--with-token', '--json'], { env, stdin: 'pat-wrong' });
    expect(result.code).toBe(4);
    expect(result.stdout + result.stderr).not.toContain('pat-wrong');
    expect(() => savedIn(env)).toThrow();
  });

  test.each(['', '  \n', 'two words', 'pät'])('%j is refused before anything is sent', async (stdin) => {
    const { server, env } = await remote();
    expect(await cli(['login', '--with-token'], { env, stdin })).toMatchObject({ code: 2 });
    expect(server.to('GET /self')).toEqual([]);
  });

  test('is forgotten by logout and not revoked: others may use that token', async () => {
    const { state, env } = await remote();
    await cli(['login', '--with-token'], { env, stdin: 'pat-abc' });
    const out = await cli(['logout', '--json'], { env });
    expect(JSON.parse(out.stdout)).toMatchObject({ loggedOut: true, revoked: false });
    expect(state.revoked).toEqual([]);
  });
});

test('a login that a token of the environment hides says so', async () => {
  const { env } = await remote();
  await cli(['login'], { env });
  const done = await cli(['login', 'complete', rightCode], { env: { ...env, MEMBRANE_TOKEN: 'env' } });
  expect(done.stderr).toContain('MEMBRANE_TOKEN in the environment wins over this login');
});

test('a code is not used up when what comes of it cannot be kept', async () => {
  const { server, env } = await remote();
  const folder = join(env['HOME'] ?? '', '.membrane');
  mkdirSync(folder);
  writeFileSync(join(folder, 'credentials.json'), '{"porin": {"apiUri"', { mode: 0o600 });
  await cli(['login'], { env });
  expect(await cli(['login', 'complete', rightCode], { env })).toMatchObject({ code: 1 });
  expect(server.to('POST /oauth/token')).toEqual([]);
  writeFileSync(join(folder, 'credentials.json'), '{}', { mode: 0o600 });
  expect(await cli(['login', 'complete', rightCode], { env })).toMatchObject({ code: 0 });
});

test('an announcement whose pid belongs to another program by now does not keep a login from a gateway that answers', async () => {
  const { server, env } = await remote();
  const { PORIN_URL: _, ...rest } = env;
  announceIn(rest, 'http://127.0.0.1:1');
  const { port } = new URL(server.url);
  expect(await cli(['login', '--json'], { env: { ...rest, PORIN_PORT: port } })).toMatchObject({ code: 0 });
  expect(server.to('POST /oauth/par')).toHaveLength(1);
});

test('--workspaceKey signs with the secret of the environment, and is told to have no effect elsewhere', async () => {
  const { server, env } = await remote();
  const workspace = { MEMBRANE_WORKSPACE_SECRET: 'ws', MEMBRANE_TENANT_KEY: 'acme' };
  const signed = await cli(['action', 'list', '--workspaceKey', 'wk'], { env: { ...env, ...workspace } });
  expect(signed.stderr).not.toContain('--workspaceKey');
  const token = server.to('GET /actions')[0]?.headers.authorization ?? '';
  expect(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({ iss: 'wk' });
  const other = await cli(['action', 'list', '--workspaceKey', 'wk'], { env: { ...env, PORIN_TOKEN: 't' } });
  expect(other.stderr).toContain('--workspaceKey has no effect');
});

test('a word after --tenant says how a tenant is given', async () => {
  const { env } = await remote();
  const result = await cli(['login', '--tenant', 'acme'], { env });
  expect(result.code).toBe(2);
  expect(result.stderr).toContain('--tenant=acme');
  expect((await cli(['login', '--tenant', 'complete', 'K7QF-2M9D'], { env })).stderr).toContain('before its flags');
});
