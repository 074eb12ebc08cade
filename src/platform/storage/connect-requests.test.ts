import { expect, test } from 'vitest';
import { connectionRow, newTenant, onEveryEngine, sealedCredentials } from '../../../test/durability/engines.ts';
import { digestOf } from '../../kernel/digest.ts';
import { newId } from '../../kernel/ids.ts';
import type { Change } from '../../kernel/ports/storage.ts';
import type { ConnectFlowRow, ConnectRequestRow } from '../../kernel/ports/storage-connect.ts';

const week = 7 * 24 * 3_600_000;

function requestRow(tenantId: string, over: Partial<ConnectRequestRow> = {}): ConnectRequestRow {
  return {
    id: `crq_${newId('req')}`,
    tenantId,
    kind: 'request',
    status: 'pending',
    connectionId: null,
    payload: { integrationKey: 'x', nested: { a: [1] } },
    resultConnectionId: null,
    resultError: undefined,
    createdAt: 1000,
    expiresAt: 5000,
    ...over,
  };
}

function flowRow(tenantId: string, over: Partial<ConnectFlowRow> = {}): ConnectFlowRow {
  const connection = connectionRow(tenantId);
  return {
    hash: digestOf(newId('req')),
    tenantId,
    connectionId: connection.id,
    authOption: 'oauth2',
    browserHash: digestOf('cookie'),
    sealed: sealedCredentials(connection),
    after: { redirectUri: 'https://app.test' },
    createdAt: 1000,
    expiresAt: 2000,
    ...over,
  };
}

onEveryEngine((storage) => {
  test('a request is found by its tenant, and by its id alone when that is unguessable', async () => {
    const [tenantId, other] = [await newTenant(storage()), await newTenant(storage())];
    const request = requestRow(tenantId);
    const browser = requestRow(tenantId, { id: `1/ü ${newId('req')}`, kind: 'browser' });
    await storage().connectRequests.insert(request);
    await storage().connectRequests.insert(browser);
    const { get, byId } = storage().connectRequests;
    expect(await get(tenantId, request.id)).toEqual(request);
    expect(await get(tenantId, browser.id)).toEqual(browser);
    expect(await get(other, request.id)).toBeUndefined();
    expect(await byId(request.id)).toEqual(request);
    expect(await byId(browser.id)).toBeUndefined();
  });

  test('pending requests for a connection end with it, and no others', async () => {
    const tenantId = await newTenant(storage());
    const row = connectionRow(tenantId, { state: 'CLIENT_ACTION_REQUIRED' });
    await storage().connections.insert(row);
    const expiresAt = Date.now() + 60_000;
    const named = { connectionId: row.id, expiresAt };
    const all = {
      asked: requestRow(tenantId, named),
      browser: requestRow(tenantId, { ...named, kind: 'browser' }),
      cancelled: requestRow(tenantId, { ...named, status: 'cancelled' }),
      late: requestRow(tenantId, { connectionId: row.id }),
      other: requestRow(tenantId, { connectionId: 'con_other', expiresAt }),
      foreign: requestRow(await newTenant(storage()), named),
    };
    for (const request of Object.values(all)) await storage().connectRequests.insert(request);
    const told: Change[] = [];
    const stop = storage().onChange((change) => told.push(change));
    const statuses = async () =>
      Object.fromEntries(
        await Promise.all(
          Object.entries(all).map(async ([name, { tenantId: of, id }]) => {
            const found = await storage().connectRequests.get(of, id);
            return [name, found?.status];
          }),
        ),
      );
    await storage().connections.update(row, { name: 'Renamed' });
    expect((await statuses())['asked']).toBe('pending');
    await storage().connections.update({ tenantId, id: row.id }, { state: 'READY' }, sealedCredentials(row));
    expect(await statuses()).toEqual({
      asked: 'success',
      browser: 'success',
      cancelled: 'cancelled',
      late: 'pending',
      other: 'pending',
      foreign: 'pending',
    });
    await expect.poll(() => told).toContainEqual({ kind: 'request', id: `${tenantId}/${all.asked.id}` });
    stop();
  });

  test("an id is taken for its tenant's requests, not for another's browser", async () => {
    const [tenantId, other] = [await newTenant(storage()), await newTenant(storage())];
    const row = requestRow(tenantId, { kind: 'browser' });
    await storage().connectRequests.insert(row);
    await storage().connectRequests.insert({ ...row, tenantId: other });
    await expect(storage().connectRequests.insert({ ...row, kind: 'request' })).rejects.toMatchObject({
      code: 'already_exists',
      message: expect.stringContaining(row.id),
    });
  });

  test('the list has the requests of one tenant, newest first, and no browser flows', async () => {
    const tenantId = await newTenant(storage());
    const rows = [1, 2, 3].map((createdAt) => requestRow(tenantId, { createdAt }));
    const hidden = [requestRow(tenantId, { kind: 'browser' }), requestRow(await newTenant(storage()))];
    for (const row of [...rows, ...hidden]) await storage().connectRequests.insert(row);
    const first = await storage().connectRequests.list(tenantId, { limit: 2 });
    const second = await storage().connectRequests.list(tenantId, { limit: 2, cursor: first.cursor });
    expect([...first.items, ...second.items]).toEqual(rows.toReversed());
    expect(second.cursor).toBeUndefined();
  });

  test('a request ends once: the first answer stays, and each change is announced with tenant and id', async () => {
    const tenantId = await newTenant(storage());
    const row = requestRow(tenantId);
    await storage().connectRequests.insert(row);
    const heard: Change[] = [];
    const stop = storage().onChange((change) => heard.push(change));
    const { patch } = storage().connectRequests;
    expect(await patch(tenantId, row.id, { connectionId: 'con_1' })).toEqual({ ...row, connectionId: 'con_1' });
    const answers = await Promise.all([
      patch(tenantId, row.id, { status: 'success', resultConnectionId: 'con_1' }),
      patch(tenantId, row.id, { status: 'error', resultError: { message: 'no' } }),
      patch(tenantId, row.id, { status: 'cancelled' }),
    ]);
    stop();
    const [won, ...others] = answers.filter((answer) => answer !== undefined);
    expect(others).toEqual([]);
    expect(await storage().connectRequests.get(tenantId, row.id)).toEqual(won);
    expect(await patch(tenantId, row.id, {})).toBeUndefined();
    const change = { kind: 'request', id: `${tenantId}/${row.id}` };
    expect(heard).toEqual([change, change]);
  });

  test('the error of a request comes back as it was given', async () => {
    const tenantId = await newTenant(storage());
    const row = requestRow(tenantId);
    await storage().connectRequests.insert(row);
    const resultError = { message: 'refused', data: null };
    await storage().connectRequests.patch(tenantId, row.id, { status: 'error', resultError });
    expect(await storage().connectRequests.byId(row.id)).toEqual({ ...row, status: 'error', resultError });
    expect(await storage().connectRequests.patch('ten_none', row.id, { status: 'success' })).toBeUndefined();
  });

  test('a request that ended a week ago goes when the next one is made', async () => {
    const tenantId = await newTenant(storage());
    // All tests of an engine share one table, so that these lie far before theirs.
    const old = requestRow(tenantId, { createdAt: -3 * week, expiresAt: -2 * week });
    const kept = requestRow(tenantId, { createdAt: -3 * week, expiresAt: -2 * week + 1 });
    await storage().connectRequests.insert(old);
    await storage().connectRequests.insert(kept);
    await storage().connectRequests.insert(requestRow(tenantId, { createdAt: -week, expiresAt: 1 }));
    expect(await storage().connectRequests.get(tenantId, old.id)).toBeUndefined();
    expect(await storage().connectRequests.get(tenantId, kept.id)).toEqual(kept);
  });

  test('a sign-in is taken by one caller of many', async () => {
    const row = flowRow(await newTenant(storage()));
    await storage().connectFlows.insert(row);
    const taken = await Promise.all(Array.from({ length: 20 }, () => storage().connectFlows.take(row.hash)));
    expect(taken.filter((each) => each !== undefined)).toEqual([row]);
    expect(await storage().connectFlows.take(row.hash)).toBeUndefined();
  });

  test('a sign-in that is over goes when the next one starts', async () => {
    const tenantId = await newTenant(storage());
    const rows = [100, 101].map((expiresAt) => flowRow(tenantId, { createdAt: 1, expiresAt }));
    for (const row of rows) await storage().connectFlows.insert(row);
    await storage().connectFlows.insert(flowRow(tenantId, { createdAt: 100, expiresAt: 200 }));
    expect(await storage().connectFlows.take(rows[0]!.hash)).toBeUndefined();
    expect(await storage().connectFlows.take(rows[1]!.hash)).toEqual(rows[1]);
  });

  test('a sign-in is stored under hashes alone', async () => {
    const row = flowRow(await newTenant(storage()));
    for (const over of [{ hash: 'state' }, { browserHash: 'cookie' }])
      await expect(storage().connectFlows.insert({ ...row, ...over })).rejects.toMatchObject({ code: 'internal' });
  });
});
