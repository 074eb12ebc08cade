import { afterEach, expect, test } from 'vitest';
import { announceIn, cli, emptyEnv, gatewayFactory } from './testkit.ts';

const gateway = gatewayFactory(afterEach);
const actions = {
  items: [{ id: 'app.list-rooms', key: 'list-rooms', name: 'List rooms', effect: 'read', description: 'All rooms' }],
};

test('without a gateway the command says how to start one', async () => {
  const result = await cli(['action', 'list'], { program: 'membrane' });
  expect(result.code).toBe(1);
  expect(result.stderr).toContain('No gateway is running');
  expect(result.stderr).toContain('membrane up');
});

test('an address and a token from the environment win over what runs here', async () => {
  const { server: local, env } = await gateway();
  const { server: remote } = await gateway({ 'GET /actions': { body: actions } });
  const result = await cli(['action', 'list', '--json'], {
    env: { ...env, MEMBRANE_API_URL: `${remote.url}/`, MEMBRANE_TOKEN: 'tok' },
  });
  expect(result.code).toBe(0);
  expect(remote.received[0]?.headers.authorization).toBe('Bearer tok');
  expect(local.received).toHaveLength(0);
});

test('an address of a gateway that runs here gets its local token', async () => {
  const { server, env } = await gateway({ 'GET /actions': { body: actions } });
  await cli(['action', 'list', '--url', server.url.replace('127.0.0.1', 'localhost')], { env });
  expect(server.received[0]?.headers.authorization).toBe('Bearer local-token');
});

test('a foreign address never gets the local token', async () => {
  const { env } = await gateway();
  const { server: other } = await gateway({ 'GET /actions': { body: actions } });
  await cli(['action', 'list', '--url', other.url], { env });
  expect(other.received[0]?.headers.authorization).toBeUndefined();
});

test('of two gateways the one at the default place is used, else the caller is asked, and --data-dir decides', async () => {
  const { server: first, env } = await gateway({ 'GET /actions': { body: actions } });
  const { server: second } = await gateway({ 'GET /actions': { body: actions } });
  announceIn(env, second.url, { dataDir: '/tmp/other' });
  await cli(['action', 'list'], { env });
  expect(first.received).toHaveLength(1);
  await cli(['action', 'list', '--data-dir', '/tmp/other'], { env });
  expect(second.received).toHaveLength(1);
  const elsewhere = emptyEnv();
  announceIn(elsewhere, first.url, { dataDir: '/tmp/a' });
  announceIn(elsewhere, second.url, { dataDir: '/tmp/b' });
  const asked = await cli(['action', 'list'], { env: elsewhere });
  expect(asked.code).toBe(2);
  expect(asked.stderr).toContain('/tmp/a');
  expect(asked.stderr).toContain('--data-dir');
});

test('status of several gateways sets them apart by an empty line', async () => {
  const routes = { 'GET /system': { body: { version: '0.1.0' } }, 'GET /sandboxes': { body: { items: [] } } };
  const [first, second] = [await gateway(routes), await gateway(routes)];
  announceIn(first.env, second.server.url, { dataDir: '/tmp/other' });
  const { stdout } = await cli(['status'], { env: first.env });
  expect(stdout.split(/\n\n/)).toHaveLength(2);
  expect(stdout).toContain(second.server.url);
});
