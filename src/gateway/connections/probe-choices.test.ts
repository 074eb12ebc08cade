import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { defineConnector } from '../../kernel/connector.ts';
import { tinyGateway } from '../gateway.fixture.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** An app with three servers, whose paths are its regions; an account exists on one of them. */
async function regional(answers: Readonly<Record<string, number>>) {
  const seen: string[] = [];
  const server = createServer(async (request, response) => {
    const region = request.url?.split('/')[1] ?? '';
    seen.push(region);
    const body = (await request.toArray()).join('');
    response.writeHead(body === '{}' ? (answers[region] ?? 401) : 400, { 'content-type': 'application/json' });
    response.end('{"message":"Unknown account"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  const { port } = server.address() as AddressInfo;
  const definition = defineConnector({
    name: 'Regional',
    description: 'An app for tests',
    domains: ['regional.test'],
    links: { docs: '', homepage: '' },
    baseUrl: `http://127.0.0.1:${port}/{region}`,
    auth: [
      {
        key: 'key',
        title: 'Key',
        type: 'bearer',
        token: '{apiKey}',
        fields: {
          apiKey: { title: 'API key', description: 'A key', secret: true },
          region: {
            title: 'Region',
            description: 'Of the account',
            secret: false,
            optional: true,
            choices: ['north', 'south', 'east'],
            probe: true,
          },
        },
        test: { method: 'POST', path: '/me', body: { json: {} } },
      },
    ],
    limits: { concurrency: 3, timeoutMs: 2_000, maxResponseBytes: 1_000 },
    errorMessagePaths: ['message'],
  });
  const tiny = await tinyGateway({ app: (_, response) => response.end('{}'), connectors: { regional: definition } });
  undo.push(() => tiny.stop());
  return { ...tiny, seen, ports: tiny.gateway.ports };
}

const wanted = { appUrl: 'regional.test' };

test('a region that nobody entered is found out, kept and shown with the connection', async () => {
  const { ports, caller, seen } = await regional({ south: 200 });
  const { id, connected } = await ports.connections.ensure(caller, { ...wanted, input: { apiKey: 'k' } });
  expect(connected).toBe(true);
  expect([...seen].sort()).toEqual(['east', 'north', 'south']);
  expect(await ports.connections.get(caller, id)).toMatchObject({ input: { region: 'south' } });
});

test('the connect page finds it out too', async () => {
  const { ports, caller, gateway } = await regional({ east: 200 });
  const { id, clientAction } = await ports.connections.ensure(caller, wanted);
  const token = clientAction?.uiUrl?.split('/').at(-1) ?? '';
  const page = await gateway.connect.submit(token, 'key', { apiKey: 'k', region: '' });
  expect(page.isConnected).toBe(true);
  expect(await ports.connections.get(caller, id)).toMatchObject({ input: { region: 'east' } });
});

test('when no region works, the error says which were tried', async () => {
  const { ports, caller } = await regional({});
  await expect(ports.connections.ensure(caller, { ...wanted, input: { apiKey: 'k' } })).rejects.toMatchObject({
    code: 'bad_request',
    message: expect.stringMatching(/refused.*Unknown account.*every region tried: north, south, east/),
  });
});

test('a region that could not be asked is named', async () => {
  const { ports, caller } = await regional({ south: 500 });
  await expect(ports.connections.ensure(caller, { ...wanted, input: { apiKey: 'k' } })).rejects.toMatchObject({
    code: 'bad_request',
    message: expect.stringContaining('region tried: north, east; could not ask south'),
  });
});

test('when no region could be asked, the error names all that were tried', async () => {
  const { ports, caller } = await regional({ north: 500, south: 500, east: 503 });
  await expect(ports.connections.ensure(caller, { ...wanted, input: { apiKey: 'k' } })).rejects.toMatchObject({
    message: expect.stringContaining('(no region could be asked; tried: north, south, east)'),
  });
});

test('a wrong region that was entered is refused with the right one, and nothing is kept', async () => {
  const { ports, caller } = await regional({ south: 200 });
  const input = { apiKey: 'k', region: 'north' };
  await expect(ports.connections.ensure(caller, { ...wanted, input })).rejects.toMatchObject({
    code: 'bad_request',
    message: expect.stringContaining('the region south accepts them'),
    hint: 'Give south as region, or leave region out',
  });
});

test('a right region that was entered is the only one asked', async () => {
  const { ports, caller, seen } = await regional({ south: 200 });
  await ports.connections.ensure(caller, { ...wanted, input: { apiKey: 'k', region: 'south' } });
  expect(seen).toEqual(['south']);
});

test.each([
  [{}, 'north refuses them, as does every other region'],
  [{ east: 500 }, 'north refuses them; could not ask east'],
])('a refusal by the entered region and %j says what the others say', async (answers, said) => {
  const { ports, caller } = await regional(answers);
  const input = { apiKey: 'k', region: 'north' };
  await expect(ports.connections.ensure(caller, { ...wanted, input })).rejects.toMatchObject({
    message: expect.stringContaining(said),
  });
});
