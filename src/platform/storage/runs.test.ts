import { expect, test } from 'vitest';
import { newTenant, onEveryEngine, runRow } from '../../../test/durability/engines.ts';
import { newId } from '../../kernel/ids.ts';
import type { Page, RunFilter, RunRow, RunStatus, Storage } from '../../kernel/ports/storage.ts';

const completion = (id: string, over: { status?: RunStatus } = {}) => ({
  id,
  status: 'success' as const,
  output: { ok: true },
  error: undefined,
  details: [{ status: 200 }],
  completedAt: 2000,
  ...over,
});

async function readAll(
  storage: Storage,
  filter: RunFilter,
  limit: number,
  between: () => Promise<void> = async () => undefined,
): Promise<RunRow[]> {
  const rows: RunRow[] = [];
  let page: Page<RunRow> | undefined;
  do {
    page = await storage.runs.find(filter, { limit, cursor: page?.cursor });
    rows.push(...page.items);
    await between();
  } while (page.cursor !== undefined);
  return rows;
}

onEveryEngine((storage) => {
  test('a run is claimed, completed, and read back with both parts', async () => {
    const row = runRow(await newTenant(storage()), {
      input: { text: 'ü\u0000 "quoted" \\ {1,2}', list: [null] },
      actionId: 'act_1',
      actionLayer: 'connection',
      integrationId: 'int_1',
      request: { type: 'action', id: 'act_1' },
      meta: { note: ['ü\u0000'] },
      createdAt: 1_795_000_000_001,
    });
    await storage().runs.claim(row);
    expect(await storage().runs.get(row.tenantId, row.id)).toEqual(row);
    await storage().runs.complete(completion(row.id));
    expect(await storage().runs.get(row.tenantId, row.id)).toEqual({ ...row, ...completion(row.id) });
  });

  test('a completion replaces the input when it brings one', async () => {
    const row = runRow(await newTenant(storage()), { input: { text: 'a secret' } });
    await storage().runs.claim(row);
    await storage().runs.complete({ ...completion(row.id), input: { text: '[redacted]' } });
    expect((await storage().runs.get(row.tenantId, row.id))?.input).toEqual({ text: '[redacted]' });
  });

  test('a recorded run is there whole', async () => {
    const row = runRow(await newTenant(storage()), {
      ...completion(newId('run'), { status: 'error' }),
      error: null,
      output: 0,
    });
    await storage().runs.record(row);
    expect(await storage().runs.get(row.tenantId, row.id)).toEqual(row);
  });

  test("another tenant's run does not exist", async () => {
    const row = runRow(await newTenant(storage()));
    await storage().runs.claim(row);
    const other = await newTenant(storage());
    expect(await storage().runs.get(other, row.id)).toBeUndefined();
    expect(
      (await storage().runs.find({ tenantId: other, connectionId: row.connectionId }, { limit: 10 })).items,
    ).toEqual([]);
  });

  test('completing what was never claimed is refused, and so is completing twice', async () => {
    const row = runRow(await newTenant(storage()));
    await expect(storage().runs.complete(completion('run_never'))).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('run_never'),
    });
    await storage().runs.claim(row);
    await storage().runs.complete(completion(row.id));
    await expect(storage().runs.complete(completion(row.id, { status: 'error' }))).rejects.toMatchObject({
      code: 'not_found',
    });
    expect((await storage().runs.get(row.tenantId, row.id))?.status).toBe('success');
  });

  test('bad rows of a tick fail alone, and the other rows are stored', async () => {
    const tenant = await newTenant(storage());
    const known = runRow(tenant);
    await storage().runs.claim(known);
    const good = Array.from({ length: 30 }, () => runRow(tenant));
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    const outcomes = await Promise.allSettled([
      ...good.slice(0, 15).map((row) => storage().runs.claim(row)),
      storage().runs.claim(known),
      storage().runs.claim(runRow(tenant, { actionKey: 'a\0' })),
      storage().runs.claim(runRow(tenant, { input: cyclic })),
      storage().runs.complete(completion('run_never')),
      storage().runs.complete(completion(known.id)),
      ...good.slice(15).map((row) => storage().runs.record(row)),
    ]);
    const failures = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason.code ?? outcome.reason.name] : [],
    );
    expect(failures).toEqual(['already_exists', 'bad_request', 'TypeError', 'not_found']);
    const stored = await readAll(storage(), { tenantId: tenant }, 1000);
    expect(stored.map(({ id }) => id).sort()).toEqual([...good.map(({ id }) => id), known.id].sort());
    expect(stored.find(({ id }) => id === known.id)?.status).toBe('success');
  });

  test('more rows than one batch holds are all stored', async () => {
    const tenant = await newTenant(storage());
    await Promise.all(Array.from({ length: 1234 }, (_, n) => storage().runs.record(runRow(tenant, { createdAt: n }))));
    expect(await readAll(storage(), { tenantId: tenant }, 1000)).toHaveLength(1234);
  });

  test('each filter gives what it names, newest first', async () => {
    const tenant = await newTenant(storage());
    const saved = { actionId: 'act_1', actionLayer: 'universal', integrationId: 'int_1' } as const;
    const rows = [
      runRow(tenant, { createdAt: 1, app: 'a', connectionId: 'con_a', actionKey: 'x', status: 'error' }),
      runRow(tenant, { createdAt: 2, app: 'b', connectionId: 'con_a', actionKey: 'y', status: 'unknown', ...saved }),
      runRow(tenant, { createdAt: 3, app: 'b', connectionId: 'con_b', actionKey: 'x', status: 'success' }),
    ];
    for (const row of rows) await storage().runs.record(row);
    const found = async (filter: Omit<RunFilter, 'tenantId'>) =>
      (await readAll(storage(), { tenantId: tenant, ...filter }, 2)).map(({ createdAt }) => createdAt);
    expect(await found({})).toEqual([3, 2, 1]);
    expect(await found({ app: 'b' })).toEqual([3, 2]);
    expect(await found({ connectionId: 'con_a' })).toEqual([2, 1]);
    expect(await found({ actionKey: 'x' })).toEqual([3, 1]);
    expect(await found({ actionId: 'act_1' })).toEqual([2]);
    expect(await found({ integrationId: 'int_1', actionId: 'act_1', from: 2 })).toEqual([2]);
    expect(await found({ integrationId: 'int_2' })).toEqual([]);
    expect(await found({ status: 'error' })).toEqual([1]);
    expect(await found({ status: 'success' })).toEqual([3]);
    expect(await found({ status: 'running' })).toEqual([]);
    expect(await found({ from: 2 })).toEqual([3, 2]);
    expect(await found({ to: 2 })).toEqual([2, 1]);
    expect(await found({ from: 2, to: 2, app: 'b', actionKey: 'y', connectionId: 'con_a', status: 'unknown' })).toEqual(
      [2],
    );
  });

  test('paging gives every row once while newer rows keep coming, also rows of one millisecond', async () => {
    const tenant = await newTenant(storage());
    const rows = Array.from({ length: 25 }, (_, n) => runRow(tenant, { createdAt: 100 + Math.floor(n / 10) }));
    await Promise.all(rows.map((row) => storage().runs.record(row)));
    const read = await readAll(storage(), { tenantId: tenant, to: 999 }, 7, () =>
      storage().runs.record(runRow(tenant, { createdAt: 500 })),
    );
    expect(read.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => id).sort());
    expect(read.map(({ createdAt }) => createdAt)).toEqual(
      read.map(({ createdAt }) => createdAt).sort((a, b) => b - a),
    );
  });

  test('the cursor 0 is the beginning and the last page has none', async () => {
    const tenant = await newTenant(storage());
    const row = runRow(tenant);
    await storage().runs.record(row);
    expect(await storage().runs.find({ tenantId: tenant }, { limit: 1, cursor: '0' })).toEqual({ items: [row] });
  });

  test.each(['garbage', '', '1', 'MTAwMA', 'MTAwMC4', '../../etc/passwd', '9'.repeat(5000)])(
    'the cursor %j is refused by name',
    async (cursor) => {
      const find = storage().runs.find({ tenantId: 'ten_1' }, { limit: 10, cursor });
      await expect(find).rejects.toMatchObject({
        code: 'bad_request',
        message: expect.stringContaining('cursor'),
        details: { path: 'cursor' },
      });
    },
  );

  test.each([0, 1001, 1.5, -1, Number.NaN])('the limit %d is refused by name', async (limit) => {
    await expect(storage().runs.find({ tenantId: 'ten_1' }, { limit })).rejects.toMatchObject({
      code: 'bad_request',
      details: { path: 'limit' },
    });
  });

  test('a run whose outcome is unknown by its own account stays as it is', async () => {
    const row = runRow(await newTenant(storage()));
    await storage().runs.claim(row);
    const unknown = { ...completion(row.id, { status: 'unknown' }), output: undefined, error: { code: 'x' } };
    await storage().runs.complete(unknown);
    await expect(storage().runs.complete(completion(row.id))).rejects.toMatchObject({ code: 'not_found' });
  });

  test('runs and connection updates at the same time do not disturb each other', async () => {
    const tenants = await Promise.all(Array.from({ length: 20 }, () => newTenant(storage())));
    const work = tenants.flatMap((tenant) => [
      newTenant(storage()),
      storage().runs.claim(runRow(tenant)),
      storage().tokens.revoke('tok_none', 1),
    ]);
    await expect(Promise.all(work)).resolves.toHaveLength(60);
  });
});
