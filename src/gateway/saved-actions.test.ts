import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actionsGateway, request } from './saved-actions.fixture.ts';

type Made = Awaited<ReturnType<typeof actionsGateway>>;
let made: Made;
beforeAll(async () => {
  made = await actionsGateway();
});
afterAll(() => made.stop());

const code = (path: string) => expect.objectContaining({ code: path });

describe('an action that is saved on a connection', () => {
  test('is its tenant’s: listed, found by id and key, run, and unknown to another', async () => {
    const { actions, caller, other, connectionId, save, run } = made;
    const saved = await save({ name: 'My Ping!', connectionId });
    expect(saved).toMatchObject({
      id: expect.stringMatching(/^act_/),
      key: 'my-ping',
      layer: 'connection',
      connectionId,
      externalAppId: 'tiny',
      integrationId: 'tiny',
      integration: { id: 'tiny', name: 'Tiny' },
      tenantId: caller.tenantId,
      effect: 'read',
      state: 'READY',
      revision: '1',
      isReadOnly: false,
      isUniversal: false,
    });
    for (const selector of [saved.id, 'my-ping'])
      expect(await actions.get(caller, selector, {})).toMatchObject({ id: saved.id });
    expect((await run('my-ping')).output).toMatchObject({ status: 200, data: { ok: true } });
    for (const asked of [
      actions.get(other, saved.id, {}),
      actions.get(other, 'my-ping', {}),
      actions.patch(other, saved.id, {}, { name: 'Mine' }),
      actions.archive(other, saved.id, {}),
      actions.restore(other, saved.id, {}),
      actions.clone(other, saved.id, {}, { connectionId: made.otherConnectionId }),
      actions.create(other, { ...request, name: 'Here', connectionId }),
    ])
      await expect(asked).rejects.toEqual(code('not_found'));
    expect(Object.keys(await made.keys({}, other))).not.toContain('my-ping');
  });

  test('takes the scopes of whoever may send any request', async () => {
    const { actions, caller, connectionId } = made;
    for (const scopes of [['actions:write'], ['proxy'], []] as const) {
      const asked = actions.create({ ...caller, scopes: new Set(scopes) }, { ...request, name: 'No', connectionId });
      await expect(asked).rejects.toThrow(/scopes actions:write and proxy/);
    }
  });

  test('says what is wrong with it', async () => {
    const { save, connectionId } = made;
    const wrong = (action: object) => save({ name: 'Wrong', connectionId, ...action });
    await expect(wrong({ type: 'api-requests' })).rejects.toThrow(/type: .*'api-requests'/);
    await expect(wrong({ config: { request: { path: 5 } } })).rejects.toThrow(/config\.request\.path/);
    await expect(wrong({ type: 'connector-operation', config: { operationKey: 'get-thin' } })).rejects.toThrow(
      /did you mean 'get-thing'/,
    );
    await expect(wrong({ inputSchema: { properties: { a: { type: 'text' } } } })).rejects.toThrow(
      /inputSchema\.properties\.a\.type: expected one of string/,
    );
    await expect(wrong({ customOutputSchema: { required: 'a' } })).rejects.toThrow(/customOutputSchema\.required/);
    await expect(wrong({ key: 'act_1' })).rejects.toThrow(/looks like an id/);
    await expect(wrong({ name: '測試' })).rejects.toThrow(/key: required/);
    await expect(wrong({ name: undefined })).rejects.toThrow(/name: required/);
    await expect(wrong({ type: undefined })).rejects.toThrow(/type: required/);
    await expect(wrong({ meta: 'x'.repeat(300_000) })).rejects.toEqual(code('payload_too_large'));
    await save({ name: 'Twice', connectionId });
    await expect(save({ name: 'Twice', connectionId })).rejects.toThrow(/key 'twice' on this connection: act_/);
    await save({ name: 'Twice', connectionId, instanceKey: 'b' });
  });

  test('is not written from an intent, but what fits is named', async () => {
    const { actions, caller, connectionId } = made;
    const asked = actions.create(caller, { intent: 'make a thing', connectionId });
    await expect(asked).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining('make-thing (Make Thing)'),
      details: { matches: expect.arrayContaining([expect.objectContaining({ id: 'tiny.make-thing' })]) },
    });
  });
});

describe('layers', () => {
  test('of everybody and of an integration take a manager, and the nearest one counts', async () => {
    const { actions, caller, other, connectionId, otherConnectionId, save, keys } = made;
    for (const place of [{}, { integrationId: 'tiny' }])
      await expect(actions.create(caller, { ...request, name: 'Layered', ...place })).rejects.toThrow(/managers/);
    const universal = await save({ name: 'Layered' });
    expect(universal).toMatchObject({ layer: 'universal', isUniversal: true, isReadOnly: false });
    expect((await keys())['layered']).toBe(universal.id);
    const integration = await save({ name: 'Layered', integrationId: 'tiny' });
    expect((await keys())['layered']).toBe(integration.id);
    const own = await save({ name: 'Layered', connectionId });
    expect((await keys())['layered']).toBe(own.id);
    expect((await keys({ integrationId: 'tiny' }))['layered']).toBe(integration.id);
    expect((await keys({ connectionId: otherConnectionId }, other))['layered']).toBe(integration.id);
    const everywhere = (await actions.list(caller, { search: 'layered' }, { limit: 10 })).items.map(({ id }) => id);
    expect(everywhere.sort()).toEqual([universal.id, integration.id, own.id].sort());
    expect(await actions.get(caller, 'layered', { layer: 'universal' })).toMatchObject({
      id: universal.id,
      isReadOnly: true,
    });
    await expect(actions.get(caller, 'layered', {})).rejects.toThrow(/3 actions have the key 'layered'/);
    await expect(actions.patch(caller, universal.id, {}, { name: 'x' })).rejects.toEqual(code('access_denied'));
    await expect(actions.archive(caller, integration.id, {})).rejects.toEqual(code('access_denied'));
    await actions.archive(caller, own.id, {});
    expect((await keys())['layered']).toBe(integration.id);
  });

  test('stand in the place of a connector’s own action of the key', async () => {
    const { save, keys, manager, actions } = made;
    expect((await keys())['read-back']).toBe('tiny.read-back');
    const saved = await save({ key: 'read-back', name: 'Other', app: 'tiny' });
    expect((await keys())['read-back']).toBe(saved.id);
    expect((await keys({}))['read-back']).toBe(saved.id);
    await actions.archive(manager, saved.id, {});
    expect((await keys({}))['read-back']).toBe('tiny.read-back');
  });
});

describe('a connector’s own action', () => {
  test('is customised where a change names a place, and reset', async () => {
    const { actions, caller, connectionId, patch, keys, run } = made;
    await expect(actions.patch(caller, 'tiny.get-thing', {}, { name: 'x' })).rejects.toThrow(/connector's own/);
    await expect(actions.archive(caller, 'tiny.get-thing', {})).rejects.toThrow(/connector's own/);
    const copy = await patch('tiny.get-thing', { name: 'Ours', outputMapping: { found: { $var: '$.output' } } });
    expect(copy).toMatchObject({
      key: 'get-thing',
      name: 'Ours',
      type: 'connector-operation',
      config: { operationKey: 'get-thing' },
      parentId: 'tiny.get-thing',
      parent: { id: 'tiny.get-thing', name: 'Get Thing' },
      isCustomized: true,
      effect: 'read',
      inputSchema: { properties: { name: { type: 'string' } } },
    });
    expect((await keys())['get-thing']).toBe(copy.id);
    const again = await patch('get-thing', { description: 'Again' });
    expect(again).toMatchObject({ id: copy.id, description: 'Again', name: 'Ours', revision: '2' });
    expect(await actions.get(caller, 'tiny.get-thing', { connectionId })).toMatchObject({ id: copy.id });
    expect((await run('get-thing', { name: 'a' })).output).toEqual({ found: { ok: true } });
    await expect(patch('tiny.make-two', { key: 'other' })).rejects.toThrow(/key: a copy/);
    const back = await actions.reset(caller, 'get-thing', { connectionId });
    expect(back).toMatchObject({ id: 'tiny.get-thing', isReadOnly: true });
    expect((await keys())['get-thing']).toBe('tiny.get-thing');
  });

  test('is copied as it is by an empty replacement', async () => {
    const { actions, caller, connectionId } = made;
    const copy = await actions.put(caller, 'get-file', { connectionId }, {});
    expect(copy).toMatchObject({ description: 'Downloads a thing', isCustomized: false });
    expect(await actions.put(caller, 'get-file', { connectionId }, {})).toMatchObject({ id: copy.id });
    await actions.reset(caller, 'get-file', { connectionId });
  });
});

describe('changes', () => {
  test('by patch keep what is not named, by put clear it', async () => {
    const { actions, caller, connectionId, save } = made;
    const { id } = await save({ name: 'Editable', connectionId, description: 'Some', meta: { a: 1 } });
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    const patched = await actions.patch(caller, id, {}, { inputSchema: schema, key: 'renamed' });
    expect(patched).toMatchObject({ key: 'renamed', description: 'Some', meta: { a: 1 }, inputSchema: schema });
    expect(patched).toMatchObject({ revision: '2', isCustomized: false });
    const put = await actions.put(caller, id, {}, { name: 'New' });
    expect(put).toMatchObject({
      key: 'renamed',
      name: 'New',
      description: '',
      inputSchema: {},
      config: patched.config,
    });
    expect(put).not.toHaveProperty('meta');
  });

  test('at the same time lose none', async () => {
    const { actions, caller, connectionId, save } = made;
    const { id } = await save({ name: 'Busy', connectionId });
    await Promise.all([
      actions.patch(caller, id, {}, { description: 'Described' }),
      actions.patch(caller, id, {}, { meta: { noted: true } }),
      actions.patch(caller, id, {}, { effect: 'destroy' }),
    ]);
    const after = await actions.get(caller, id, {});
    expect(after).toMatchObject({ description: 'Described', meta: { noted: true }, effect: 'destroy', revision: '4' });
  });

  test('archive, restore and free the key meanwhile', async () => {
    const { actions, caller, connectionId, save, keys } = made;
    const first = await save({ name: 'Gone', connectionId });
    expect(await actions.archive(caller, 'gone', { connectionId })).toMatchObject({ archivedAt: expect.any(String) });
    expect(await keys()).not.toHaveProperty('gone');
    expect(await keys({ includeArchived: true })).toHaveProperty('gone', first.id);
    await expect(actions.get(caller, 'gone', {})).rejects.toEqual(code('not_found'));
    await expect(actions.patch(caller, first.id, {}, { name: 'x' })).rejects.toThrow(/archived/);
    const second = await save({ name: 'Gone', connectionId });
    await expect(actions.restore(caller, first.id, {})).rejects.toEqual(code('already_exists'));
    await actions.archive(caller, second.id, {});
    expect(await actions.restore(caller, 'gone', { connectionId })).toMatchObject({ id: second.id });
    expect(await keys()).toHaveProperty('gone', second.id);
  });

  test('clone beside, elsewhere, and take a clone back to its parent', async () => {
    const { actions, caller, other, manager, otherConnectionId, connectionId, save } = made;
    const parent = await save({ name: 'Original', connectionId, description: 'First' });
    const beside = await actions.clone(caller, parent.id, {}, {});
    expect(beside).toMatchObject({ key: 'original-copy', parentId: parent.id, isCustomized: false, connectionId });
    expect(await actions.clone(caller, parent.id, {}, {})).toMatchObject({ key: 'original-copy-2' });
    const changed = await actions.patch(caller, beside.id, {}, { description: 'Other' });
    expect(changed.isCustomized).toBe(true);
    expect(await actions.reset(caller, beside.id, {})).toMatchObject({
      id: beside.id,
      key: 'original-copy',
      description: 'First',
      isCustomized: false,
    });
    const shared = await actions.clone(manager, parent.id, {}, { integrationId: 'tiny', key: 'shared' });
    expect(shared).toMatchObject({ layer: 'integration', key: 'shared', integrationId: 'tiny' });
    expect(await actions.clone(other, 'shared', {}, { connectionId: otherConnectionId })).toMatchObject({
      key: 'shared-copy',
      connectionId: otherConnectionId,
    });
    expect(await actions.dependencies(caller, parent.id, {})).toEqual([
      expect.objectContaining({ type: 'connection', id: connectionId, usedBy: false }),
      expect.objectContaining({ type: 'connector', id: 'tiny', usedBy: false }),
      expect.objectContaining({ type: 'action', id: shared.id, usedBy: true }),
      expect.objectContaining({ type: 'action', usedBy: true }),
      expect.objectContaining({ type: 'action', usedBy: true }),
    ]);
    await expect(actions.reset(caller, parent.id, {})).rejects.toThrow(/made from no other/);
  });
});
