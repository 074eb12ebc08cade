import { describe, expect, test } from 'vitest';
import { onBothDatabases } from './saved-actions.fixture.ts';

const code = (path: string) => expect.objectContaining({ code: path });

onBothDatabases((made) => {
  describe('changes', () => {
    test('by patch keep what is not named, by put clear it', async () => {
      const { actions, caller, connectionId, save } = made();
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
      const { actions, caller, connectionId, save } = made();
      const { id } = await save({ name: 'Busy', connectionId });
      await Promise.all([
        actions.patch(caller, id, {}, { description: 'Described' }),
        actions.patch(caller, id, {}, { meta: { noted: true } }),
        actions.patch(caller, id, {}, { effect: 'destroy' }),
      ]);
      const after = await actions.get(caller, id, {});
      expect(after).toMatchObject({
        description: 'Described',
        meta: { noted: true },
        effect: 'destroy',
        revision: '4',
      });
    });

    test('that archive at the same time all find it archived', async () => {
      const { actions, caller, connectionId, patch, save } = made();
      const { id } = await save({ name: 'Archived by many', connectionId });
      const archived = await Promise.all([1, 2, 3].map(() => actions.archive(caller, id, {})));
      expect(new Set(archived.map(({ revision }) => revision))).toEqual(new Set(['2']));
      const copy = await patch('make-two', { name: 'Ours' });
      const reset = await Promise.all([1, 2, 3].map(() => actions.reset(caller, copy.id, {})));
      expect(reset.map(({ id: now }) => now)).toEqual(Array(3).fill('tiny.make-two'));
    });

    test('back to a parent that is gone are refused, and the action stays', async () => {
      const { actions, caller, connectionId, storage, save } = made();
      const { id } = await save({ key: 'orphan', connectionId });
      await storage.actions.update({ tenantId: caller.tenantId, id }, { parentId: 'tiny.lost' });
      await expect(actions.reset(caller, id, {})).rejects.toMatchObject({
        code: 'not_found',
        message: `The action tiny.lost, which ${id} was made from, is not there`,
      });
      expect(await actions.get(caller, id, {})).toMatchObject({ parentId: 'tiny.lost' });
    });

    test('archive, restore and free the key meanwhile', async () => {
      const { actions, caller, connectionId, save, keys } = made();
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

    test('clone as often as it is asked for, at the same time too', async () => {
      const { actions, caller, connectionId, save } = made();
      const { id } = await save({ key: `long-${'x'.repeat(95)}`, connectionId });
      const clones = await Promise.all(Array.from({ length: 40 }, () => actions.clone(caller, id, {}, {})));
      expect(new Set(clones.map(({ key }) => key)).size).toBe(40);
      for (const { key } of clones) expect(key).toMatch(/^[\w-]{1,100}$/);
    });

    test('clone beside, elsewhere, and take a clone back to its parent', async () => {
      const { actions, caller, other, manager, otherConnectionId, connectionId, save } = made();
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
});
