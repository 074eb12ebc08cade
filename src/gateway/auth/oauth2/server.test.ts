import { expect, test } from 'vitest';
import type { OAuth2Option } from '../../../kernel/connector.ts';
import { serverOf } from './server.ts';

const option: OAuth2Option = {
  key: 'oauth',
  title: 'Sign in',
  type: 'oauth2',
  grant: 'authorization_code',
  authorizeUrl: 'https://{place}.shop.test/authorize',
  tokenUrl: 'https://api.shop.test/token',
  scopes: [],
  fields: {},
};

function serverAt(over: {
  readonly option?: Partial<OAuth2Option>;
  readonly place?: string;
  readonly sandbox?: boolean;
  readonly override?: string;
  readonly publicOnly?: boolean;
}) {
  const definition = {
    name: 'Shop',
    description: 'A shop',
    domains: ['shop.test'],
    links: { docs: 'https://docs.shop.test', homepage: 'https://shop.test' },
    baseUrl: 'https://api.shop.test/v1',
    auth: [option] as const,
    limits: { concurrency: 1, timeoutMs: 1_000, maxResponseBytes: 1_000 },
    errorMessagePaths: [],
  };
  const publicOnly = over.publicOnly ? { publicOnly: true } : {};
  const connector = async () => ({ app: 'shop', definition, hooks: {}, actions: new Map(), ...publicOnly });
  const addresses = { sandboxUrl: () => 'http://127.0.0.1:4711/v1', override: () => over.override };
  const row = { app: 'shop', sandbox: over.sandbox ?? false, fields: { place: over.place ?? 'eu' } };
  return serverOf({ catalog: { connector }, addresses }, row, { ...option, ...over.option });
}

test('addresses are filled in with what was entered, and requests may reach their origins alone', async () => {
  const { authorizeUrl, tokenUrl, policy } = await serverAt({});
  expect([authorizeUrl?.href, tokenUrl.href]).toEqual([
    'https://eu.shop.test/authorize',
    'https://api.shop.test/token',
  ]);
  expect(policy).toEqual({ origins: ['https://api.shop.test'], allowPrivate: false });
});

test.each(['evil.test/', 'evil.test#', 'evil.test?', 'a@evil.test:', 'evil.test\\', ''])(
  'nothing that is entered leads to another host: %s',
  async (place) => {
    const refused = serverAt({ place, option: { tokenUrl: 'https://{place}.shop.test/token' } });
    await expect(refused).rejects.toMatchObject({ code: 'bad_request' });
  },
);

test('a sandbox answers for every address, and private ones are allowed to it alone', async () => {
  const { authorizeUrl, tokenUrl, policy } = await serverAt({ sandbox: true });
  expect([authorizeUrl?.href, tokenUrl.href]).toEqual([
    'http://127.0.0.1:4711/authorize',
    'http://127.0.0.1:4711/token',
  ]);
  expect(policy).toEqual({ origins: ['http://127.0.0.1:4711'], allowPrivate: true });
});

test('an override moves what lies beside the API, and nothing else', async () => {
  const { authorizeUrl, tokenUrl } = await serverAt({ override: 'https://mirror.test' });
  expect([authorizeUrl?.href, tokenUrl.href]).toEqual(['https://eu.shop.test/authorize', 'https://mirror.test/token']);
});

test('an app that somebody added is reached over https and at public addresses only', async () => {
  expect((await serverAt({ publicOnly: true })).policy).toMatchObject({ publicOnly: true, allowPrivate: false });
  const plain = serverAt({ publicOnly: true, option: { authorizeUrl: 'http://shop.test/authorize' } });
  await expect(plain).rejects.toMatchObject({
    code: 'configuration',
    message: expect.stringContaining('authorizeUrl'),
  });
});
