import { afterEach, describe, expect, test } from 'vitest';
import { type TinyOptions, tinyGateway } from '../gateway.fixture.ts';

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

async function tiny(options: TinyOptions) {
  const made = await tinyGateway(options);
  undo.push(made.stop);
  return made;
}

describe('a raw request', () => {
  const seenHeaders: unknown[] = [];
  const app: TinyOptions['app'] = (request, response) => {
    seenHeaders.push(request.headers);
    response.end('{}');
  };

  test('needs the scope of the proxy', async () => {
    const { ask, seen } = await tiny({ app, scopes: ['actions:read', 'actions:write'] });
    await expect(ask({ api: { method: 'GET', path: '/x' } })).rejects.toMatchObject({
      code: 'access_denied',
      message: expect.stringContaining('proxy'),
    });
    expect(seen).toEqual([]);
  });

  test('with the proxy alone may not write', async () => {
    const { ask } = await tiny({ app, scopes: ['actions:read', 'proxy'] });
    await expect(ask({ api: { method: 'POST', path: '/x' } })).rejects.toMatchObject({ code: 'access_denied' });
    expect(await ask({ api: { method: 'GET', path: '/x' } })).toMatchObject({ output: {} });
  });

  test('cannot take the signature away, and carries what the proxy would pass', async () => {
    seenHeaders.length = 0;
    const { ask } = await tiny({ app, apiKey: 'the-key-1' });
    const headers = { Connection: 'x-api-key', Cookie: 'a=b', Via: 'x', 'X-Api-Key': 'mine', 'X-Mine': '1' };
    await ask({ api: { method: 'GET', path: '/x', headers } });
    expect(seenHeaders[0]).toMatchObject({ 'x-api-key': 'the-key-1', 'x-mine': '1' });
    expect(seenHeaders[0]).not.toHaveProperty('cookie');
    expect(seenHeaders[0]).not.toHaveProperty('via');
  });

  test('that is previewed shows a signature only where one would go', async () => {
    const { ask } = await tiny({ app, apiKey: 'the-key-1' });
    const preview = async (path: string) => (await ask({ api: { method: 'GET', path }, dryRun: true })).output;
    expect(await preview('/x')).toMatchObject({ dryRun: { headers: { 'x-api-key': '[redacted]' } } });
    expect(await preview('https://elsewhere.test/x')).not.toMatchObject({
      dryRun: { headers: { 'x-api-key': expect.anything() } },
    });
  });
});
