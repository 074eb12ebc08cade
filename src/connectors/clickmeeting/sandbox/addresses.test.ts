import { expect, test } from 'vitest';
import { account } from './account.ts';
import { bootApi } from './api.fixture.ts';
import { apiRoutes } from './api-routes.ts';

test('every address in an answer leads somewhere', async () => {
  const { sandbox, send, advance } = await bootApi();
  const { origin } = sandbox.world;
  await send('PUT', '/conferences/10005', { form: 'status=active&permanent_room=1' });
  await send('GET', '/conferences/10005/sessions/20001/generate-pdf/en');
  advance(1);
  const values: Record<string, string> = { session: '20001', file: '40002', country: 'pl', lang: 'en', status: 'all' };
  const addresses = new Set<string>();
  for (const { path } of apiRoutes.filter(({ method }) => method === 'GET')) {
    for (const room of ['10002', '10005']) {
      const asked = path.replace(/:(\w+)/g, (_, name: string) => (name === 'room' ? room : (values[name] ?? '')));
      for (const [address] of (await send('GET', asked)).text.matchAll(/https?:[^"]+/g)) addresses.add(address);
    }
  }
  expect(addresses.size).toBeGreaterThan(30);
  const dead = [];
  for (const address of addresses) {
    const headers = address.startsWith(`${origin}/v1/`) ? { 'x-api-key': account.apiKey } : {};
    const { status } = await sandbox.fetch(new Request(address, { headers, redirect: 'manual' }));
    if (status >= 400) dead.push([status, address]);
  }
  expect(dead).toEqual([]);
});

test('the picture of a skin is a PNG', async () => {
  const { sandbox, send } = await bootApi();
  const [{ thumbnail_url: address }] = (await send('GET', '/conferences/skins')).json;
  const picture = await sandbox.fetch(new Request(address));
  expect(picture.headers.get('content-type')).toBe('image/png');
  expect(
    Buffer.from(await picture.arrayBuffer())
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG');
});
