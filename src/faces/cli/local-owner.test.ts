import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { expiredLogin, save, serveAuthorization, testNow, tokensSeen } from './login.fixture.ts';
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

describe('the local owner’s token', () => {
  async function local() {
    const place = await remote({ 'POST /system/stop': { body: {} }, 'GET /sandboxes': { body: { items: [] } } });
    announceIn(place.env, place.server.url);
    return place;
  }

  test.each([
    ['was begun', async () => undefined],
    ['was denied', async (env: Record<string, string>) => cli(['login', 'complete', 'K7QF-2M9D'], { env })],
    ['was given up', async (env: Record<string, string>) => cli(['logout'], { env })],
  ])('does not stand in for a login that %s', async (_, then) => {
    const { server, state, env } = await local();
    await cli(['login', '--tenant'], { env });
    state.decision = 'denied';
    await then(env);
    const refused = await cli(['action', 'list'], { env, program: 'membrane' });
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain('Not logged in to');
    expect(refused.stderr).toContain('membrane login --tenant');
    expect(await cli(['action', 'list', '--tenantKey', 'acme'], { env })).toMatchObject({ code: 4 });
    expect(await cli(['login', 'status'], { env })).toMatchObject({ code: 4 });
    expect(tokensSeen(server)).toEqual([]);
    await cli(['sandbox', 'reset'], { env });
    expect(new Set(tokensSeen(server, 'GET /sandboxes'))).toEqual(new Set(['local-token']));
  });

  test('does not stand in after logout', async () => {
    const { server, env } = await local();
    save(env, server.url, goodLogin);
    await cli(['logout'], { env });
    expect(await cli(['action', 'list'], { env })).toMatchObject({ code: 4 });
    expect(tokensSeen(server)).toEqual([]);
  });

  test('is used again after login --owner, which ends the login', async () => {
    const { server, state, env } = await local();
    save(env, server.url, { ...goodLogin });
    expect(await cli(['login', '--owner'], { env })).toMatchObject({ code: 0 });
    expect(state.revoked).toEqual(['refresh-0']);
    expect(await cli(['action', 'list'], { env })).toMatchObject({ code: 0 });
    expect(tokensSeen(server)).toEqual(['local-token']);
    const status = await cli(['login', 'status', '--json'], { env });
    expect(JSON.parse(status.stdout)).toMatchObject({ source: 'local owner' });
  });

  test('is not there for a gateway that runs elsewhere', async () => {
    const { env } = await remote();
    expect(await cli(['login', '--owner'], { env })).toMatchObject({ code: 2 });
  });
});

test('a login that was begun makes a project’s address no better known', async () => {
  const { env } = await remote();
  const { PORIN_URL: _, ...rest } = env;
  const project = join(env['HOME'] ?? '', 'project');
  mkdirSync(join(project, '.membrane'), { recursive: true });
  writeFileSync(join(project, '.membrane', 'config.json'), '{"apiUri": "http://stranger.invalid:1"}');
  save(env, 'http://stranger.invalid:1', goodLogin);
  await cli(['logout'], { env: rest, cwd: project });
  const result = await cli(['action', 'list'], { env: { ...rest, PORIN_TOKEN: 'secret' }, cwd: project });
  expect(result.stderr).toContain('is not sent there');
});
