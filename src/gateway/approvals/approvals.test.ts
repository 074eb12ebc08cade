import { afterEach, expect, test } from 'vitest';
import { runRow } from '../../../test/durability/engines.ts';
import { digestOf } from '../../kernel/digest.ts';
import type { RunRequest } from '../../kernel/ports/gateway.ts';
import type { Visitor } from '../../kernel/ports/people.ts';
import { owner, stopWorlds, world } from './approvals.fixture.ts';

afterEach(stopWorlds);

test('a run that needs approval does nothing and says where a person decides; approved it runs once', async () => {
  const { run, refusal, ports, asker, approvalPages, posts, connectionId } = await world();
  const error = await refusal();
  expect(error).toMatchObject({ code: 'approval_required', kind: { status: 409, exitCode: 6 } });
  const { approvalId, approvalUrl } = error.details as Record<string, string>;
  expect(approvalUrl).toBe(`http://gateway.test/approve/${approvalId}`);
  expect(error.hint).toContain(approvalUrl);
  expect(posts()).toEqual([]);
  expect(await ports.approvals.get(asker, approvalId!)).toMatchObject({
    status: 'pending',
    connectionId,
    action: 'tiny.make-thing',
    effect: 'write',
    requestedBy: 'token “ci”',
    input: { name: 'a' },
  });
  expect(await refusal({ approvalId })).toMatchObject({ code: 'approval_required', details: { approvalId } });
  await approvalPages.decide(approvalId!, owner, 'approved');
  const { actionRunId } = await run({ approvalId });
  expect(posts()).toEqual(['POST /things']);
  expect(await ports.approvals.get(asker, approvalId!)).toMatchObject({
    status: 'used',
    decidedBy: 'Ada',
    actionRunId,
  });
  expect(await refusal({ approvalId })).toMatchObject({
    code: 'bad_request',
    actionRunId,
    details: { reason: 'used' },
  });
  expect(posts()).toHaveLength(1);
});

test('the same question is not asked twice, and approved it says that only the approval is missing', async () => {
  const { asked, refusal, approvalPages } = await world();
  const id = await asked();
  expect(await asked({ input: { name: 'a' } })).toBe(id);
  expect(await asked({ input: { name: 'b' } })).not.toBe(id);
  await approvalPages.decide(id, owner, 'approved');
  expect(await refusal()).toMatchObject({ details: { approvalId: id, status: 'approved' } });
});

test('another input, connection, action or caller cannot use an approval; the order of members is no difference', async () => {
  const api = { method: 'POST', path: '/x', body: { a: 1, b: { c: 2, d: 3 } } } as const;
  const { refusal, approved, asker, run, posts, storage, ports } = await world();
  const id = await approved();
  const other = await ports.connections.create(asker, { app: 'tiny', input: {} });
  const wrong = { code: 'bad_request', details: { reason: 'mismatch' } };
  expect(await refusal({ approvalId: id, input: { name: 'b' } })).toMatchObject(wrong);
  expect(await refusal({ approvalId: id, action: 'make-two' })).toMatchObject(wrong);
  expect(await refusal({ approvalId: id, connectionId: other.id })).toMatchObject(wrong);
  expect(await refusal({ approvalId: id }, { ...asker, tokenId: 'tok_2' })).toMatchObject({
    code: 'access_denied',
    details: { reason: 'foreign' },
  });
  const stranger = await storage.tenants.ensure('stranger', Date.now());
  const foreign = { ...asker, tenantId: stranger.id, tenantKey: 'stranger' };
  await expect(ports.approvals.get(foreign, id)).rejects.toMatchObject({ code: 'not_found' });
  expect(await refusal({ approvalId: 'apr_none' })).toMatchObject({ code: 'not_found' });
  expect(posts()).toEqual([]);
  const raw = { action: undefined, input: undefined };
  const second = await approved({ ...raw, api });
  const turned = { body: { b: { d: 3, c: 2 }, a: 1 }, path: '/x', method: 'POST' } as const;
  expect(await run({ ...raw, api: turned, approvalId: second })).toHaveProperty('actionRunId');
});

test('denied and overdue approvals do not let a run begin, and say so', async () => {
  const { asked, refusal, approvalPages, storage, approved } = await world();
  const id = await asked();
  await approvalPages.decide(id, owner, 'denied');
  expect(await refusal({ approvalId: id })).toMatchObject({ code: 'access_denied', details: { reason: 'denied' } });
  const late = await asked();
  expect(late).not.toBe(id);
  const row = (await storage.approvals.get(late))!;
  await storage.approvals.insert({ ...row, id: 'apr_late', expiresAt: Date.now() - 1 });
  expect(await refusal({ approvalId: 'apr_late' })).toMatchObject({ details: { reason: 'expired' } });
  expect((await approvalPages.decide('apr_late', owner, 'approved')).isLate).toBe(true);
  const unused = (await storage.approvals.get(await approved({ input: { name: 'z' } })))!;
  await storage.approvals.insert({ ...unused, id: 'apr_unused', expiresAt: Date.now() - 1 });
  expect((await refusal({ approvalId: 'apr_unused', input: { name: 'z' } })).message).toContain('not used in time');
});

test('a retry under the same key with the same approval gets the answer of the run, not a refusal', async () => {
  const { asked, approvalPages, run, posts, refusal } = await world();
  const idempotencyKey = 'order-7';
  const approvalId = await asked({ idempotencyKey });
  await approvalPages.decide(approvalId, owner, 'approved');
  const first = await run({ idempotencyKey, approvalId });
  expect(await run({ idempotencyKey, approvalId })).toEqual(first);
  expect(await run({ idempotencyKey })).toEqual(first);
  expect(posts()).toHaveLength(1);
  expect(await refusal({ idempotencyKey, input: { name: 'b' } })).toMatchObject({ code: 'idempotency_mismatch' });
});

test('an approval that a process took with it when it died leads to the record of its run', async () => {
  const { approved, refusal, storage, ports, asker, caller } = await world();
  const approvalId = await approved();
  const row = (await storage.approvals.get(approvalId))!;
  const run = runRow(caller.tenantId, { connectionId: row.connectionId, app: 'tiny', actionKey: 'make-thing' });
  expect(await storage.approvals.claim({ ...row, now: Date.now() }, run)).toBe('claimed');
  // Nothing has left yet, and nobody is there to send it.
  expect(await refusal({ approvalId })).toMatchObject({ actionRunId: run.id, details: { reason: 'used' } });
  await storage.runs.closeAbandoned(Date.now(), Date.now());
  expect(await ports.runs.get(asker, run.id, { details: false })).toMatchObject({ status: 'unknown' });
});

test('of many runs at once one uses the approval', async () => {
  const { approved, run, posts } = await world();
  const approvalId = await approved();
  const ends = await Promise.allSettled(Array.from({ length: 10 }, () => run({ approvalId })));
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(posts()).toHaveLength(1);
});

test('reads, dry runs and what the rules do not name need nobody', async () => {
  const { run, ports, asker, connectionId, gateway } = await world(['destroy']);
  await run({ action: 'get-thing' });
  await run();
  const needs = async (request: Partial<RunRequest>) =>
    (await ports.approvals.examine(asker, { connectionId, ...request })).needs;
  expect(await needs({ action: 'make-thing', input: { name: 'a' } })).toBe('nothing');
  expect(await needs({ api: { method: 'DELETE', path: '/x' } })).toBe('approve');
  expect(await needs({ api: { method: 'DELETE', path: '/x' }, dryRun: true })).toBe('nothing');
  expect(await needs({ code: 'module.exports = () => 1' })).toBe('approve');
  expect(gateway.approvalPages).toBeDefined();
});

test('what a tenant says of its own saved action does not make it harmless', async () => {
  const { ports, asker, connectionId, refusal } = await world(['destroy']);
  const saved = await ports.actions.create(asker, {
    connectionId,
    key: 'innocent',
    name: 'Innocent',
    type: 'api-request-to-external-app',
    effect: 'read',
    config: { request: { path: '/things/1', method: 'DELETE' } },
  } as never);
  expect(await refusal({ action: saved.id, input: undefined })).toMatchObject({ code: 'approval_required' });
});

test('a saved action that was changed since is not what was approved', async () => {
  const { ports, asker, connectionId, approved, refusal } = await world();
  const saved = await ports.actions.create(asker, {
    connectionId,
    key: 'mine',
    name: 'Mine',
    type: 'api-request-to-external-app',
    config: { request: { path: '/harmless', method: 'POST' } },
  } as never);
  const request = { action: saved.id, input: {} };
  const approvalId = await approved(request);
  await ports.actions.patch(asker, saved.id, { config: { request: { path: '/other', method: 'POST' } } } as never, {});
  expect(await refusal({ ...request, approvalId })).toMatchObject({ details: { reason: 'mismatch' } });
});

test('no program approves, whatever token it holds; managers may deny', async () => {
  const { ports, asked, asker, storage } = await world();
  const id = await asked();
  expect(ports.approvals).not.toHaveProperty('approve');
  await expect(ports.approvals.deny({ ...asker, tokenId: 'tok_2' }, id)).rejects.toMatchObject({
    code: 'access_denied',
  });
  expect(await storage.approvals.get(id)).toMatchObject({ status: 'pending' });
  const manager = { ...asker, tokenId: 'tok_3', isManager: true };
  expect(await ports.approvals.deny(manager, id)).toMatchObject({ status: 'denied', decidedBy: 'token “ci”' });
  await expect(ports.approvals.deny(manager, id)).rejects.toMatchObject({ code: 'conflict' });
});

test('a member decides for his own tenant alone', async () => {
  const { approvalPages, asked, caller, storage } = await world();
  const id = await asked();
  const other = await storage.tenants.ensure('other', Date.now());
  const member = (tenantId: string): Visitor => ({ personId: 'per_2', name: 'Bob', role: 'member', tenantId });
  await expect(approvalPages.open(id, member(other.id))).rejects.toMatchObject({ code: 'not_found' });
  await expect(approvalPages.decide(id, member(other.id), 'approved')).rejects.toMatchObject({ code: 'not_found' });
  expect((await approvalPages.decide(id, member(caller.tenantId), 'approved')).isLate).toBe(false);
});

test('what is shown is redacted, sealed in the database, and has the request that would leave', async () => {
  const { approvalPages, asked, storage } = await world(['write'], { apiKey: 'top-secret-key-1' });
  const id = await asked({ input: { name: 'Zebra' } });
  const subject = await approvalPages.open(id, owner);
  expect(subject.inputText).toContain('Zebra');
  expect(subject.previewText).toContain('POST');
  expect(JSON.stringify(subject)).not.toContain('top-secret-key-1');
  expect(JSON.stringify(await storage.approvals.get(id))).not.toContain('Zebra');
});

test('what runs is shown itself, where whoever saved or asked it chose its name', async () => {
  const { approvalPages, asked, asker, connectionId, ports } = await world(['destroy']);
  const code = 'module.exports = async () => {\n\tawait end("everything");\n};';
  const saved = await ports.actions.create(asker, {
    connectionId,
    key: 'list',
    name: 'List things',
    description: 'Only reads, harmless',
    type: 'run-javascript',
    config: { code },
  } as never);
  const id = await asked({ action: saved.id, input: {} });
  const { definition } = await approvalPages.open(id, owner);
  expect(definition).toContain(code);
  expect(definition).toContain('run-javascript');
  expect(await ports.approvals.get(asker, id)).toMatchObject({ definition, input: {} });
  const bare = { action: undefined, input: undefined };
  const direct = await approvalPages.open(await asked({ ...bare, code }), owner);
  expect(direct.definition).toBe(code);
  const api = { method: 'DELETE', path: '/things/7' } as const;
  expect((await approvalPages.open(await asked({ ...bare, api }), owner)).definition).toContain('/things/7');
  const examined = await ports.approvals.examine(asker, { connectionId, action: saved.id, input: {} });
  expect(examined.definition).toBe(definition);
  const mapped = await ports.actions.create(asker, {
    connectionId,
    key: 'mapped',
    name: 'Mapped',
    type: 'api-request-to-external-app',
    config: { request: { path: { $concat: ['/things/', { $var: '$.input.id' }] }, method: 'DELETE' } },
  } as never);
  expect((await approvalPages.open(await asked({ action: mapped.id, input: {} }), owner)).definition).toContain(
    '$concat',
  );
});

test('those of one name are told apart in a list, and a connector needs no explanation', async () => {
  const { ports, asker, asked, approvalPages } = await world();
  const id = await asked({ input: { name: 'first' } });
  await asked({ input: { name: 'x'.repeat(500) } });
  const { items } = await ports.approvals.list(asker, {}, { limit: 10 });
  expect(items.map(({ summary }) => summary)).toEqual(
    expect.arrayContaining(['{ "name": "first" }', expect.stringMatching(/^\{ "name": "x{50,}…$/)]),
  );
  expect(await approvalPages.open(id, owner)).not.toHaveProperty('definition');
});

test('whoever waits is told when it is decided', async () => {
  const { ports, asker, asked, approvalPages } = await world();
  const id = await asked();
  const waiting = ports.approvals.wait(asker, id, { timeoutMs: 10_000, departure: new AbortController().signal });
  await approvalPages.decide(id, owner, 'denied');
  expect(await waiting).toMatchObject({ status: 'denied' });
  expect((await ports.approvals.list(asker, { status: 'denied' }, { limit: 10 })).items).toMatchObject([{ id }]);
});

test('nobody waits for what is about something else, and who waited in vain is told so', async () => {
  const { ports, asker, asked, refusal } = await world();
  const id = await asked();
  const departure = new AbortController().signal;
  const from = Date.now();
  await ports.approvals.wait(asker, id, { timeoutMs: 30_000, departure, digest: digestOf('another') });
  const { digest } = await ports.approvals.examine(asker, { action: 'make-thing', input: { name: 'a' } });
  await ports.approvals.wait({ ...asker, tokenId: 'tok_2' }, id, { timeoutMs: 30_000, departure, digest });
  expect(Date.now() - from).toBeLessThan(10_000);
  expect((await refusal()).message).toContain('a person has to approve it first');
  expect(await refusal({ approvalId: id })).toMatchObject({
    code: 'approval_required',
    message: expect.stringContaining('nobody has decided yet'),
    hint: expect.stringContaining(id),
    details: { status: 'pending' },
  });
});

test('a confirmation is good once, for its caller and what it is about', async () => {
  const { ports, asker } = await world();
  const { question, answered } = ports.approvals;
  const what = digestOf('delete 1');
  const state = await question(asker, what);
  expect(await answered(asker, state, digestOf('delete 2'))).toBe(false);
  expect(await answered({ ...asker, tokenId: 'tok_2' }, state, what)).toBe(false);
  expect(await answered({ ...asker, tenantId: 'ten_2' }, state, what)).toBe(false);
  expect(await answered(asker, `${state}x`, what)).toBe(false);
  const answers = await Promise.all(Array.from({ length: 5 }, () => answered(asker, state, what)));
  expect(answers.filter(Boolean)).toHaveLength(1);
});
