import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { root } from '../support/sources.ts';
import { bootGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
let tenant: { readonly token: string; readonly connection: string };
beforeAll(async () => {
  gateway = await bootGateway();
  const token = await gateway.tokenOf('acme');
  tenant = { token, connection: (await gateway.sandboxConnection({ token })).id };
});
afterAll(() => gateway?.stop());

/** Asks the control API for this and that, as a tenant may through the proxy. */
async function trySteering(headers: Readonly<Record<string, string>> = {}): Promise<number[]> {
  const proxy = `/connections/${tenant.connection}/proxy/${gateway.sandbox.origin}/_sandbox`;
  const { token } = tenant;
  const answers = await Promise.all([
    gateway.call(`GET ${proxy}/info`, { token, headers }),
    gateway.call(`GET ${proxy}`, { token, headers }),
    gateway.call(`POST ${proxy}/reset`, { token, headers, body: {} }),
    gateway.call(`POST ${proxy}/faults`, { token, headers, body: { hang: true } }),
  ]);
  return answers.map(({ status }) => status);
}

test("a tenant cannot steer a sandbox through its connection's proxy", async () => {
  const { control } = gateway.sandbox;
  const before = (await control('GET ')).documents;
  const refused = [403, 403, 403, 403];
  expect(await trySteering()).toEqual(refused);
  expect(await trySteering({ 'x-sandbox-token': tenant.token })).toEqual(refused);
  expect([(await control('GET ')).documents, (await control('GET /faults')).items]).toEqual([before, []]);
});

test.each(['..', '%2e%2e'])('a path that climbs out of the API by %s reaches no control either', async (dots) => {
  const { hostname, port } = new URL(gateway.url);
  const path = `/connections/${tenant.connection}/proxy/${dots}/_sandbox/info`;
  const status = await new Promise((resolve, reject) => {
    // Sent as it is: fetch would resolve the dots.
    const outgoing = request({ hostname, port, path, headers: { authorization: `Bearer ${tenant.token}` } });
    outgoing.on('response', (answer) => resolve(answer.resume().statusCode)).on('error', reject);
    outgoing.end();
  });
  expect(status).toBe(403);
});

test('a tenant sees address and credentials of a sandbox, and the owner also how to steer it', async () => {
  const { body: seen } = await gateway.call('GET /sandboxes', { token: tenant.token });
  const isOurs = ({ app }: { readonly app: string }) => app === 'clickmeeting';
  expect(seen.items.find(isOurs)).toEqual({
    app: 'clickmeeting',
    url: gateway.sandbox.url,
    credentials: { apiKey: gateway.sandbox.apiKey },
  });
  const { body: owned } = await gateway.call('GET /sandboxes');
  expect(owned.items.find(isOurs)).toMatchObject({
    controlUrl: gateway.sandbox.origin,
    controlToken: expect.stringMatching(/^sbx-[\w-]{43}$/),
  });
});

test("the owner's commands steer the sandbox, a tenant's are refused", async () => {
  const porin = (...args: string[]) =>
    promisify(execFile)(process.execPath, [join(root, 'dist/main.js'), ...args, '--json'], { env: gateway.env });
  const reset = await porin('sandbox', 'reset', '--app', 'clickmeeting');
  expect(JSON.parse(reset.stdout)).toMatchObject({ app: 'clickmeeting' });
  const refused = porin('sandbox', 'reset', '--app', 'clickmeeting', '--url', gateway.url, '--token', tenant.token);
  await expect(refused).rejects.toMatchObject({ stdout: expect.stringContaining('owner alone') });
});

test('a sandbox answers under the host names of the settings, and under no other', async () => {
  const named = await bootGateway({ settings: { sandboxHosts: 'proxy.internal, host.docker.internal' } });
  onTestFinished(() => named.stop());
  const statusFor = (host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      // fetch would send its own Host.
      const outgoing = request(`${named.sandbox.url}/ping`, { headers: { host, 'x-api-key': named.sandbox.apiKey } });
      outgoing.on('response', (answer) => resolve(answer.resume().statusCode)).on('error', reject);
      outgoing.end();
    });
  expect(await Promise.all(['host.docker.internal:4711', 'proxy.internal', 'evil.example'].map(statusFor))).toEqual([
    200, 200, 403,
  ]);
});
