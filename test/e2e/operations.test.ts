import { readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
let connectionId: string;
beforeAll(async () => {
  gateway = await bootGateway();
  connectionId = (await gateway.sandboxConnection()).id;
});
afterAll(() => gateway.stop());

describe('connections', () => {
  test('are renamed, get a key and are found by it everywhere', async () => {
    const patched = await gateway.call(`PATCH /connections/${connectionId}`, {
      body: { name: 'Sales', key: 'sales/eu 1', meta: { a: [1] } },
    });
    expect(patched.body).toMatchObject({ name: 'Sales', key: 'sales/eu 1', meta: { a: [1] }, state: 'READY' });
    const byKey = encodeURIComponent('sales/eu 1');
    expect((await gateway.call(`GET /connections/${byKey}`)).body.id).toBe(connectionId);
    expect((await gateway.call(`GET /connections/${byKey}/proxy/ping`)).status).toBe(200);
    expect((await gateway.run('ping', 'sales/eu 1')).status).toBe(200);
    const cleared = await gateway.call(`PATCH /connections/${byKey}`, { body: { key: null } });
    expect(cleared.body.key).toBeUndefined();
    expect((await gateway.call(`GET /connections/${byKey}/proxy/ping`)).status).toBe(404);
  });

  test('of one tenant cannot share a key, those of two can', async () => {
    const other = await gateway.call('POST /connections/ensure', {
      body: { appUrl: 'clickmeeting.com', sandbox: false },
    });
    await gateway.call(`PATCH /connections/${connectionId}`, { body: { key: 'main' } });
    const taken = await gateway.call(`PATCH /connections/${other.body.id}`, { body: { key: 'main' } });
    expect(taken).toMatchObject({ status: 400, body: { type: 'bad_request', key: 'already_exists' } });
    expect(taken.body.message).toContain('main');
    const token = await gateway.tokenOf('neighbour');
    const { id } = await gateway.sandboxConnection({ token });
    expect((await gateway.call(`PATCH /connections/${id}`, { token, body: { key: 'main' } })).status).toBe(200);
    await gateway.call(`PATCH /connections/${connectionId}`, { body: { key: null } });
  });

  test('that are settled are answered at once, whoever waits', async () => {
    const before = Date.now();
    const answer = await gateway.call(`GET /connections/${connectionId}?wait=true&timeout=30`);
    expect(answer.body.state).toBe('READY');
    expect(Date.now() - before).toBeLessThan(5_000);
  });

  test('are listed by page, search, app and state', async () => {
    const token = await gateway.tokenOf('lister');
    await gateway.sandboxConnection({ token });
    await gateway.call('POST /connections/ensure', {
      token,
      body: { appUrl: 'clickmeeting.com', sandbox: false, name: 'Live one' },
    });
    const list = async (query: string) => (await gateway.call(`GET /connections?${query}`, { token })).body;
    const first = await list('limit=1');
    expect(first.items).toHaveLength(1);
    const second = await list(`limit=1&cursor=${first.cursor}`);
    expect(second.items).toHaveLength(1);
    expect(second.cursor).toBeUndefined();
    expect(second.items[0].id).not.toBe(first.items[0].id);
    expect((await list('search=live')).items).toMatchObject([{ name: 'Live one' }]);
    expect((await list('state=READY')).items).toHaveLength(1);
    expect((await list('app=clickmeeting')).items).toHaveLength(2);
    expect((await list('app=unknown')).items).toEqual([]);
  });

  test('that are archived are shown when asked for', async () => {
    const token = await gateway.tokenOf('archivist');
    const { id } = await gateway.sandboxConnection({ token });
    await gateway.call(`DELETE /connections/${id}`, { token });
    expect((await gateway.call('GET /connections', { token })).body.items).toEqual([]);
    expect((await gateway.call('GET /connections?includeArchived=true', { token })).body.items).toMatchObject([{ id }]);
    const revived = await gateway.call(`PATCH /connections/${id}`, { token, body: { input: gateway.sandbox.apiKey } });
    expect(revived).toMatchObject({
      status: 400,
      body: { code: 'bad_request', hint: expect.stringContaining('ensure') },
    });
  });
});

describe('raw requests', () => {
  test('carry method, query, body and headers, and answer HEAD', async () => {
    const made = await gateway.call(`POST /connections/${connectionId}/proxy/conferences`, {
      raw: new URLSearchParams({ name: 'Raw', room_type: 'meeting', permanent_room: '1', access_type: '1' }),
    });
    expect(made.status).toBe(201);
    expect(made.body.room.name).toBe('Raw');
    await gateway.sandbox.forget();
    await gateway.call(`GET /connections/${connectionId}/proxy/conferences/inactive?page=1&x=a%26b`);
    expect((await gateway.sandbox.requests())[0]?.path).toBe('/v1/conferences/inactive?page=1&x=a&b');
    const head = await fetch(`${gateway.url}/connections/${connectionId}/proxy/ping`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${gateway.ownerToken}` },
    });
    expect(head.status).toBeLessThan(500);
    expect(await head.text()).toBe('');
  });

  test('of callers who leave are given up, and the gateway goes on', async () => {
    await gateway.sandbox.fault({ hang: true, count: 1 });
    const leaving = new AbortController();
    setTimeout(() => leaving.abort(), 100);
    const asked = fetch(`${gateway.url}/connections/${connectionId}/proxy/ping`, {
      headers: { authorization: `Bearer ${gateway.ownerToken}` },
      signal: leaving.signal,
    });
    await expect(asked).rejects.toThrow();
    await gateway.sandbox.heal();
    expect((await gateway.call(`GET /connections/${connectionId}/proxy/ping`)).status).toBe(200);
  });
});

describe('run logs', () => {
  test('are filtered, paged and without details in lists', async () => {
    const token = await gateway.tokenOf('auditor');
    const { id } = await gateway.sandboxConnection({ token });
    await gateway.run('ping', id, {}, { token });
    await gateway.run('get-conference', id, { room_id: 999_999 }, { token });
    await gateway.run('ping', id, {}, { token });
    const list = async (query: string) => (await gateway.call(`GET /action-run-logs?${query}`, { token })).body;
    expect((await list('')).items.map(({ name }: { name: string }) => name)).toEqual([
      'ping',
      'get-conference',
      'ping',
    ]);
    expect((await list('status=error')).items).toMatchObject([
      { name: 'get-conference', duration: expect.any(Number) },
    ]);
    expect((await list('actionId=clickmeeting.ping')).items).toHaveLength(2);
    expect((await list(`connectionId=${id}&limit=2`)).cursor).toEqual(expect.any(String));
    expect((await list('')).items.every((run: object) => !('details' in run))).toBe(true);
  });
});

describe('the owner', () => {
  test('rotates the vault, and every connection goes on working', async () => {
    const rotated = await gateway.call('POST /vault/rotate');
    expect(rotated.status).toBe(200);
    expect((await gateway.run('ping', connectionId)).status).toBe(200);
    expect((await gateway.call(`GET /connections/${connectionId}/proxy/ping`)).status).toBe(200);
  });

  test('alone may stop the gateway, list tokens and rotate', async () => {
    const token = await gateway.tokenOf('tenant');
    for (const route of ['POST /system/stop', 'GET /tokens', 'POST /vault/rotate'])
      expect(await gateway.call(route, { token })).toMatchObject({ status: 403, body: { key: 'access_denied' } });
  });
});

describe('downloads', () => {
  const put = async () => {
    const { body } = await gateway.call('POST /files', {
      raw: 'x'.repeat(200_000),
      headers: { 'x-file-name': 'x.txt' },
    });
    return body.file as string;
  };

  test('whose content is gone are an error that says so, and the gateway goes on', async () => {
    const file = await put();
    const folder = join(gateway.dataDir, 'files');
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    const answer = await gateway.call(`GET /files/${file}`);
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect((await gateway.call('GET /health')).status).toBe(200);
    const run = await gateway.run('upload-file', connectionId, { file: { file } });
    expect(run).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  test('that are broken off by the caller do no harm', async () => {
    const file = await put();
    await new Promise<void>((resolve, reject) => {
      const asked = request(`${gateway.url}/files/${file}`, {
        headers: { authorization: `Bearer ${gateway.ownerToken}` },
      });
      asked.on('response', (response) => {
        response.destroy();
        resolve();
      });
      asked.on('error', reject);
      asked.end();
    });
    expect((await gateway.call(`GET /files/${file}`)).text).toHaveLength(200_000);
  });
});

test('a tenant’s stop order stops the gateway only when the owner gives it', async () => {
  const short = await bootGateway();
  const answer = await short.call('POST /system/stop');
  expect(answer.status).toBeLessThan(300);
  await expect
    .poll(
      () =>
        short.call('GET /health').then(
          () => 'up',
          () => 'down',
        ),
      { timeout: 10_000 },
    )
    .toBe('down');
  await short.stop();
});
