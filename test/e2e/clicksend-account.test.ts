import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
let connectionId: string;
let apiKey: string;

beforeAll(async () => {
  gateway = await bootGateway();
  const { items } = (await gateway.call('GET /sandboxes')).body;
  ({ apiKey } = items.find(({ app }: { app: string }) => app === 'clicksend').credentials);
  const { body } = await gateway.call('POST /connections/ensure', { body: { appUrl: 'clicksend.com', sandbox: true } });
  connectionId = body.id;
});
afterAll(() => gateway?.stop());

test('the key that the app adds to the account comes back in no raw answer, no output and no record', async () => {
  const raw = await gateway.call(`GET /connections/${connectionId}/proxy/account`);
  expect(raw.body.data._subaccount.api_key).toMatch(/^\[redacted\]\*+$/);
  const api = { method: 'GET', path: '/account' };
  const inline = await gateway.call('POST /act', { body: { connectionId, api } });
  expect(inline.body.output.data._subaccount.api_key).toMatch(/^\[redacted\]/);
  const code = `export default async ({ externalApiClient }) => externalApiClient.get('/account')`;
  const written = await gateway.call('POST /act', { body: { connectionId, code } });
  expect(written.status).toBe(200);
  const run = await gateway.call('POST /actions/get-account/run', { body: { connectionId, input: {} } });
  expect(run.body.output).toMatchObject({ balance: 100 });
  const logs = await gateway.call('GET /action-run-logs');
  const details = await gateway.call(`GET /action-run-logs/${inline.body.actionRunId}/details`);
  const said = [raw, inline, written, run, logs, details].map(({ text, headers }) => `${text} ${[...headers]}`);
  expect(said.filter((text) => text.includes(apiKey))).toEqual([]);
});

test('raw answers are asked for uncompressed, so that nothing hides in them', async () => {
  const app = createServer(({ headers }, response) => {
    const [, key = ''] = Buffer.from(String(headers.authorization).slice(6), 'base64').toString().split(':');
    const text = JSON.stringify({ http_code: 200, response_code: 'SUCCESS', data: { key } });
    const isPacked = /gzip/.test(String(headers['accept-encoding']));
    response.writeHead(200, {
      'content-type': 'application/json',
      ...(isPacked ? { 'content-encoding': 'gzip' } : {}),
    });
    response.end(isPacked ? gzipSync(text) : text);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => app.once('listening', resolve));
  const appBaseUrls = { clicksend: `http://127.0.0.1:${(app.address() as AddressInfo).port}/v3` };
  const other = await bootGateway({ settings: { sandbox: false, appBaseUrls, egressAllowCidrs: '127.0.0.0/8' } });
  const input = { username: 'demo', apiKey: 'A1B2C3D4-KEY' };
  const { body } = await other.call('POST /connections/ensure', { body: { appUrl: 'clicksend.com', input } });
  const headers = { 'accept-encoding': 'gzip, deflate, br' };
  const raw = await other.call(`GET /connections/${body.id}/proxy/account`, { headers });
  await other.stop();
  app.close();
  expect(raw.body.data).toEqual({ key: '[redacted]**' });
});
