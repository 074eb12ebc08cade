import { describe, expect, test } from 'vitest';
import { PorinError } from '../../kernel/errors.ts';
import type { ConnectOption, ConnectPage, ConnectPort } from '../../kernel/ports/connect.ts';
import type { ConnectFlow } from '../../kernel/ports/connect-flows.ts';
import type { Visitor } from '../../kernel/ports/people.ts';
import { connectPages } from './connect.ts';
import type { ConnectPages } from './connect-parts.ts';

const publicUrl = 'http://porin.test';
const key: ConnectOption = {
  key: 'key',
  title: 'API key',
  sentTo: ['api.app.test'],
  isChecked: true,
  fields: {
    apiKey: { title: 'Key', description: 'In the settings', secret: true },
    region: { title: 'Region', description: 'Of the account', secret: false, choices: ['eu', 'us'] },
    account: { title: 'Account', description: 'Its number', secret: false, optional: true },
  },
};
const device: ConnectOption = {
  key: 'device',
  title: 'A code',
  sentTo: ['api.app.test', 'app.test'],
  isChecked: true,
  fields: {},
  signIn: { by: 'device', host: 'app.test' },
  scopes: [{ name: 'rooms', description: 'See your rooms' }, { name: 'raw' }],
};
const closed: ConnectOption = {
  ...device,
  key: 'closed',
  title: 'Sign in',
  unavailable: 'The workspace has not set clientId',
};

const subject: ConnectPage = {
  appName: 'App',
  appDescription: 'Rooms',
  credentialsHelp: 'https://app.test/keys',
  connectionId: 'con_1',
  connectionName: 'Mine',
  tenantId: 'ten_1',
  tenantKey: 'acme',
  requestedBy: 'claude',
  requestedAt: Date.UTC(2026, 10, 21, 9, 30),
  isSandbox: false,
  options: [key],
  isConnected: false,
  credentials: 'checked',
  isBuilding: false,
};
const framed: ConnectFlow = {
  tenantId: 'ten_1',
  requestId: 'r',
  connectionId: 'con_1',
  isPending: true,
  isFramed: true,
};

/** The pages over a port that does as it is told. */
function pages(
  given: { page?: Partial<ConnectPage>; port?: Partial<ConnectPort>; flow?: ConnectFlow; visitor?: Visitor } = {},
) {
  const shown = { ...subject, ...given.page };
  const submitted: unknown[] = [];
  const connect = {
    publicUrl: () => publicUrl,
    open: async () => shown,
    claim: async () => true,
    holder: async () => 'free',
    submit: async (_link: string, option: string, input: unknown) => {
      submitted.push({ option, input });
      return { ...shown, isConnected: true };
    },
    ...given.port,
  } as ConnectPort;
  const flows = {
    find: async () => given.flow,
    ofTenant: async () => given.flow,
    result: async () => ({ type: 'newConnectionCreated', connection: { id: 'con_1' } }),
  };
  const people = { publicUrl: () => publicUrl, visitor: async () => given.visitor };
  const app = connectPages({ connect, flows, people } as unknown as ConnectPages);
  const get = async () => {
    const answer = await app.request('/connect/link', { headers: { host: 'porin.test' } });
    return {
      text: await answer.text(),
      cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '',
      headers: answer.headers,
    };
  };
  const post = async (form: Record<string, string>, headers: Record<string, string> = {}) => {
    const { text, cookie } = await get();
    const token = /name="form" value="([^"]+)"/.exec(text)?.[1];
    const body = new URLSearchParams({ ...(token === undefined ? {} : { form: token }), ...form });
    const answer = await app.request('/connect/link', {
      method: 'POST',
      body,
      headers: { host: 'porin.test', cookie, ...headers },
    });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };
  return { get, post, submitted, app };
}

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

  test('what is no secret before what is, and choices as choices', async () => {
    const { text } = await pages().get();
    const places = ['name="region"', 'name="account"', 'name="apiKey"'].map((part) => text.indexOf(part));
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

describe('where credentials go', () => {
  const hosts = (text: string) => /<dt>Sent to<\/dt>\s*<dd>(.*?)<\/dd>/s.exec(text)?.[1]?.replace(/<[^>]+>/g, '');
  const added = { who: 'tenant', domain: 'stripe.com', strangers: [] } as const;

  test('is said of every app, and of every way', async () => {
    expect(hosts((await pages().get()).text)).toBe('api.app.test only');
    const two = pages({ page: { options: [key, device] } });
    expect(hosts((await two.get()).text)).toBe('api.app.test and app.test only');
    expect((await pages().get()).text).not.toContain('role="note"');
  });

  test('is said to be somebody’s word for an app that was added here', async () => {
    const { text } = await pages({ page: { addedBy: { ...added, who: 'workspace' } } }).get();
    expect(hosts(text)).toBe('api.app.test only, as this workspace defined it');
    expect(text).not.toContain('role="note"');
  });

  test('is warned of where it is not the app’s own domain, with who gave it', async () => {
    const attacker = ['attacker.example.net'];
    const page = { addedBy: { ...added, strangers: attacker }, options: [{ ...key, sentTo: attacker }] };
    const note = /<p class="note warning" role="note">(.*?)<\/p>/s.exec((await pages({ page }).get()).text)?.[1];
    expect(note).toContain('<strong>attacker.example.net</strong>');
    expect(note).toContain('does not belong to <strong>stripe.com</strong>');
    expect(note).toContain('this tenant (acme)');
    const named = { ...page, addedBy: { ...page.addedBy, domain: '' } };
    expect((await pages({ page: named }).get()).text).toContain('added by its name alone');
  });
});

describe('whether credentials are checked', () => {
  test('is said before they are entered', async () => {
    expect((await pages().get()).text).toContain('It is checked with App before it is kept');
    const { text } = await pages({ page: { options: [{ ...key, isChecked: false }] } }).get();
    expect(text).toContain('Nothing is checked before it is kept');
    expect(text).not.toContain('is checked with');
  });

  test.each([
    ['checked', 'App accepted it'],
    ['unchecked', 'It was kept, but not checked, because'],
    ['sandbox', 'It uses the sandbox’s own key'],
    ['none', 'App asks for no credentials'],
  ] as const)('is said afterwards: %s', async (credentials, words) => {
    const { text } = await pages({ page: { credentials } }).post({ option: 'key', apiKey: 'k' });
    expect(text).toContain(words);
    expect(text.includes('What you entered')).toBe(credentials === 'unchecked');
  });
});

describe('a sandbox', () => {
  test('that is connected already is said to use its own key, and has one button', async () => {
    const { text } = await pages({
      page: { isSandbox: true, isConnected: true, options: [key, { ...key, key: 'other' }] },
    }).get();
    expect(text).toContain('its own key is used');
    expect(text).toContain('It is connected and works.');
    expect(text).not.toContain('replaces the credentials');
    expect(text.match(/<button/g)).toHaveLength(1);
  });
});

test('what whoever asked says is a quotation, with their name and without markup', async () => {
  const { text } = await pages({ flow: { ...framed, prompt: 'Weekly <b>report</b>' } }).get();
  expect(text).toMatch(/<strong>claude<\/strong> says:<\/figcaption>\s*<blockquote>Weekly &lt;b&gt;report/);
});

test('the question how to talk to an app begins with the address it was added by, and asks for a path to check with', async () => {
  const question = { about: 'definition', baseUrl: 'https://api.example.org' } as const;
  const { text } = await pages({ page: { options: [], question } }).get();
  expect(text).toMatch(/id="baseUrl"[^>]*value="https:\/\/api\.example\.org"/);
  expect(text).not.toMatch(/id="document-baseUrl"[^>]*value=/);
  expect(text).toMatch(/<input id="testPath" name="testPath"(?![^>]*required)/);
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
