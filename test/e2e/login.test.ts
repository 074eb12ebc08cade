import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeIn, countingProxy, decide, main, porin } from './login.fixture.ts';
import { startProgram, temporaryHome } from './program.ts';

const home = temporaryHome();
let gateway: Awaited<ReturnType<typeof startProgram>>;
beforeAll(async () => {
  gateway = await startProgram({ data: home.data, env: home.env });
});
afterAll(async () => {
  await gateway.stop();
  home.remove();
});

/** Another user's home: that gateway is not announced there. */
function stranger() {
  const place = temporaryHome();
  return { ...place, env: { ...place.env, PORIN_URL: gateway.url } };
}

async function started(env: Readonly<Record<string, string>>, ...flags: string[]) {
  const result = await porin(env, 'login', '--tenant=acme', '--clientName=claude', '--json', ...flags);
  expect(result).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(result.stdout) as { authorizationUrl: string; userCode: string };
}

async function refusal(env: Readonly<Record<string, string>>, code: string) {
  const result = await porin(env, 'login', 'complete', code, '--json');
  return { exit: result.code, ...JSON.parse(result.stdout).error };
}

function credentialsOf(folder: string): any {
  return JSON.parse(readFileSync(join(folder, '.membrane/credentials.json'), 'utf8'));
}

describe('a login from the terminal of an agent', () => {
  test('is approved on the page, completed with its code, used by every command, and ended', async () => {
    const { authorizationUrl, userCode } = await started(home.env);
    const page = await decide(authorizationUrl, 'approve');
    expect(page.shown).toContain(userCode);
    expect(page.shown).toContain('claude');
    const completed = await porin(home.env, 'login', 'complete', codeIn(page.html).toLowerCase().replace('-', ' '));
    expect(completed).toMatchObject({ code: 0 });
    expect(statSync(join(home.home, '.membrane/credentials.json')).mode & 0o777).toBe(0o600);
    const status = JSON.parse((await porin(home.env, 'login', 'status', '--json')).stdout);
    expect(status).toMatchObject({ source: 'saved login', tenantKey: 'acme', checked: true });
    expect(await porin(home.env, 'connection', 'list', '--json')).toMatchObject({ code: 0 });
    expect(await porin(home.env, 'sandbox', 'reset', '--app', 'clickmeeting')).toMatchObject({ code: 0 });
    const { accessToken } = credentialsOf(home.home).porin.servers[gateway.url].login;
    expect(await porin(home.env, 'logout')).toMatchObject({ code: 0 });
    expect((await gateway.call('GET /self', { token: accessToken })).status).toBe(401);
    expect(await porin(home.env, 'connection', 'list', '--json')).toMatchObject({ code: 4 });
    expect(await porin(home.env, 'login', '--owner')).toMatchObject({ code: 0 });
    const after = JSON.parse((await porin(home.env, 'login', 'status', '--json')).stdout);
    expect(after.source).toBe('local owner');
  });

  test('fails in ways that can be told apart', async () => {
    expect(await refusal(home.env, 'AAAA-BBBB')).toMatchObject({ exit: 5, data: { reason: 'nothing_pending' } });
    const first = await started(home.env);
    expect(await refusal(home.env, 'AAAA-BBBB')).toMatchObject({ exit: 6, data: { reason: 'not_approved' } });
    const page = await decide(first.authorizationUrl, 'approve');
    expect(await refusal(home.env, 'AAAA-BBBB')).toMatchObject({ exit: 2, data: { reason: 'wrong_code' } });
    expect(await refusal(home.env, first.userCode)).toMatchObject({ exit: 2, data: { reason: 'check_code' } });
    const pendingFile = join(home.home, 'state/porin/pending-login.json');
    const pending = readFileSync(pendingFile);
    expect(await porin(home.env, 'login', 'complete', codeIn(page.html))).toMatchObject({ code: 0 });
    writeFileSync(pendingFile, pending, { mode: 0o600 });
    expect(await refusal(home.env, codeIn(page.html))).toMatchObject({ exit: 1, data: { reason: 'already_used' } });
    const denied = await started(home.env);
    await decide(denied.authorizationUrl, 'deny');
    expect(await refusal(home.env, 'AAAA-BBBB')).toMatchObject({ exit: 4, data: { reason: 'denied' } });
    expect(await refusal(home.env, 'AAAA-BBBB')).toMatchObject({ exit: 5 });
  });

  test('a code is of no use to whoever has not begun that login', async () => {
    const thief = stranger();
    const { authorizationUrl } = await started(home.env);
    const page = await decide(authorizationUrl, 'approve');
    await started(thief.env);
    expect(await refusal(thief.env, codeIn(page.html))).toMatchObject({
      exit: expect.any(Number),
      code: expect.any(String),
    });
    expect(existsSync(join(thief.home, '.membrane/credentials.json'))).toBe(false);
    thief.remove();
  });

  test('five wrong codes end it', async () => {
    const { authorizationUrl } = await started(home.env);
    const page = await decide(authorizationUrl, 'approve');
    for (let left = 4; left > 0; left--)
      expect(await refusal(home.env, `AAAA-AAA${left}`)).toMatchObject({
        data: { reason: 'wrong_code', triesLeft: left },
      });
    expect(await refusal(home.env, 'AAAA-AAA0')).toMatchObject({ exit: 4, data: { reason: 'dead' } });
    expect(await refusal(home.env, codeIn(page.html))).toMatchObject({ exit: 5 });
  });
});

test('a manager acts for a tenant with --tenantKey, and reads the secret when that was approved', async () => {
  const place = temporaryHome();
  const env = { ...place.env, PORIN_URL: gateway.url };
  const pushed = await porin(home.env, 'login', '--secrets', '--json');
  const page = await decide(JSON.parse(pushed.stdout).authorizationUrl, 'approve');
  expect(await porin(home.env, 'login', 'complete', codeIn(page.html))).toMatchObject({ code: 0 });
  const saved = credentialsOf(home.home);
  mkdirSync(join(place.home, '.membrane'), { mode: 0o700 });
  writeFileSync(join(place.home, '.membrane/credentials.json'), JSON.stringify(saved), { mode: 0o600 });
  const asTenant = await porin(env, 'login', 'status', '--tenantKey', 'other', '--json');
  expect(JSON.parse(asTenant.stdout)).toMatchObject({ source: 'saved login', tenantKey: 'other' });
  const credentials = JSON.parse((await porin(env, 'credentials', '--json')).stdout);
  expect(credentials).toMatchObject({ apiUri: gateway.url, workspaceSecret: expect.stringMatching(/.{20}/) });
  const signed = {
    ...place.env,
    MEMBRANE_API_URI: gateway.url,
    MEMBRANE_WORKSPACE_KEY: credentials.workspaceKey,
    MEMBRANE_WORKSPACE_SECRET: credentials.workspaceSecret,
    MEMBRANE_TENANT_KEY: 'third',
  };
  const status = await porin(signed, 'login', 'status', '--json');
  expect(JSON.parse(status.stdout)).toMatchObject({ tenantKey: 'third' });
  expect(await porin(home.env, 'logout')).toMatchObject({ code: 0 });
  place.remove();
});

test('eight commands at once renew one expired login with one request', async () => {
  const proxy = await countingProxy(gateway.url);
  const place = temporaryHome();
  const env = { ...place.env, PORIN_URL: proxy.url };
  const owner = { ...home.env };
  const { authorizationUrl } = await started(owner);
  const code = codeIn((await decide(authorizationUrl, 'approve')).html);
  expect(await porin(owner, 'login', 'complete', code)).toMatchObject({ code: 0 });
  const { login } = credentialsOf(home.home).porin.servers[gateway.url];
  mkdirSync(join(place.home, '.membrane'), { mode: 0o700 });
  const file = join(place.home, '.membrane/credentials.json');
  const servers = { [proxy.url]: { login: { ...login, expiresAt: 0 } } };
  writeFileSync(file, JSON.stringify({ porin: { apiUri: proxy.url, servers } }), { mode: 0o600 });
  const results = await Promise.all(Array.from({ length: 8 }, () => porin(env, 'connection', 'list', '--json')));
  expect(results.map(({ code: exit }) => exit)).toEqual(Array(8).fill(0));
  expect(proxy.asked.filter((line) => line.endsWith(' refresh_token'))).toHaveLength(1);
  expect(credentialsOf(place.home).porin.servers[proxy.url].login.refreshToken).not.toBe(login.refreshToken);
  proxy.close();
  place.remove();
}, 30_000);

test('on a machine without a gateway the first command starts one and goes on', async () => {
  const place = temporaryHome();
  const env = {
    ...place.env,
    PORIN_DATA: '',
    XDG_DATA_HOME: place.data,
    PORIN_PORT: '0',
    PORIN_SANDBOX_PORT_BASE: '0',
  };
  const result = await porin(env, 'login', '--tenant', '--clientName=');
  expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining('started one in the background') });
  expect(result.stdout).toContain('/authorize/');
  expect(await porin(env, 'down')).toMatchObject({ code: 0 });
  place.remove();
}, 60_000);

const script = ['/usr/bin/script', '/bin/script'].find((path) => existsSync(path));
if (script === undefined) process.stderr.write('\n*** SKIPPED: no script(1), the terminal mode is not tested ***\n\n');

describe.skipIf(script === undefined || process.platform !== 'linux')('a login at a terminal', () => {
  async function atTerminal(openerExit: number) {
    const bin = join(home.home, `bin-${openerExit}`);
    mkdirSync(bin, { recursive: true });
    const seen = join(bin, 'opened');
    writeFileSync(join(bin, 'xdg-open'), `#!/bin/sh\nprintf %s "$1" > ${seen}\nexit ${openerExit}\n`, { mode: 0o755 });
    const { CI: _, ...env } = { ...home.env, CI: '', DISPLAY: ':99', PATH: `${bin}:${home.env.PATH}` };
    const child = spawn(script ?? '', ['-qec', `${process.execPath} ${main} login --tenant=acme`, '/dev/null'], {
      env,
    });
    const said = { text: '' };
    child.stdout.on('data', (chunk) => {
      said.text += chunk;
    });
    const ended = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? -1)));
    for (let waited = 0; !said.text.includes('Code: ') && waited < 10_000; waited += 20) await sleep(20);
    const url = /https?:\/\/\S+\/authorize\/\S+/.exec(said.text)?.[0] ?? '';
    return { child, said, ended, url, opened: readFileSync(seen, 'utf8') };
  }

  test('opens the browser, whose return completes it', async () => {
    const { said, ended, url, opened } = await atTerminal(0);
    expect(opened).toBe(url);
    const page = await decide(url, 'approve');
    const tab = await fetch(page.location ?? '');
    expect(await tab.text()).toContain('You can close this tab');
    expect(await ended).toBe(0);
    expect(said.text).toContain('Logged in');
  }, 20_000);

  test('without a browser takes the pasted code, after a wrong one too', async () => {
    const { child, said, ended, url } = await atTerminal(1);
    expect(said.text).not.toContain('Your browser shows');
    const page = await decide(url, 'code');
    child.stdin.write('AAAA-BBBB\n');
    for (let waited = 0; !said.text.includes('not the code') && waited < 5_000; waited += 20) await sleep(20);
    expect(said.text).toContain('4 tries left');
    child.stdin.write(`${codeIn(page.html)}\n`);
    expect(await ended).toBe(0);
  }, 20_000);

  test('Ctrl-C ends it with 130 and leaves nothing pending', async () => {
    const { child, ended } = await atTerminal(0);
    child.stdin.write('\u0003');
    expect(await ended).toBe(130);
    expect(existsSync(join(home.home, 'state/porin/pending-login.json'))).toBe(false);
  }, 20_000);

  test('a page that does not know the state gets nowhere', async () => {
    const { child, ended, url } = await atTerminal(0);
    const page = await decide(url, 'approve');
    const forged = new URL(page.location ?? '');
    forged.searchParams.set('state', 'forged');
    expect((await fetch(forged)).status).toBe(400);
    child.stdin.write('\u0003');
    expect(await ended).toBe(130);
  }, 20_000);
});
