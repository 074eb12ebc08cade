import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PorinError } from '../../kernel/errors.ts';
import type { ConnectionRequestsPort } from '../../kernel/ports/gateway-integrations.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import { openStorage } from '../../platform/storage/storage.ts';
import { createConnectionRequests } from './requests.ts';
import { cancelRequest, completeRequest, failRequest, noteConnection, openRequest } from './results.ts';

const day = 24 * 3_600_000;
const never = new AbortController().signal;

let storage: Storage;
let clock = 1_000_000;
const now = () => clock;
beforeAll(async () => {
  storage = await openStorage({ url: 'sqlite::memory:' });
});
afterAll(() => storage.close());

function requests(): ConnectionRequestsPort {
  const catalog = { app: async () => undefined };
  return createConnectionRequests({ storage, catalog, publicUrl: () => 'https://gateway.test', now });
}

async function callerOf(tenantKey: string): Promise<Caller> {
  const { id, workspaceId } = await storage.tenants.ensure(tenantKey, 1);
  const scopes = new Set(['connections:manage'] as const);
  return { workspaceId, tenantId: id, tenantKey, scopes, isOwner: false, isManager: false };
}

async function pending(tenantKey: string) {
  const caller = await callerOf(tenantKey);
  const { requestId } = await requests().create(caller, { prompt: 'Connect your mail' });
  const ref = { tenantId: caller.tenantId, id: requestId };
  return { caller, requestId, ref, parts: { storage, now }, get: () => requests().get(caller, requestId) };
}

describe('a request', () => {
  test('succeeds once: what ended stays as it ended', async () => {
    const { ref, parts, get } = await pending('success');
    expect(await noteConnection(parts, ref, 'con_1')).toBe(true);
    expect(await openRequest(parts, ref.id)).toMatchObject({ connectionId: 'con_1', status: 'pending' });
    const ends = await Promise.all([
      completeRequest(parts, ref, 'con_1'),
      failRequest(parts, ref, new PorinError('upstream_failed', 'The app is down')),
      cancelRequest(parts, ref),
    ]);
    expect(ends).toEqual([true, false, false]);
    expect(await get()).toMatchObject({ status: 'success', resultConnectionId: 'con_1' });
    expect(await get()).not.toHaveProperty('resultError');
    await expect(openRequest(parts, ref.id)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('fails with the error that its page showed', async () => {
    const { ref, parts, get } = await pending('failure');
    await failRequest(parts, ref, new PorinError('bad_request', 'The app refused the key'));
    expect(await get()).toMatchObject({
      status: 'error',
      resultError: { type: 'bad_request', message: 'The app refused the key' },
    });
  });

  test('ends after a day, and cannot be completed then', async () => {
    const { ref, parts, get } = await pending('late');
    clock += day - 1;
    expect(await get()).toMatchObject({ status: 'pending' });
    clock += 1;
    expect(await get()).toMatchObject({
      status: 'error',
      resultError: { message: expect.stringContaining('in time') },
    });
    await expect(openRequest(parts, ref.id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await completeRequest(parts, ref, 'con_1')).toBe(false);
  });

  test('is waited for until its page is done', async () => {
    const { caller, requestId, ref, parts } = await pending('waiting');
    const waited = requests().wait(caller, requestId, 20_000, never);
    await completeRequest(parts, ref, 'con_2');
    expect(await waited).toMatchObject({ status: 'success', resultConnectionId: 'con_2' });
    expect(await requests().wait(caller, requestId, 20_000, never)).toMatchObject({ status: 'success' });
  });

  test('is answered as it is when the time is up or the caller leaves', async () => {
    const { caller, requestId } = await pending('patience');
    expect(await requests().wait(caller, requestId, 20, never)).toMatchObject({ status: 'pending' });
    const leaving = new AbortController();
    const waited = requests().wait(caller, requestId, 20_000, leaving.signal);
    leaving.abort();
    expect(await waited).toMatchObject({ status: 'pending' });
  });

  test('of a browser’s flow does not show among the requests', async () => {
    const { caller } = await pending('flows');
    const row = { tenantId: caller.tenantId, connectionId: null, resultConnectionId: null, resultError: null };
    const flow = { ...row, id: 'mine', kind: 'browser', status: 'pending', payload: {}, createdAt: clock } as const;
    await storage.connectRequests.insert({ ...flow, expiresAt: clock + day });
    await expect(requests().get(caller, 'mine')).rejects.toMatchObject({ code: 'not_found' });
    expect((await requests().list(caller, { limit: 10 })).items).toHaveLength(1);
    expect(await completeRequest({ storage, now }, { tenantId: caller.tenantId, id: 'mine' }, 'con_3')).toBe(true);
  });
});
