import { describe, expect, test } from 'vitest';
import { connectionRow, newTenant, onEveryEngine, sealedCredentials } from '../../../test/durability/engines.ts';
import { newId } from '../../kernel/ids.ts';
import type { Change, ConnectionRow } from '../../kernel/ports/storage.ts';
import type { RefreshLease } from '../../kernel/ports/storage-connect.ts';

function leaseOn(connectionId: string, over: Partial<RefreshLease> = {}): RefreshLease {
  return { connectionId, generation: 1, holder: 'a', expiresAt: 200, sentAt: null, ...over };
}

onEveryEngine((storage) => {
  const stored = async (over: Partial<ConnectionRow> = {}) => {
    const row = connectionRow(await newTenant(storage()), { credentialsExpireAt: 500, ...over });
    await storage().connections.insert(row);
    const updated = await storage().connections.update(
      { tenantId: row.tenantId, id: row.id },
      {},
      sealedCredentials(row),
    );
    return updated!;
  };
  const acquire = (lease: RefreshLease, now = 100) => storage().refreshLeases.acquire(lease, now);
  const versionOf = async ({ tenantId, id }: ConnectionRow) => (await storage().credentials.get(tenantId, id))?.version;

  test('of many that want to refresh one holds the lease, and all see who', async () => {
    const connectionId = newId('con');
    const wanted = Array.from({ length: 20 }, (_, n) => leaseOn(connectionId, { holder: `h${n}` }));
    const leases = await Promise.all(wanted.map((each) => acquire(each)));
    expect(new Set(leases.map(({ holder }) => holder)).size).toBe(1);
    expect(leases[0]).toEqual(wanted.find(({ holder }) => holder === leases[0]!.holder));
    expect(await storage().refreshLeases.get(connectionId)).toEqual(leases[0]);
    expect(await storage().refreshLeases.get('con_none')).toBeUndefined();
  });

  test('one after another holds it when each gives it up, whoever waits', async () => {
    const connectionId = newId('con');
    const held: string[] = [];
    const turn = async (holder: string) => {
      for (;;) {
        const lease = await acquire(leaseOn(connectionId, { holder }));
        if (lease.holder !== holder) continue;
        held.push(holder);
        return storage().refreshLeases.release(lease);
      }
    };
    await Promise.all(['a', 'b', 'c', 'd'].map(turn));
    expect(held.sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  test('a lease whose time is over is taken when nothing was sent, and never when something was', async () => {
    const [quiet, sent] = [newId('con'), newId('con')];
    for (const id of [quiet, sent]) await acquire(leaseOn(id));
    expect(await storage().refreshLeases.hold({ ...leaseOn(sent), sentAt: 150 })).toBe(true);
    const next = { holder: 'b', expiresAt: 900 };
    expect((await acquire(leaseOn(quiet, next), 199)).holder).toBe('a');
    expect(await acquire(leaseOn(quiet, next), 200)).toEqual(leaseOn(quiet, next));
    expect(await acquire(leaseOn(sent, next), 10_000)).toEqual(leaseOn(sent, { sentAt: 150 }));
  });

  test('newer credentials take the lease, older ones do not', async () => {
    const connectionId = newId('con');
    await acquire(leaseOn(connectionId, { generation: 5 }));
    await storage().refreshLeases.hold({ ...leaseOn(connectionId, { generation: 5 }), sentAt: 150 });
    expect((await acquire(leaseOn(connectionId, { generation: 4, holder: 'b' }), 999)).generation).toBe(5);
    const newer = leaseOn(connectionId, { generation: 6, holder: 'b' });
    expect(await acquire(newer, 150)).toEqual(newer);
  });

  test('only its holder keeps it, and notes that the request left', async () => {
    const connectionId = newId('con');
    const lease = await acquire(leaseOn(connectionId));
    const { hold, get } = storage().refreshLeases;
    const held = { ...lease, expiresAt: 900, sentAt: 150 };
    expect(await hold({ ...held, holder: 'b' })).toBe(false);
    expect(await hold({ ...held, generation: 2 })).toBe(false);
    expect(await get(connectionId)).toEqual(lease);
    expect(await hold(held)).toBe(true);
    expect(await get(connectionId)).toEqual(held);
  });

  test('a holder that was stopped for a while keeps what nobody has taken, and nothing else', async () => {
    const connectionId = newId('con');
    const lease = await acquire(leaseOn(connectionId));
    const late = { ...lease, expiresAt: 900, sentAt: 700 };
    expect(await storage().refreshLeases.hold(late)).toBe(true);
    await storage().refreshLeases.release(lease);
    await acquire(leaseOn(connectionId, { holder: 'b' }));
    expect(await storage().refreshLeases.hold(late)).toBe(false);
  });

  test('only its holder gives a lease up', async () => {
    const lease = await acquire(leaseOn(newId('con')));
    const { release, get } = storage().refreshLeases;
    await release({ ...lease, holder: 'b' });
    await release({ ...lease, generation: 2 });
    expect(await get(lease.connectionId)).toEqual(lease);
    await release(lease);
    expect(await get(lease.connectionId)).toBeUndefined();
  });

  describe('completing', () => {
    const complete = (row: ConnectionRow, lease: RefreshLease) =>
      storage().refreshLeases.complete(
        { ...lease, tenantId: row.tenantId },
        sealedCredentials(row, { version: lease.generation + 1, fields: { accessToken: 'bmV3' } }),
        { credentialsExpireAt: 9000, updatedAt: 2000 },
      );

    test('stores credentials and expiry, tells both changes, and ends the lease', async () => {
      const row = await stored();
      const lease = await acquire(leaseOn(row.id));
      const heard: Change[] = [];
      const stop = storage().onChange((change) => heard.push(change));
      const after = { ...row, credentialsExpireAt: 9000, updatedAt: 2000, revision: row.revision + 1 };
      expect(await complete(row, lease)).toEqual(after);
      stop();
      expect(heard).toEqual([
        { kind: 'connection', id: row.id },
        { kind: 'credentials', id: row.id },
      ]);
      expect(await storage().connections.get(row.tenantId, row.id)).toEqual(after);
      const credentials = await storage().credentials.get(row.tenantId, row.id);
      expect(credentials).toMatchObject({ version: 2, fields: { accessToken: 'bmV3' } });
      expect(await storage().refreshLeases.get(row.id)).toBeUndefined();
    });

    test('in the end, however late, makes a connection READY that asked for a person, and no other', async () => {
      for (const [state, after] of [
        ['CLIENT_ACTION_REQUIRED', { state: 'READY', error: null }],
        ['CONFIGURATION_ERROR', { state: 'CONFIGURATION_ERROR', error: { message: 'Why', at: 5 } }],
      ] as const) {
        const row = await stored({ state, error: { message: 'Why', at: 5 } });
        const lease = await acquire(leaseOn(row.id));
        expect(await complete(row, lease)).toMatchObject(after);
      }
    });

    test('happens once for callers at the same time', async () => {
      const row = await stored();
      const lease = await acquire(leaseOn(row.id));
      const done = await Promise.all(Array.from({ length: 10 }, () => complete(row, lease)));
      expect(done.filter((each) => each !== undefined)).toHaveLength(1);
      expect((await storage().connections.get(row.tenantId, row.id))?.revision).toBe(row.revision + 1);
    });

    test('stores nothing over credentials that were entered meanwhile, also under the same version', async () => {
      const [replaced, reentered] = [await stored(), await stored()];
      const leases = [await acquire(leaseOn(replaced.id)), await acquire(leaseOn(reentered.id))] as const;
      const { update } = storage().connections;
      await update(replaced, {}, sealedCredentials(replaced, { version: 7 }));
      await update({ tenantId: reentered.tenantId, id: reentered.id }, {}, null);
      await update({ tenantId: reentered.tenantId, id: reentered.id }, {}, sealedCredentials(reentered));
      expect(await complete(replaced, leases[0])).toBeUndefined();
      expect(await complete(reentered, leases[1])).toBeUndefined();
      expect(await versionOf(replaced)).toBe(7);
      expect(await versionOf(reentered)).toBe(1);
      // A lease of what is gone does not stand in the way of the next refresh.
      expect((await acquire(leaseOn(reentered.id, { holder: 'b' }))).holder).toBe('b');
    });

    test('stores nothing when the lease was taken for credentials that were old by then', async () => {
      const row = await stored();
      await storage().connections.update(
        { tenantId: row.tenantId, id: row.id },
        {},
        sealedCredentials(row, { version: 2 }),
      );
      const late = await acquire(leaseOn(row.id));
      expect(await complete(row, late)).toBeUndefined();
      expect(await storage().credentials.get(row.tenantId, row.id)).toEqual(sealedCredentials(row, { version: 2 }));
    });

    test("stores nothing for another holder, another tenant's connection or an archived one", async () => {
      const [row, archived] = [await stored(), await stored()];
      const lease = await acquire(leaseOn(row.id));
      const ofArchived = await acquire(leaseOn(archived.id));
      await storage().connections.update({ tenantId: archived.tenantId, id: archived.id }, { archivedAt: 5 });
      const before = await storage().connections.get(row.tenantId, row.id);
      expect(await complete(row, { ...lease, holder: 'b' })).toBeUndefined();
      expect(await complete({ ...row, tenantId: archived.tenantId }, lease)).toBeUndefined();
      expect(await complete(archived, ofArchived)).toBeUndefined();
      expect(await storage().connections.get(row.tenantId, row.id)).toEqual(before);
      expect(await versionOf(archived)).toBe(1);
      expect(await storage().refreshLeases.get(row.id)).toEqual(lease);
    });

    test('refuses credentials of any other version than the next', async () => {
      const row = await stored();
      const lease = { ...(await acquire(leaseOn(row.id))), tenantId: row.tenantId };
      const patch = { credentialsExpireAt: null, updatedAt: 1 };
      for (const version of [1, 3])
        await expect(
          storage().refreshLeases.complete(lease, sealedCredentials(row, { version }), patch),
        ).rejects.toMatchObject({ code: 'internal' });
      expect(await versionOf(row)).toBe(1);
    });
  });

  describe('due', () => {
    // All tests of an engine share one table, so that each looks at a stretch of time of its own.
    const dueIds = async (until: number, now: number, from: number) =>
      (await storage().refreshLeases.due(until, now, 1000))
        .filter((row) => row.credentialsExpireAt! >= from)
        .map(({ id }) => id);

    test('are the READY connections whose credentials end in time, soonest first', async () => {
      const at = -1_000_000;
      const late = await stored({ credentialsExpireAt: at + 3 });
      const soon = await stored({ credentialsExpireAt: at + 1 });
      await stored({ credentialsExpireAt: at + 4 });
      await stored({ credentialsExpireAt: null });
      await stored({ credentialsExpireAt: at, state: 'CONFIGURATION_ERROR' });
      const archived = await stored({ credentialsExpireAt: at });
      await storage().connections.update({ tenantId: archived.tenantId, id: archived.id }, { archivedAt: 5 });
      expect(await dueIds(at + 3, 100, at)).toEqual([soon.id, late.id]);
      expect(await storage().refreshLeases.due(at + 3, 100, 1)).toEqual([soon]);
    });

    test('are not those that somebody refreshes, and those again that nobody came back from', async () => {
      const at = -500_000;
      const row = await stored({ credentialsExpireAt: at });
      const lease = await acquire(leaseOn(row.id));
      expect(await dueIds(at, 199, at)).toEqual([]);
      expect(await dueIds(at, 200, at)).toEqual([row.id]);
      await storage().refreshLeases.hold({ ...lease, sentAt: 150, expiresAt: 300 });
      expect(await dueIds(at, 299, at)).toEqual([]);
      expect(await dueIds(at, 300, at)).toEqual([row.id]);
      await storage().refreshLeases.release(lease);
      expect(await dueIds(at, 100, at)).toEqual([row.id]);
    });

    test('are those again whose lease was of older credentials', async () => {
      const at = -100_000;
      const row = await stored({ credentialsExpireAt: at });
      await acquire(leaseOn(row.id, { generation: 0 }));
      await storage().refreshLeases.hold({ ...leaseOn(row.id, { generation: 0 }), sentAt: 150 });
      expect(await dueIds(at, 160, at)).toEqual([row.id]);
    });
  });
});
