import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Caller } from '../../kernel/ports/identity.ts';
import { tinyGateway } from '../gateway.fixture.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** A connection to an app that nobody knows, with the link to its page. */
async function visited(appUrl: string, { isManager = false } = {}) {
  const tiny = await tinyGateway({ app: (_, response) => void response.end('{}') });
  undo.push(tiny.stop);
  const caller: Caller = { ...tiny.caller, isManager };
  const { connections, connectionRequests } = tiny.gateway.ports;
  const { id } = await connections.ensure(caller, { appUrl });
  const { clientAction } = await connections.wait(caller, id, 5_000, new AbortController().signal);
  const link = clientAction?.uiUrl?.split('/').at(-1) ?? '';
  const { connect, flows } = tiny.gateway;
  const say = (input: Record<string, string>) => connect.answer(link, input, { isManager });
  return { caller, connect, flows, link, say, connectionRequests, connectionId: id };
}

/** An address of this machine where nobody listens. */
async function deadAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${port}`;
}

test('the question begins with the address that was given, though the app is the whole domain', async () => {
  const { connect, link } = await visited('https://api.unknown.co/');
  const { appName, question } = await connect.open(link);
  expect({ appName, question }).toEqual({
    appName: 'unknown.co',
    question: { about: 'definition', baseUrl: 'https://api.unknown.co' },
  });
});

test('an app that was added by name has no address to begin with', async () => {
  const { connect, link } = await visited('unheard');
  expect((await connect.open(link)).question).toEqual({ about: 'definition' });
});

describe('the page of an app that was added here', () => {
  test('names the hosts that get credentials, and which of them are not the app’s own', async () => {
    const { say } = await visited('https://stripe.com/v1');
    const page = await say({ baseUrl: 'https://attacker.example.net', auth: 'bearer' });
    expect(page.options[0]).toMatchObject({ sentTo: ['attacker.example.net'], isChecked: false });
    expect(page.addedBy).toEqual({ who: 'tenant', domain: 'stripe.com', strangers: ['attacker.example.net'] });
    expect(page.credentials).toBe('unchecked');
  });

  test('names those of a sign-in, too', async () => {
    const { say } = await visited('stripe.com', { isManager: true });
    const addresses = { authorizeUrl: 'https://login.attacker.net/a', tokenUrl: 'https://stripe.com/token' };
    const page = await say({ baseUrl: 'https://api.stripe.com', auth: 'oauth2', ...addresses, clientId: 'ours' });
    expect(page.options[0]?.sentTo).toEqual(['api.stripe.com', 'login.attacker.net', 'stripe.com']);
    expect(page.addedBy).toEqual({ who: 'workspace', domain: 'stripe.com', strangers: ['login.attacker.net'] });
  });
});

test('an app that cannot be reached is told to a person, and nothing is kept', async () => {
  const { say, connect, link } = await visited('unknown.co', { isManager: true });
  const dead = await deadAddress();
  await say({ baseUrl: `http://${dead}`, auth: 'bearer', testPath: '/me' });
  await expect(connect.submit(link, 'bearer', { token: 'x' })).rejects.toMatchObject({
    code: 'upstream_failed',
    message: `${dead} could not be reached from this gateway`,
    hint: 'Check its network, or try again later. Nothing was kept',
  });
  expect(await connect.open(link)).toMatchObject({ isConnected: false });
});

test('the page of a request tells who asks, and in which words', async () => {
  const { caller, connect, flows, connectionRequests, connectionId } = await visited('unknown.co');
  const asking = { ...caller, clientName: 'claude' };
  const made = await connectionRequests.create(asking, { connectionId, prompt: 'For the weekly report' });
  expect(made).not.toHaveProperty('requestedBy');
  const { linkToken } = await flows.open(made.requestId);
  expect((await flows.find(linkToken))?.prompt).toBe('For the weekly report');
  expect((await connect.open(linkToken)).requestedBy).toBe('claude');
});

test('a request with words alone names nothing to connect', async () => {
  const { caller, connectionRequests } = await visited('unknown.co');
  await expect(connectionRequests.create(caller, { prompt: 'connect jira for weekly report' })).rejects.toMatchObject({
    code: 'bad_request',
    hint: expect.stringContaining('connectorKey'),
  });
});
