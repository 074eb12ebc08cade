import { describe, expect, test } from 'vitest';
import { PorinError } from '../../kernel/errors.ts';
import type { ConnectPort } from '../../kernel/ports/connect.ts';
import type { ConnectFlow } from '../../kernel/ports/connect-flows.ts';
import type { Visitor } from '../../kernel/ports/people.ts';
import { closed, device, framed, key, pages, publicUrl, subject } from './connect.fixture.ts';

const refusing = (details?: unknown) => ({
  submit: async () => {
    throw new PorinError('bad_request', 'App refused the credentials', { hint: 'Check the key', details });
  },
});

describe('the page says', () => {
  test('who asked, when, for whom, where it is kept and where the key is', async () => {
    const { text } = await pages().get();
    for (const words of [
      'claude',
      '21 November 2026, 09:30 UTC',
      'acme',
      'Mine',
      'porin.test',
      'href="https://app.test/keys"',
    ])
      expect(text).toContain(words);
    expect(text.match(/https:\/\/app\.test\/keys/g)).toHaveLength(1);
  });

  test('what is needed first, of that what is no secret, and choices as choices', async () => {
    const { text } = await pages().get();
    const places = ['name="region"', 'name="apiKey"', 'name="account"'].map((part) => text.indexOf(part));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(text).toMatch(/<select id="key-region"[^>]*required/);
    expect(text).not.toMatch(/id="key-account"[^>]*required/);
  });

  test('every way to connect, one of them open, and why one cannot be used', async () => {
    const { text } = await pages({ page: { options: [key, device, closed] } }).get();
    expect(text.match(/<details name="way" open/g)).toHaveLength(1);
    expect(text.match(/<details name="way"/g)).toHaveLength(3);
    expect(text).toContain('See your rooms');
    expect(text).toContain('<li>raw</li>');
    expect(text).toContain('The workspace has not set clientId');
  });

  test('that it is the sandbox, which asks for nothing', async () => {
    const { text } = await pages({ page: { isSandbox: true } }).get();
    expect(text).toContain('This is the sandbox');
    expect(text).not.toContain('name="apiKey"');
    expect(text).toContain('>Connect</button>');
  });
});

describe('a refused form', () => {
  test('keeps what is no secret, forgets what is, and marks the field', async () => {
    const issues = [{ path: 'account', message: 'does not look like an Account' }];
    const { status, text } = await pages({ port: refusing({ issues }) }).post({
      option: 'key',
      apiKey: 'hush',
      region: 'us',
      account: '12x',
    });
    expect(status).toBe(422);
    expect(text).not.toContain('hush');
    expect(text).toContain('value="12x"');
    expect(text).toMatch(/<option selected>\s*us/);
    expect(text).toMatch(
      /name="account"[^>]*aria-describedby="key-account-wrong complaint key-account-help" aria-invalid="true" autofocus/,
    );
    expect(text).toContain('Does not look like an Account.');
  });

  test('by the app itself leads to the secret', async () => {
    const { text } = await pages({ port: refusing() }).post({ option: 'key', apiKey: 'hush', region: 'us' });
    expect(text).toMatch(/id="complaint">App refused the credentials\. Check the key\./);
    expect(text).toMatch(/name="apiKey"[^>]*complaint[^>]*autofocus/);
    expect(text).not.toContain('aria-invalid="true"');
  });
});

describe('a page in a frame', () => {
  test('is taken from its own origin alone, and without a cookie', async () => {
    const { get, post, submitted } = pages({ flow: framed });
    const { headers, text, cookie } = await get();
    expect(cookie).toBe('');
    expect(text).toContain('data-framed');
    expect(headers.get('content-security-policy')).toContain('frame-ancestors *');
    for (const origin of [{}, { origin: 'null' }, { origin: 'https://site.example' }])
      expect((await post({ option: 'key', apiKey: 'k' }, origin)).status).toBe(403);
    expect(submitted).toEqual([]);
    expect((await post({ option: 'key', apiKey: 'k' }, { origin: publicUrl })).status).toBe(200);
    expect(submitted).toEqual([{ option: 'key', input: { apiKey: 'k' } }]);
  });
});

describe('a sign-in by code', () => {
  const begin: ConnectPort['begin'] = async () => ({
    by: 'device',
    ticket: 'tick/et',
    userCode: 'ABCD-1234',
    verificationUri: 'https://app.test/device',
    expiresAt: Date.now() + 600_000,
  });

  test('shows code and address, and a status that looks itself up', async () => {
    const { text, headers } = await pages({ page: { options: [device] }, port: { begin } }).post({ option: 'device' });
    expect(text).toContain('ABCD-1234');
    expect(text).toContain('href="https://app.test/device"');
    expect(text).toContain('src="/connect-code/tick%2Fet"');
    expect(headers.get('set-cookie')).toMatch(/^porin_connect=[\w-]{43}; .*HttpOnly; SameSite=Lax/);
    const { app } = pages({ port: { device: async () => undefined } });
    const status = await app.request('/connect-code/x');
    expect(await status.text()).toContain('http-equiv="refresh" content="4"');
    expect(status.headers.get('content-security-policy')).toContain("frame-ancestors 'self'");
  });
});

test('while it is found out how to talk to the app, the page says so and asks for nothing', async () => {
  const { text } = await pages({ page: { options: [], isBuilding: true } }).get();
  expect(text).toContain('http-equiv="refresh"');
  expect(text).toContain('finds out how to talk to App');
  expect(text).not.toContain('no way to connect');
  expect(text).not.toContain('<form');
});

test('what is wrong with an answer takes the focus: its field, or else the whole', async () => {
  const refused = async (answer: string, details?: unknown) => {
    const port: Partial<ConnectPort> = {
      answer: async () => {
        throw new PorinError('bad_request', 'It names no address', { details });
      },
    };
    const page = { options: [], question: { about: 'definition' } } as const;
    return (await pages({ page, port }).post({ answer })).text;
  };
  expect(await refused('openapi')).toMatch(/role="alert"[^>]* tabindex="-1" autofocus>It names no address/);
  const marked = await refused('openapi', { issues: [{ path: 'openapi', message: 'is no document' }] });
  expect(marked).toMatch(/<textarea[^>]*aria-describedby="openapi-wrong openapi-help" aria-invalid="true" autofocus/);
  const named = await refused('definition', { issues: [{ path: 'headerName', message: 'has a space' }] });
  expect(named.match(/autofocus/g)).toHaveLength(1);
  expect(named).toMatch(/name="headerName"[^>]*autofocus/);
});

test('a part of a page leads the whole page on, and only when it is clicked', async () => {
  const flow: ConnectFlow = { ...framed, isFramed: false, redirectUri: 'https://site.test/back' };
  const device: ConnectPort['device'] = async () => ({ status: 'connected', page: subject, after: { requestId: 'r' } });
  const text = await (await pages({ port: { device }, flow }).app.request('/connect-code/x')).text();
  expect(text).toContain('<base target="_top">');
  expect(text).toContain('href="https://site.test/back?connectionId=con_1"');
  expect(text).not.toContain('http-equiv="refresh"');
});

test('somebody who is signed in for another tenant is refused; the owner is not', async () => {
  const eve: Visitor = { personId: 'per_1', name: 'Eve', role: 'member', tenantId: 'ten_2' };
  const { post, submitted } = pages({ visitor: eve });
  expect((await post({ option: 'key', apiKey: 'k' })).status).toBe(403);
  expect(submitted).toEqual([]);
  const owner: Visitor = { personId: null, name: 'Owner', role: 'owner', tenantId: null };
  expect((await pages({ visitor: owner }).post({ option: 'key', apiKey: 'k' })).status).toBe(200);
});
