import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineAction } from '../../kernel/action.ts';
import { defineConnector } from '../../kernel/connector.ts';
import { authOption, type ConnectorSource, createCatalog } from './catalog.ts';

function definition(name: string, domains: readonly string[]) {
  return defineConnector({
    name,
    description: `${name} for tests`,
    domains,
    links: { docs: 'https://docs.test', homepage: 'https://home.test' },
    baseUrl: 'https://api.test',
    auth: [{ key: 'none', title: 'None', type: 'none', fields: {} }],
    limits: { concurrency: 1, timeoutMs: 1_000, maxResponseBytes: 1_000 },
    errorMessagePaths: [],
  });
}

const ping = defineAction({
  name: 'Ping',
  description: 'Says pong',
  effect: 'read',
  input: z.strictObject({}),
  output: z.object({}),
  example: { input: {} },
  request: () => ({ method: 'GET', path: '/ping' }),
});

/** A catalog of two apps; `loads` counts how often each was loaded. */
function twoApps() {
  const loads: Record<string, number> = {};
  const source =
    (app: string, name: string, domains: string[]): ConnectorSource =>
    async () => {
      loads[app] = (loads[app] ?? 0) + 1;
      return { default: { app, definition: definition(name, domains), actions: { ping } } };
    };
  const catalog = createCatalog({
    'wide-orbit': source('wide-orbit', 'Wide Orbit', ['wideorbit.test', 'wo.example']),
    narrow: source('narrow', 'Narrow', ['narrow.test']),
  });
  return { catalog, loads };
}

test.each([
  'https://www.wideorbit.test/login',
  'api.wideorbit.test',
  'wo.example',
  'wide-orbit',
  'Wide Orbit',
  'wideorbit',
  'WIDE_ORBIT',
])('an app is known by its domains, sub-domains, slug and name: %s', async (written) => {
  expect((await twoApps().catalog.match(written)).app).toBe('wide-orbit');
});

test.each(['evilwideorbit.test', 'wideorbit.test.evil.example', 'https://evil.example/wideorbit.test'])(
  'a domain that only looks like it is another: %s',
  async (written) => {
    await expect(twoApps().catalog.match(written)).rejects.toMatchObject({ code: 'not_found' });
  },
);

test('an unknown app gets the nearest name', async () => {
  const { catalog } = twoApps();
  await expect(catalog.match('narow')).rejects.toMatchObject({ hint: expect.stringContaining('Did you mean narrow') });
  await expect(catalog.match('wideorbt.test')).rejects.toMatchObject({
    hint: expect.stringContaining('wideorbit.test'),
  });
  await expect(catalog.connector('zzzzzzzzzz')).rejects.toMatchObject({
    code: 'not_found',
    hint: expect.stringContaining('external-app list'),
  });
});

test.each(['constructor', '__proto__', 'toString'])('a name of every object is no app: %s', async (name) => {
  await expect(twoApps().catalog.connector(name)).rejects.toMatchObject({ code: 'not_found' });
});

test('a connector is loaded once, at its first use', async () => {
  const { catalog, loads } = twoApps();
  expect(catalog.apps).toEqual(['narrow', 'wide-orbit']);
  expect(loads).toEqual({});
  await Promise.all([catalog.connector('narrow'), catalog.connector('narrow')]);
  expect(loads).toEqual({ narrow: 1 });
});

test('a connector that could not be loaded is tried again', async () => {
  let isBroken = true;
  const catalog = createCatalog({
    narrow: async () => {
      if (isBroken) throw new Error('disk error');
      return { default: { app: 'narrow', definition: definition('Narrow', []), actions: {} } };
    },
  });
  await expect(catalog.connector('narrow')).rejects.toThrow('disk error');
  isBroken = false;
  expect((await catalog.connector('narrow')).app).toBe('narrow');
});

test('an unknown way to authenticate names those there are', () => {
  expect(() => authOption(definition('Narrow', []), 'oauth')).toThrow(/no auth option 'oauth'/);
});
