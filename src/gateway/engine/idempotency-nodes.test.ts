import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { newTenant, onEveryEngine, runRow } from '../../../test/durability/engines.ts';
import type { Effect } from '../../kernel/action.ts';
import { PorinError } from '../../kernel/errors.ts';
import type { RunRow, Storage } from '../../kernel/ports/storage.ts';
import type { Vault } from '../../kernel/ports/vault.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { openVault } from '../../platform/vault/vault.ts';
import { createExplainUnknown } from './explain-unknown.ts';
import { createIdempotency, type Ended, type HeldKey } from './idempotency.ts';

const logger = createLogger({ level: 'silent' });
const newVault = () => openVault({ dataDir: '/nowhere', key: randomBytes(32).toString('base64') });
const catalog = { connector: () => Promise.reject(new PorinError('not_found', 'None')) };

async function node(storage: Storage, vault?: Vault, patienceMs = 10_000) {
  const explainUnknown = createExplainUnknown({ catalog, redactor: { redact: (value) => value } });
  const keys = vault ?? (await newVault());
  return createIdempotency({ storage, vault: keys, logger, now: Date.now, explainUnknown, patienceMs });
}

const asked = (tenantId: string) => ({
  tenantId,
  key: 'once',
  requestHash: 'a'.repeat(64),
  signal: new AbortController().signal,
});

interface Work {
  readonly storage: Storage;
  readonly tenantId: string;
  readonly effect?: Effect;
  /** What the run does between its two writes. */
  readonly during?: () => Promise<unknown>;
  readonly ended?: (run: RunRow) => Ended;
}

/** A run as the engine makes one; `made` counts those that won their claim. */
function workOf({ storage, tenantId, effect = 'write', during, ended }: Work) {
  const made: string[] = [];
  const attempt = async (key: HeldKey): Promise<Ended | undefined> => {
    const run = runRow(tenantId, { effect, createdAt: Date.now() });
    if (!(await storage.runs.claim(run, key.rowFor(run.id)))) return undefined;
    made.push(run.id);
    await during?.();
    const end: Ended = ended?.(run) ?? { answer: { output: { a: 1 }, actionRunId: run.id }, isFinal: true };
    const row = { id: run.id, output: { shown: true }, error: null, details: [], completedAt: Date.now() };
    const failed = 'error' in end ? end.error.toBody() : null;
    const completion = { ...row, status: failed === null ? 'success' : 'error', error: failed } as const;
    await storage.runs.complete(completion, key.answerFor(run.id, end));
    return end;
  };
  return { attempt, made };
}

onEveryEngine((storage) => {
  test('a request that comes to two nodes at once runs on one, and both tell its answer', async () => {
    const tenantId = await newTenant(storage());
    const vault = await newVault();
    const nodes = [await node(storage(), vault), await node(storage(), vault)];
    const { attempt, made } = workOf({ storage: storage(), tenantId, during: () => sleep(150) });
    const told = await Promise.all(nodes.map((one) => one.once(asked(tenantId), attempt)));
    expect(made).toHaveLength(1);
    const answer = { answer: { output: { a: 1 }, actionRunId: made[0] }, isFinal: true };
    expect(told.map(({ ended }) => ended)).toEqual([answer, answer]);
    expect(told.filter(({ isReplay }) => isReplay)).toHaveLength(1);
  });

  test('a final error is told again by another node, as it was', async () => {
    const tenantId = await newTenant(storage());
    const vault = await newVault();
    const error = new PorinError('upstream_refused', 'No', { hint: 'Ask', details: { status: 422 } });
    const ended = (run: RunRow): Ended => ({ error: error.withRun(run.id), isFinal: true });
    const { attempt, made } = workOf({ storage: storage(), tenantId, ended });
    const first = await (await node(storage(), vault)).once(asked(tenantId), attempt);
    const second = await (await node(storage(), vault)).once(asked(tenantId), attempt);
    const bodyOf = ({ ended: end }: typeof first) => 'error' in end && end.error.toBody();
    expect(bodyOf(second)).toEqual(bodyOf(first));
    expect(made).toHaveLength(1);
  });

  test('a change whose process died is told as unknown, with its run, and never made again', async () => {
    const tenantId = await newTenant(storage());
    const died = workOf({ storage: storage(), tenantId, during: () => new Promise(() => undefined) });
    void (await node(storage())).once(asked(tenantId), died.attempt);
    await expect.poll(() => died.made.length).toBe(1);
    await storage().runs.closeAbandoned(Date.now() + 1, Date.now());
    const again = workOf({ storage: storage(), tenantId });
    const told = await (await node(storage())).once(asked(tenantId), again.attempt);
    expect(told).toMatchObject({
      isReplay: true,
      ended: { error: { code: 'outcome_unknown', actionRunId: died.made[0] } },
    });
    expect('error' in told.ended && told.ended.error.hint).toMatch(/may have happened at \d{4}-.* before repeating it/);
    expect(again.made).toEqual([]);
  });

  test('a read whose process died is made again', async () => {
    const tenantId = await newTenant(storage());
    const effect = 'read';
    const died = workOf({ storage: storage(), tenantId, effect, during: () => new Promise(() => undefined) });
    void (await node(storage())).once(asked(tenantId), died.attempt);
    await expect.poll(() => died.made.length).toBe(1);
    await storage().runs.closeAbandoned(Date.now() + 1, Date.now());
    const again = workOf({ storage: storage(), tenantId, effect });
    expect(await (await node(storage())).once(asked(tenantId), again.attempt)).toMatchObject({ isReplay: false });
    expect(again.made).toHaveLength(1);
  });

  test('a run of another node that never ends is waited for no longer than the patience', async () => {
    const tenantId = await newTenant(storage());
    const stuck = workOf({ storage: storage(), tenantId, during: () => new Promise(() => undefined) });
    void (await node(storage())).once(asked(tenantId), stuck.attempt);
    await expect.poll(() => stuck.made.length).toBe(1);
    const waiting = (await node(storage(), undefined, 200)).once(asked(tenantId), stuck.attempt);
    await expect(waiting).rejects.toMatchObject({ code: 'conflict', actionRunId: stuck.made[0] });
  });

  test('who waits for another node may go away', async () => {
    const tenantId = await newTenant(storage());
    const stuck = workOf({ storage: storage(), tenantId, during: () => new Promise(() => undefined) });
    void (await node(storage())).once(asked(tenantId), stuck.attempt);
    await expect.poll(() => stuck.made.length).toBe(1);
    const request = { ...asked(tenantId), signal: AbortSignal.timeout(100) };
    await expect((await node(storage())).once(request, stuck.attempt)).rejects.toThrow();
  });

  test('an answer whose vault key is gone comes from the record', async () => {
    const tenantId = await newTenant(storage());
    const { attempt, made } = workOf({ storage: storage(), tenantId });
    await (await node(storage())).once(asked(tenantId), attempt);
    const told = await (await node(storage())).once(asked(tenantId), attempt);
    expect(told.ended).toEqual({ answer: { output: { shown: true }, actionRunId: made[0] }, isFinal: true });
    expect(made).toHaveLength(1);
  });

  test('a node whose claims cannot be stored says so, and its key is free', async () => {
    const tenantId = await newTenant(storage());
    const one = await node(storage());
    await expect(
      one.once(asked(tenantId), () => Promise.reject(new PorinError('unavailable', 'Full'))),
    ).rejects.toThrow();
    const { attempt } = workOf({ storage: storage(), tenantId });
    expect(await one.once(asked(tenantId), attempt)).toMatchObject({ isReplay: false });
  });
});
