import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectionRow, sealedCredentials } from '../../../test/durability/engines.ts';
import { PorinError } from '../../kernel/errors.ts';
import type { ConnectionRequestsPort } from '../../kernel/ports/gateway-integrations.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import { openStorage } from '../../platform/storage/storage.ts';
import { createConnectionRequests } from './requests.ts';
import { cancelRequest, failRequest, noteConnection, openRequest } from './results.ts';

const day = 24 * 3_600_000;
const never = new AbortController().signal;

let storage: Storage;
let clock = 1_000_000;
const now = () => clock;
beforeAll(async () => {
  storage = await openStorage({ url: 'sqlite::memory:', now });
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
  const { requestId } = await requests().create(caller, {
    connectorId: 'new:mail.example',
    prompt: 'Connect your mail',
  });
  const ref = { tenantId: caller.tenantId, id: requestId };
  return { caller, requestId, ref, parts: { storage, now }, get: () => requests().get(caller, requestId) };
}

/** What its page does: the request has a connection, and that gets its credentials. */
async function connect(ref: { tenantId: string; id: string }): Promise<string> {
  const row = connectionRow(ref.tenantId, { state: 'CLIENT_ACTION_REQUIRED' });
  await storage.connections.insert(row);
  await storage.connectRequests.patch(ref.tenantId, ref.id, { connectionId: row.id });
  await storage.connections.update(row, { state: 'READY' }, sealedCredentials(row));
  return row.id;
}

describe('a request', () => {
  test('succeeds once: what ended stays as it ended', async () => {
    const { ref, parts, get } = await pending('success');
    expect(await noteConnection(parts, ref, 'con_1')).toBe(true);
    expect(await openRequest(parts, ref.id)).toMatchObject({ connectionId: 'con_1', status: 'pending' });
    const id = await connect(ref);
    expect(await failRequest(parts, ref, new PorinError('upstream_failed', 'The app is down'))).toBe(false);
    expect(await cancelRequest(parts, ref)).toBe(false);
    expect(await get()).toMatchObject({ status: 'success', resultConnectionId: id });
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
    await connect(ref);
    expect(await get()).toMatchObject({ status: 'error' });
  });

  test('is waited for until its page is done', async () => {
    const { caller, requestId, ref } = await pending('waiting');
    const waited = requests().wait(caller, requestId, 20_000, never);
    const id = await connect(ref);
    expect(await waited).toMatchObject({ status: 'success', resultConnectionId: id });
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
    await connect({ tenantId: caller.tenantId, id: 'mine' });
    expect(await storage.connectRequests.get(caller.tenantId, 'mine')).toMatchObject({ status: 'success' });
  });
});
