import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { startGateway } from '../../src/app.ts';
import { PorinError } from '../../src/kernel/errors.ts';
import { resolveSettings } from '../../src/platform/config/resolve.ts';
import { listRunning } from '../../src/platform/config/running.ts';
import { bootGateway } from './gateway.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const ownerPassword = 'four words are enough';
const trustedProxies = '10.0.0.0/8';
const publicUrl = 'https://porin.example';

function temporaryDir(): string {
  const path = mkdtempSync(join(tmpdir(), 'porin-exposure-'));
  undo.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A throw-away certificate, made out to localhost. */
function certificate(dir = temporaryDir()) {
  const [tlsKey, tlsCert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,DNS:porin.example'];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', ...kind, '-keyout', tlsKey, '-out', tlsCert, ...subject], { stdio: 'ignore' });
  return { tlsKey, tlsCert };
}

async function refusal(settings: Record<string, unknown>): Promise<PorinError> {
  const home = temporaryDir();
  const env = { HOME: home, XDG_STATE_HOME: join(home, 'state') };
  const flags = { port: 0, sandbox: false, logLevel: 'silent', data: join(home, 'data'), ...settings };
  const started = await startGateway(resolveSettings(flags, env).config, env).catch((caught: unknown) => caught);
  if (started instanceof PorinError) return started;
  throw new Error('It started');
}

async function start(settings: Record<string, unknown>) {
  const gateway = await bootGateway({ settings: { sandbox: false, ...settings } });
  undo.push(gateway.stop);
  return gateway;
}

/** GET with a Host of one's own; no certificate is checked. */
function get(url: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const options = { headers, rejectUnauthorized: false };
    const request = (url.startsWith('https:') ? httpsRequest : httpRequest)(url, options, (answer) => {
      let body = '';
      answer.on('data', (chunk) => {
        body += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
    });
    request.on('error', reject).end();
  });
}

describe('a gateway that other machines reach', () => {
  test.each([
    [
      'neither owner nor TLS',
      {},
      ['an owner who can sign in: ', '; TLS or a trusted proxy: ', '; its public address: '],
      ['PORIN_OWNER_PASSWORD', 'PORIN_TLS_CERT', 'PORIN_TRUSTED_PROXIES', 'PORIN_PUBLIC_URL'],
    ],
    ['TLS alone', { tls: true, publicUrl }, ['an owner who can sign in'], ['PORIN_OWNER_PASSWORD']],
    ['a trusted proxy alone', { trustedProxies, publicUrl }, ['an owner who can sign in'], ['PORIN_OWNER_PASSWORD']],
    [
      'an owner alone',
      { ownerPassword, publicUrl },
      ['TLS or a trusted proxy'],
      ['PORIN_TLS_CERT', 'PORIN_TRUSTED_PROXIES'],
    ],
    ['no public address', { ownerPassword, trustedProxies }, ['its public address'], ['PORIN_PUBLIC_URL', 'https']],
  ])(
    'does not start with %s, and says what is missing',
    async (_, { tls, ...given }: Record<string, unknown>, missing, hints) => {
      const error = await refusal({ host: '0.0.0.0', ...given, ...(tls ? certificate() : {}) });
      expect(error.code).toBe('configuration');
      expect(error.message).toContain(`On 0.0.0.0 other machines reach the gateway, which needs ${missing[0]}`);
      for (const part of [...missing, ...hints]) expect(error.message).toContain(part);
      expect(error.details).toMatchObject({ issues: Array.from(missing, () => ({ path: expect.any(String) })) });
      expect(error.message + error.hint).not.toContain(ownerPassword);
    },
  );

  test.each(['::', '192.0.2.1', 'porin.example'])('is one on %s too', async (host) => {
    expect((await refusal({ host })).message).toContain(`On ${host} other machines`);
  });

  test('starts with an owner and a trusted proxy, and prints no link', async () => {
    const gateway = await start({ host: '0.0.0.0', ownerPassword, trustedProxies, publicUrl });
    expect((await gateway.call('GET /system')).status).toBe(200);
    expect((await get(gateway.url, { host: 'anything.example' })).status).toBe(200);
  });

  test.each([
    [{ ownerPassword: 'short' }, /ownerPassword: .*5 characters/],
    [{ publicUrl: 'http://porin.example' }, /not https/],
    [{ publicUrl: 'https://ada:secret@porin.example' }, /^publicUrl: [^@]*$/],
    [{ publicUrl: 'https://porin.example/?a=b' }, /without user name, query/],
    [{ publicUrl: 'https://porin.example/porin' }, /publicUrl: .* has a path/],
    [{ trustedProxies: 'everybody' }, /everybody/],
    [{ tlsCert: '/no/such/file.pem' }, /tlsCert is set alone/],
    [{ tlsKey: '/no/such/file.pem' }, /tlsKey is set alone/],
    [{ tlsCert: '/no/such/file.pem', tlsKey: '/no/such/file.pem' }, /cannot read/],
  ])('is refused for %j', async (settings, message) => {
    const error = await refusal(settings);
    expect(error.code).toBe('configuration');
    expect(error.message).toMatch(message);
  });

  test('is refused for a key that belongs to another certificate', async () => {
    const { tlsCert } = certificate();
    const { tlsKey } = certificate();
    expect((await refusal({ tlsCert, tlsKey })).message).toContain('do not serve');
  });
});

test('with a certificate it speaks https, and http to the CLI of this machine alone', async () => {
  const gateway = await start({ host: '0.0.0.0', ownerPassword, ...certificate(), publicUrl: 'https://porin.example' });
  expect(gateway.url).toMatch(/^https:/);
  const page = await get(`${gateway.url}/sign-in`, { host: 'porin.example' });
  expect(page.status).toBe(200);
  expect(String(page.headers['set-cookie'])).toMatch(/__Host-porin-form=.*Secure/);
  expect(page.headers['strict-transport-security']).toMatch(/max-age=\d+/);
  expect(
    (await get(`${gateway.url}/health`, { host: 'localhost' })).headers['strict-transport-security'],
  ).toBeUndefined();
  const [running] = listRunning(gateway.env);
  expect(running?.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
  expect(running?.publicUrl).toBe('https://porin.example');
  const authorization = `Bearer ${gateway.ownerToken}`;
  expect((await get(`${running?.url}/system`, { authorization })).status).toBe(200);
});

test('reads a renewed certificate on SIGHUP, and keeps the old one when the new one does not serve', async () => {
  const dir = temporaryDir();
  const gateway = await start({ ...certificate(dir) });
  const first = await shownCertificate(gateway.url);
  certificate(dir);
  process.emit('SIGHUP');
  const second = await shownCertificate(gateway.url);
  expect(second).not.toBe(first);
  writeFileSync(join(dir, 'cert.pem'), 'nothing');
  process.emit('SIGHUP');
  expect(await shownCertificate(gateway.url)).toBe(second);
});

/** Fingerprint of the certificate that new connections get. */
function shownCertificate(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

test('a page of the web that makes its name lead here gets nothing', async () => {
  const gateway = await start({ publicUrl: 'https://porin.example' });
  const { port } = new URL(gateway.url);
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    `127.0.0.1.evil.example:${port}`,
    'localhost:1',
    `0.0.0.0:${port}`,
  ]) {
    for (const path of ['/health', '/connections', '/sign-in', '/assets/passkey.js', '/connections/x/proxy/y']) {
      const refused = await get(gateway.url + path, { host });
      expect({ host, path, status: refused.status }).toEqual({ host, path, status: 421 });
    }
  }
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`, 'porin.example'])
    expect({ host, status: (await get(`${gateway.url}/health`, { host })).status }).toEqual({ host, status: 200 });
});
