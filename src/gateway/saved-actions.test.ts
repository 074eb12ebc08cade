import { describe, expect, test } from 'vitest';
import { onBothDatabases, refusals, request } from './saved-actions.fixture.ts';

const code = (path: string) => expect.objectContaining({ code: path });

onBothDatabases((made) => {
  describe('an action that is saved on a connection', () => {
    test('is its tenant’s: listed, found by id and key, run, and unknown to another', async () => {
      const { actions, caller, other, connectionId, save, run } = made();
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
      for (const refusal of await refusals([
        actions.get(other, saved.id, {}),
        actions.get(other, 'my-ping', {}),
        actions.patch(other, saved.id, {}, { name: 'Mine' }),
        actions.archive(other, saved.id, {}),
        actions.restore(other, saved.id, {}),
        actions.clone(other, saved.id, {}, { connectionId: made().otherConnectionId }),
        actions.create(other, { ...request, name: 'Here', connectionId }),
      ]))
        expect(refusal).toEqual(code('not_found'));
      expect(Object.keys(await made().keys({}, other))).not.toContain('my-ping');
    });

    test('takes the scopes of whoever may send any request', async () => {
      const { actions, caller, connectionId } = made();
      for (const scopes of [['actions:write'], ['proxy'], []] as const) {
        const asked = actions.create({ ...caller, scopes: new Set(scopes) }, { ...request, name: 'No', connectionId });
        await expect(asked).rejects.toThrow(/scopes actions:write and proxy/);
      }
    });

    test('is refused when its code cannot be read, with line and column', async () => {
      const { actions, caller, save, connectionId } = made();
      const type = 'run-javascript';
      const broken = save({ name: 'Broken', connectionId, type, config: { code: 'const b = 2;\nconst a = [1,;' } });
      await expect(broken).rejects.toThrow(/config\.code: SyntaxError.*\(line 2, column \d+\)/);
      const good = await save({ name: 'Good', connectionId, type, config: { code: 'export default () => 1' } });
      const change = { config: { code: 'module.exports = (' } };
      await expect(actions.patch(caller, good.id, {}, change)).rejects.toThrow(/config\.code: SyntaxError/);
    });

    test('warns of misspelt operators, and of the action in whose place it stands', async () => {
      const { actions, caller, save, connectionId } = made();
      const config = { request: { path: '/ping', query: { a: { $vra: 'input.x' }, b: { $ref: 'x' } } } };
      const saved = await save({ name: 'Get file', key: 'get-thing', connectionId, config });
      const misspelt = 'config.request.query.a.$vra: $vra is no operator, so it stays as it is; did you mean $var?';
      expect(saved.warnings).toEqual([expect.stringContaining('in place of tiny.get-thing'), misspelt]);
      const patched = await actions.patch(caller, saved.id, {}, { config: { request: { path: '/ping' } } });
      expect(patched.warnings).toBeUndefined();
      await actions.archive(caller, saved.id, {});
    });

    test('is named as archived, and by a near key', async () => {
      const { actions, caller, save, run, connectionId } = made();
      const saved = await save({ name: 'Quick room', connectionId });
      for (const ask of [() => actions.get(caller, 'quickroom', {}), () => run('quickroom')])
        await expect(ask()).rejects.toMatchObject({ hint: expect.stringContaining('Did you mean quick-room?') });
      await actions.archive(caller, saved.id, {});
      for (const ask of [() => actions.get(caller, 'quick-room', {}), () => run('quick-room')])
        await expect(ask()).rejects.toMatchObject({ hint: expect.stringContaining('restore quick-room') });
    });

    test('goes back to its parent with its name, or to the parent of one that is gone', async () => {
      const { actions, caller, connectionId } = made();
      const at = { connectionId };
      await actions.patch(caller, 'get-thing', at, { name: 'Ours' });
      const cloned = await actions.clone(caller, 'get-thing', at, { connectionId, key: 'mine' });
      await actions.patch(caller, cloned.id, {}, { name: 'Mine' });
      expect(await actions.reset(caller, cloned.id, {})).toMatchObject({ name: 'Ours', key: 'mine' });
      await actions.reset(caller, 'get-thing', at);
      const back = await actions.reset(caller, cloned.id, {});
      expect(back).toMatchObject({ key: 'mine', parentId: 'tiny.get-thing', isCustomized: false });
      expect(back.name).not.toBe('Ours');
      await actions.archive(caller, cloned.id, {});
      await expect(actions.reset(caller, 'get-thing', at)).rejects.toThrow(/is not customised on the connection/);
      await expect(actions.archive(caller, 'get-thing', at)).rejects.toThrow(/cannot be deleted/);
    });

    test('says what is wrong with it', async () => {
      const { save, connectionId } = made();
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
      for (const key of ['act_1', 'ACT_1', 'tiny.get-thing', 'tiny.other', 'app_x.list'])
        for (const place of [{}, { connectionId: undefined }])
          await expect(wrong({ key, ...place })).rejects.toThrow(/looks like an id/);
      await save({ key: 'tinier.x', connectionId });
      await expect(wrong({ name: '測試' })).rejects.toThrow(/key: required/);
      await expect(wrong({ name: undefined })).rejects.toThrow(/name: required/);
      await expect(wrong({ type: undefined })).rejects.toThrow(/type: required/);
      await expect(wrong({ meta: 'x'.repeat(300_000) })).rejects.toEqual(code('payload_too_large'));
      await save({ name: 'Twice', connectionId });
      await expect(save({ name: 'Twice', connectionId })).rejects.toThrow(/key 'twice' on this connection: act_/);
      await save({ name: 'Twice', connectionId, instanceKey: 'b' });
    });

    test('is not written from an intent, but what fits is named', async () => {
      const { actions, caller, connectionId } = made();
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
      const { actions, caller, other, connectionId, otherConnectionId, save, keys } = made();
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

    test('of everybody tell apps apart, and one of the app counts before one of any', async () => {
      const { actions, caller, manager, save, keys, patch, run, connectionId } = made();
      const other = await save({ key: 'get-thing', app: 'second' });
      expect(await keys()).toMatchObject({ 'get-thing': 'tiny.get-thing' });
      const any = await save({ key: 'get-thing' });
      expect(await keys()).toMatchObject({ 'get-thing': any.id });
      const copy = await actions.patch(manager, 'tiny.get-thing', { layer: 'universal' }, { name: 'Ours' });
      expect(copy).toMatchObject({ layer: 'universal', externalAppId: 'tiny', parentId: 'tiny.get-thing' });
      expect(await keys()).toMatchObject({ 'get-thing': copy.id });
      expect(await keys({ app: 'second' })).toMatchObject({ 'get-thing': expect.any(String) });
      expect(await actions.get(caller, 'get-thing', { connectionId })).toMatchObject({ id: copy.id });
      await expect(actions.get(caller, 'get-thing', {})).rejects.toThrow(
        new RegExp(`^(?=.*${other.id} \\(second\\))(?=.*${any.id} \\(any app\\))(?=.*${copy.id} \\(tiny\\))`),
      );
      const { actionRunId } = await run('get-thing', { name: 'a' });
      expect(await made().gateway.ports.runs.get(caller, actionRunId ?? '', { details: false })).toMatchObject({
        universalActionId: copy.id,
      });
      await expect(actions.create(manager, { ...request, key: 'get-thing', app: 'tiny' })).rejects.toThrow(
        new RegExp(`layer universal: ${copy.id}`),
      );
      const own = await patch('get-thing', { name: 'Mine' });
      expect(own).toMatchObject({ parentId: copy.id, layer: 'connection' });
      for (const { id } of [other, any, copy, own]) await actions.archive({ ...caller, isManager: true }, id, {});
    });

    test('are not mistaken: an action of a connection is none of everybody’s', async () => {
      const { actions, caller, connectionId, save } = made();
      const { id } = await save({ name: 'Near', connectionId });
      for (const layer of ['universal', 'integration'] as const)
        for (const refusal of await refusals([
          actions.get(caller, id, { layer }),
          actions.patch(caller, id, { layer }, { name: 'x' }),
          actions.archive(caller, id, { layer, connectionId }),
        ]))
          expect(refusal).toMatchObject({
            message: expect.stringContaining(`is not on the layer ${layer}, but on connection`),
          });
      expect(await actions.get(caller, id, { layer: 'connection' })).toMatchObject({ id, revision: '1' });
    });

    test('show whose an action is, and where everybody’s has copies', async () => {
      const { actions, caller, manager, connectionId, save } = made();
      const own = await save({ name: 'Shown', connectionId });
      expect(own.user).toEqual({ id: caller.tenantId, name: 'tester', internalId: 'tester' });
      const shared = await save({ name: 'Applied' });
      expect(shared).toMatchObject({ appliedToIntegrations: [] });
      expect(shared).not.toHaveProperty('user');
      const copy = await actions.patch(manager, shared.id, { integrationId: 'tiny' }, { description: 'Here' });
      expect(copy).not.toHaveProperty('appliedToIntegrations');
      await actions.patch(caller, shared.id, { connectionId }, { description: 'Here too' });
      expect((await actions.get(caller, shared.id, {})).appliedToIntegrations).toEqual([
        {
          element: { id: copy.id, key: 'applied', name: 'Applied', integrationId: 'tiny', parentId: shared.id },
          integration: expect.objectContaining({ id: 'tiny', name: 'Tiny' }),
        },
      ]);
      await actions.archive(manager, copy.id, {});
      expect((await actions.get(caller, shared.id, {})).appliedToIntegrations).toEqual([]);
    });

    test('stand in the place of a connector’s own action of the key', async () => {
      const { save, keys, manager, actions } = made();
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
      const { actions, caller, connectionId, patch, keys, run } = made();
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
      const { actions, caller, connectionId } = made();
      const copy = await actions.put(caller, 'get-file', { connectionId }, {});
      expect(copy).toMatchObject({ description: 'Downloads a thing', isCustomized: false });
      expect(await actions.put(caller, 'get-file', { connectionId }, {})).toMatchObject({ id: copy.id });
      await actions.reset(caller, 'get-file', { connectionId });
    });
  });
});
