import { expect, test } from 'vitest';
import { keyOf } from '../../../test/durability/action-rows.ts';
import { approvalRow, useOf } from '../../../test/durability/approval-rows.ts';
import { newTenant, onEveryEngine, runRow } from '../../../test/durability/engines.ts';
import { digestOf } from '../../kernel/digest.ts';
import type { ApprovalRow } from '../../kernel/ports/storage-approvals.ts';
import { openStorage } from './storage.ts';

const yes = { status: 'approved', decidedBy: 'Ada', decidedAt: 1200, expiresAt: 3000 } as const;
const no = { ...yes, status: 'denied' } as const;

onEveryEngine((storage, url) => {
  const stored = async (over: Partial<ApprovalRow> = {}) => {
    const row = approvalRow(await newTenant(storage()), over);
    await storage().approvals.insert(row);
    return row;
  };

  test('an approval is kept as it was asked for', async () => {
    const row = await stored({ isCharged: true });
    expect(await storage().approvals.get(row.id)).toEqual(row);
    expect(await storage().approvals.get('apr_none')).toBeUndefined();
  });

  test('what was asked for before is found by the same asker alone, while it can still be used', async () => {
    const row = await stored();
    const { open } = storage().approvals;
    expect(await open(row, 1999)).toEqual(row);
    expect(await open(row, 2000)).toBeUndefined();
    expect(await open({ ...row, principal: 'token:tok_2' }, 1500)).toBeUndefined();
    expect(await open({ ...row, tenantId: await newTenant(storage()) }, 1500)).toBeUndefined();
    expect(await open({ ...row, digest: digestOf('other') }, 1500)).toBeUndefined();
    await storage().approvals.decide(row.id, no);
    expect(await open(row, 1500)).toBeUndefined();
  });

  test('of many decisions the first one counts, and none that comes too late', async () => {
    const row = await stored();
    const { decide, get } = storage().approvals;
    const decided = await Promise.all(Array.from({ length: 10 }, (_, n) => decide(row.id, n % 2 === 0 ? yes : no)));
    const [winner, ...others] = decided.filter((one) => one !== undefined);
    expect(others).toEqual([]);
    expect(await get(row.id)).toEqual(winner);
    const late = await stored();
    expect(await decide(late.id, { ...yes, decidedAt: 2000 })).toBeUndefined();
  });

  test('an approval is used up by one run of many, on whichever node, and stored with it', async () => {
    const row = await stored();
    await storage().approvals.decide(row.id, yes);
    const other = url().startsWith('postgres') ? await openStorage({ url: url() }) : storage();
    const runs = Array.from({ length: 20 }, () => runRow(row.tenantId));
    const ends = await Promise.all(
      runs.map((run, n) => (n % 2 === 0 ? storage() : other).approvals.claim(useOf(row), run)),
    );
    expect(ends.filter((end) => end === 'claimed')).toHaveLength(1);
    const winner = runs[ends.indexOf('claimed')]!;
    const kept = await storage().runs.find({ tenantId: row.tenantId }, { limit: 100 });
    expect(kept.items.map(({ id }) => id)).toEqual([winner.id]);
    expect(await storage().approvals.get(row.id)).toMatchObject({ status: 'used', runId: winner.id });
    if (other !== storage()) await other.close();
  });

  test('an approval is good for what was approved, for its asker and for its time', async () => {
    const row = await stored();
    const claim = (over: Parameters<typeof useOf>[1]) =>
      storage().approvals.claim(useOf(row, over), runRow(row.tenantId));
    expect(await claim({})).toBe('unusable');
    await storage().approvals.decide(row.id, yes);
    expect(await claim({ digest: digestOf('delete room 2') })).toBe('unusable');
    expect(await claim({ principal: 'token:tok_2' })).toBe('unusable');
    expect(await claim({ tenantId: await newTenant(storage()) })).toBe('unusable');
    expect(await claim({ now: 3000 })).toBe('unusable');
    expect((await storage().runs.find({ tenantId: row.tenantId }, { limit: 1 })).items).toEqual([]);
    expect(await claim({ now: 2999 })).toBe('claimed');
  });

  test('a key that is in use leaves the approval unused, and a free one is taken with it', async () => {
    const row = await stored();
    await storage().approvals.decide(row.id, yes);
    const [before, after] = [runRow(row.tenantId), runRow(row.tenantId)];
    await storage().runs.claim(before, keyOf(before));
    expect(await storage().approvals.claim(useOf(row), after, keyOf(after))).toBe('key');
    expect(await storage().approvals.get(row.id)).toMatchObject({ status: 'approved', runId: null });
    expect(await storage().runs.get(row.tenantId, after.id)).toBeUndefined();
    expect(await storage().approvals.claim(useOf(row), after, keyOf(after, { key: 'free' }))).toBe('claimed');
    expect(await storage().idempotency.get(row.tenantId, 'free', 1)).toMatchObject({ runId: after.id });
  });

  test('decisions and uses are told to whoever waits', async () => {
    const row = await stored();
    const heard: string[] = [];
    const stop = storage().onChange(({ kind, id }) => void (kind === 'approval' && heard.push(id)));
    await storage().approvals.decide(row.id, yes);
    await storage().approvals.decide(row.id, yes);
    await storage().approvals.claim(useOf(row), runRow(row.tenantId));
    stop();
    // Postgres tells the node that changed it at once, and not again.
    expect(heard.filter((id) => id === row.id)).toHaveLength(2);
  });

  test('lists are of one tenant or of all, by status, newest first; old ones are deleted', async () => {
    const first = await stored({ createdAt: 10 });
    const second = approvalRow(first.tenantId, { createdAt: 20, status: 'denied' });
    await storage().approvals.insert(second);
    const { list, deleteBefore, get } = storage().approvals;
    const ids = async (filter: Parameters<typeof list>[0]) =>
      (await list(filter, { limit: 1000 })).items.map(({ id }) => id);
    expect(await ids({ tenantId: first.tenantId })).toEqual([second.id, first.id]);
    expect(await ids({ tenantId: first.tenantId, status: 'denied' })).toEqual([second.id]);
    expect(await ids({})).toEqual(expect.arrayContaining([first.id, second.id]));
    await storage().approvals.insert(approvalRow(first.tenantId, { id: `${first.id}-live`, expiresAt: 9000 }));
    while ((await deleteBefore(8000, 100)) === 100);
    expect(await get(first.id)).toBeUndefined();
    expect(await get(`${first.id}-live`)).toBeDefined();
  });
});
