import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { checkCode, rightCode, savedIn, serveAuthorization, testNow } from './login.fixture.ts';
import { cli, emptyEnv, envWithGateway, type Routes, type TestServer } from './testkit.ts';

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function remote(routes: Routes = {}) {
  const { server, state } = await serveAuthorization(routes);
  servers.push(server);
  const env: Record<string, string> = { ...emptyEnv(), PORIN_URL: server.url };
  return { server, state, env };
}

function pendingIn(env: Readonly<Record<string, string>>): string {
  return join(env['XDG_STATE_HOME'] ?? '', 'porin', 'pending-login.json');
}

describe('login without a person at the terminal', () => {
  test('prints the address on a line of its own, the check code and the next step, and ends with 0', async () => {
    const { env, state } = await remote();
    const result = await cli(['login', '--tenant', '--clientName=claude-code'], { env, program: 'membrane' });
    expect(result.code).toBe(0);
    expect(result.stdout.split('\n')).toContain('http://gateway.test/authorize/r1');
    expect(result.stdout).toContain(checkCode);
    expect(result.stdout).toContain('membrane login complete <code>');
    const [asked] = state.pushed;
    expect(Object.fromEntries(asked ?? [])).toMatchObject({
      client_id: 'membrane-cli',
      redirect_uri: `${env['PORIN_URL']}/oauth/code`,
      scope: 'actions:read actions:write connections:manage proxy',
      client_name: 'claude',
      code_challenge_method: 'S256',
    });
    expect(statSync(pendingIn(env)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(pendingIn(env), 'utf8')).expiresAt).toBe(testNow + 900_000);
  });

  test('with --json gives one document that tells an agent what to do', async () => {
    const { env } = await remote();
    const result = await cli(['login', '--tenant', '--clientName=', '--json'], { env });
    expect(JSON.parse(result.stdout)).toEqual({
      status: 'pending',
      authorizationUrl: 'http://gateway.test/authorize/r1',
      userCode: checkCode,
      expiresAt: new Date(testNow + 900_000).toISOString(),
      nextStep: 'porin login complete <code>',
      agentInstructions: expect.stringContaining('porin login complete <code>'),
    });
    expect(result.stderr).toBe('');
  });

  test.each([
    [['--clientName='], { CLAUDECODE: '1' }, 'claude'],
    [['--clientName=<agentType>'], {}, null],
    [['--clientName=other'], {}, null],
    [[], {}, null],
    [['--clientName', 'My bot'], {}, 'My bot'],
    [['--client-name=CURSOR'], {}, 'cursor'],
    [[`--clientName=${'x'.repeat(200)}`], {}, 'x'.repeat(100)],
  ])('%j names the program that asks', async (flags, more, name) => {
    const { env, state } = await remote();
    expect(await cli(['login', '--tenant', ...flags], { env: { ...env, ...more } })).toMatchObject({ code: 0 });
    expect(state.pushed[0]?.get('client_name')).toBe(name);
  });

  test.each([
    [[], null, true],
    [['--tenant'], null, false],
    [['--tenant=acme'], 'acme', false],
    [['--tenant', '--tenantKey', 'acme'], 'acme', false],
    [['--tenantKey=acme'], 'acme', false],
  ])('login %j asks for tenant %j, and to manage: %j', async (flags, tenant, manages) => {
    const { env, state } = await remote();
    await cli(['login', ...flags], { env });
    expect(state.pushed[0]?.get('tenant')).toBe(tenant);
    expect(state.pushed[0]?.get('scope')?.split(' ').includes('manage')).toBe(manages);
  });

  test('the right to read secrets is asked for only when that was said', async () => {
    const { env, state } = await remote();
    await cli(['login', '--secrets'], { env });
    expect(state.pushed[0]?.get('scope')?.split(' ').slice(-2)).toEqual(['manage', 'secrets:read']);
  });

  test('a gateway of this user is asked with its owner’s token, so that the page needs no account', async () => {
    const { server } = await remote();
    const result = await cli(['login', 'start', '--tenant'], { env: envWithGateway(server.url) });
    expect(result.stdout).toContain('http://gateway.test/authorize/r1?ticket=t1');
    expect(server.to('POST /oauth/par')[0]?.headers.authorization).toBe('Bearer local-token');
  });

  test('what is no gateway is told apart', async () => {
    const { env } = await remote({ 'POST /oauth/par': { status: 404, body: 'not here' } });
    const result = await cli(['login', '--json'], { env });
    expect(result.code).toBe(1);
    expect(JSON.parse(result.stdout).error.message).toContain('does not offer logins');
  });
});

describe('login complete', () => {
  async function started(routes: Routes = {}) {
    const place = await remote(routes);
    expect(await cli(['login', '--tenant'], { env: place.env })).toMatchObject({ code: 0 });
    return place;
  }

  test.each([
    [[rightCode]],
    [['k7qf-2m9d']],
    [['k7qf', '2m9d']],
    [[' K7QF 2M9D ']],
    [['<K7QF-2M9D>']],
    [['the code is K7QF-2M9D.']],
    [[`https://gateway.test/oauth/code?code=${rightCode}`]],
  ])('redeems %j with the saved verifier', async (words) => {
    const { env } = await started();
    const result = await cli(['login', 'complete', ...words], { env });
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('acme') });
    expect(result.stdout).not.toContain('access-1');
    const { mode, document } = savedIn(env);
    expect(mode).toBe(0o600);
    expect(document.porin.apiUri).toBe(env['PORIN_URL']);
    expect(document.porin.servers[env['PORIN_URL'] ?? ''].login).toMatchObject({
      accessToken: 'access-1',
      refreshToken: 'refresh-1',
      expiresAt: testNow + 3_600_000,
      tenantKey: 'acme',
    });
    expect(existsSync(pendingIn(env))).toBe(false);
  });

  test('takes the code from standard input', async () => {
    const { env } = await started();
    const result = await cli(['login', 'complete', '--json'], { env, stdin: 'k7qf 2m9d\n' });
    expect(JSON.parse(result.stdout)).toMatchObject({ status: 'complete', tenantKey: 'acme', workspaceKey: 'ws-key' });
  });

  test('then every command uses the login', async () => {
    const { env, server } = await started({ 'GET /actions': { body: { items: [] } } });
    await cli(['login', 'complete', rightCode], { env });
    await cli(['action', 'list'], { env });
    expect(server.to('GET /actions')[0]?.headers.authorization).toBe('Bearer access-1');
  });

  test('says that nothing is pending', async () => {
    const { env } = await remote();
    expect(await failure(env, 5)).toMatchObject({ code: 'not_found', data: { reason: 'nothing_pending' } });
  });

  test('says that the time is over, and forgets the login', async () => {
    const { env } = await started();
    const late = { now: () => testNow + 900_001 };
    expect(await failure(env, 4, [rightCode], late)).toMatchObject({ data: { reason: 'expired' } });
    expect(await failure(env, 5)).toMatchObject({ data: { reason: 'nothing_pending' } });
  });

  test('says that nobody has approved yet, and can be tried again', async () => {
    const { env, state } = await started();
    state.decision = 'not_approved';
    const error = await failure(env, 6);
    expect(error).toMatchObject({ code: 'client_action_required', data: { reason: 'not_approved' } });
    expect(error.message).toContain('not been approved yet');
    state.decision = 'approved';
    expect(await cli(['login', 'complete', rightCode], { env })).toMatchObject({ code: 0 });
  });

  test('says that the code is wrong and how many tries are left', async () => {
    const { env } = await started();
    expect(await failure(env, 2, ['AAAA-BBBB'])).toMatchObject({
      message: 'That is not the code; 4 tries left',
      data: { reason: 'wrong_code', triesLeft: 4 },
    });
  });

  test.each([
    ['denied', 4, 'access_denied'],
    ['already_used', 1, 'conflict'],
    ['expired', 4, 'not_authenticated'],
    ['unknown_request', 4, 'not_authenticated'],
    ['dead', 4, 'not_authenticated'],
  ] as const)('tells a login that was %s', async (decision, code, kind) => {
    const { env, state } = await started();
    state.decision = decision;
    expect(await failure(env, code)).toMatchObject({ code: kind, data: { reason: decision } });
    expect(existsSync(pendingIn(env))).toBe(false);
  });

  test('tells the check code from the code', async () => {
    const { env, server } = await started();
    const error = await failure(env, 2, [checkCode.toLowerCase()]);
    expect(error.message).toContain('check code');
    expect(server.to('POST /oauth/token')).toHaveLength(0);
  });

  test('tells the address of another login', async () => {
    const { env } = await started();
    expect(await failure(env, 2, ['http://127.0.0.1:1/callback?code=x&state=other'])).toMatchObject({
      data: { reason: 'other_login' },
    });
  });

  test('an empty paste is no code', async () => {
    const { env } = await started();
    expect(await failure(env, 2, [])).toMatchObject({ data: { reason: 'no_code' } });
  });
});

describe('the credentials file', () => {
  test('keeps what other programs wrote there, and is closed to other users', async () => {
    const { env } = await remote();
    const folder = join(env['HOME'] ?? '', '.membrane');
    mkdirSync(folder);
    writeFileSync(join(folder, 'credentials.json'), '{"theirs": {"token": "x"}}');
    chmodSync(join(folder, 'credentials.json'), 0o644);
    await cli(['login'], { env });
    const done = await cli(['login', 'complete', rightCode], { env });
    expect(done.stderr).not.toContain('error');
    const { mode, document } = savedIn(env);
    expect(mode).toBe(0o600);
    expect(document.theirs).toEqual({ token: 'x' });
    expect(Object.keys(document.porin.servers)).toHaveLength(1);
  });

  test('open to others, it is closed with a warning', async () => {
    const { env } = await remote({ 'GET /actions': { body: { items: [] } } });
    const folder = join(env['HOME'] ?? '', '.membrane');
    mkdirSync(folder);
    writeFileSync(join(folder, 'credentials.json'), '{}', { mode: 0o644 });
    const result = await cli(['action', 'list'], { env });
    expect(result.stderr).toContain('could be read by other users');
    expect(savedIn(env).mode).toBe(0o600);
  });

  test('is never overwritten when it is not understood', async () => {
    const { env } = await remote();
    const folder = join(env['HOME'] ?? '', '.membrane');
    mkdirSync(folder);
    writeFileSync(join(folder, 'credentials.json'), 'not json', { mode: 0o600 });
    await cli(['login'], { env });
    expect(await failure(env, 1)).toMatchObject({ code: 'configuration' });
    expect(readFileSync(join(folder, 'credentials.json'), 'utf8')).toBe('not json');
  });
});

async function failure(
  env: Readonly<Record<string, string>>,
  code: number,
  words: readonly string[] = [rightCode],
  options: object = {},
): Promise<any> {
  const result = await cli(['login', 'complete', ...words, '--json'], { env, ...options });
  expect({ code: result.code, stderr: result.stderr }).toEqual({ code, stderr: '' });
  return JSON.parse(result.stdout).error;
}
