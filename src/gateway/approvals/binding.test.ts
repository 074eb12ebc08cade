import { afterEach, expect, test } from 'vitest';
import { stopWorlds, world } from './approvals.fixture.ts';

afterEach(stopWorlds);

const mismatch = { code: 'bad_request', details: { reason: 'mismatch' } };

test('a connection that leads to another account by now is not the one that was approved', async () => {
  const { ports, asker, approved, refusal, connectionId, posts, run } = await world(['write'], {
    apiKey: 'first-key-1',
  });
  const approvalId = await approved();
  await ports.connections.patch(asker, connectionId, { authOptionKey: 'key', input: { apiKey: 'second-key-2' } });
  expect(await refusal({ approvalId })).toMatchObject(mismatch);
  expect(posts()).toEqual([]);
  const again = await approved();
  await ports.connections.patch(asker, connectionId, { name: 'Another name' });
  expect(await run({ approvalId: again })).toHaveProperty('actionRunId');
});

test('what the formulas of a saved action see besides the input is part of what was approved', async () => {
  const { ports, asker, connectionId, approved, refusal, posts, run } = await world();
  await ports.tenants.patchSelf(asker, { fields: { victim: 'one' } });
  const saved = await ports.actions.create(asker, {
    connectionId,
    key: 'end-one',
    name: 'End one',
    type: 'api-request-to-external-app',
    config: {
      request: { path: '/end/{id}', pathParameters: { id: { $var: '$.user.fields.victim' } }, method: 'POST' },
    },
  } as never);
  const request = { action: saved.id, input: {} };
  const approvalId = await approved(request);
  await ports.tenants.patchSelf(asker, { fields: { victim: 'two' } });
  expect(await refusal({ ...request, approvalId })).toMatchObject(mismatch);
  expect(posts()).toEqual([]);
  await ports.tenants.patchSelf(asker, { fields: { victim: 'one' } });
  await run({ ...request, approvalId });
  expect(posts()).toEqual(['POST /end/one']);
});

test('a run that nobody confirmed does not begin when the key that it repeats is free', async () => {
  const { ports, asker, connectionId, refusal, run, posts } = await world([]);
  const keyed = { idempotencyKey: 'key-1' };
  const isRepeated = async () =>
    (await ports.approvals.examine(asker, { connectionId, action: 'make-thing', input: { name: 'a' }, ...keyed }))
      .isRepeated;
  expect(await isRepeated()).toBe(false);
  expect(await refusal({ ...keyed, isUnconfirmed: true })).toMatchObject({ code: 'approval_required' });
  expect(await refusal({ isUnconfirmed: true })).toMatchObject({ code: 'approval_required' });
  expect(posts()).toEqual([]);
  const first = await run(keyed);
  expect(await isRepeated()).toBe(true);
  expect(await run({ ...keyed, isUnconfirmed: true })).toEqual(first);
  expect(posts()).toHaveLength(1);
});

test('a request whose headers name another method is not what its own method says', async () => {
  const { ports, asker, connectionId, caller } = await world(['destroy']);
  const api = { method: 'GET', path: '/x' } as const;
  const needs = async (more: object) => (await ports.approvals.examine(asker, { connectionId, ...more })).needs;
  expect(await needs({ api })).toBe('nothing');
  for (const name of ['X-HTTP-Method-Override', 'x-http-method', 'X-Method-Override'])
    expect(await needs({ api: { ...api, headers: { [name]: 'DELETE' } } })).toBe('approve');
  const saved = await ports.actions.create(asker, {
    connectionId,
    key: 'turned',
    name: 'Turned',
    type: 'api-request-to-external-app',
    config: { request: { ...api, headers: { 'X-HTTP-Method-Override': 'DELETE' } } },
  } as never);
  expect(await needs({ action: saved.id, input: {} })).toBe('approve');
  const reader = { ...caller, scopes: new Set(['actions:read', 'proxy'] as const) };
  const turned = { connectionId, api: { ...api, headers: { 'x-http-method-override': 'DELETE' } } };
  await expect(ports.approvals.examine(reader, turned)).rejects.toMatchObject({ code: 'access_denied' });
});

test('a header that is given twice is refused, because its order would decide and is not approved', async () => {
  const { ports, asker, connectionId } = await world();
  const api = { method: 'POST', path: '/x', headers: { 'X-Account': 'one', 'x-account': 'two' } } as const;
  const refused = { code: 'bad_request', message: expect.stringContaining('x-account') };
  await expect(ports.approvals.examine(asker, { connectionId, api })).rejects.toMatchObject(refused);
});

test('code is approved for the tenant as it was then', async () => {
  const { ports, asker, approved, refusal } = await world();
  const request = { action: undefined, input: undefined, code: 'module.exports = ({ user }) => user.fields.victim' };
  const approvalId = await approved(request);
  await ports.tenants.patchSelf(asker, { fields: { victim: 'two' } });
  expect(await refusal({ ...request, approvalId })).toMatchObject(mismatch);
});
