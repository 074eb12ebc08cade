import { expect, test } from 'vitest';
import { onEveryEngine } from '../../../test/durability/engines.ts';
import { changesOf, someId, twenty } from '../../../test/durability/identity-rows.ts';
import type { SealedSecret } from '../../kernel/ports/vault.ts';

const sealed = (ownerId: string, over: Partial<SealedSecret> = {}): SealedSecret => ({
  ownerId,
  keyId: 'mk_a',
  wrappedKey: 'd2E=',
  version: 1,
  fields: { secret: 'c2VhbGVk' },
  ...over,
});

onEveryEngine((storage) => {
  test('of many first secrets of an owner one is stored, and all callers are given it', async () => {
    const owner = someId('ws');
    expect(await storage().secrets.get(owner)).toBeUndefined();
    const given = await twenty((n) => storage().secrets.putIfAbsent(sealed(owner, { wrappedKey: `${n}` })));
    expect(new Set(given.map(({ wrappedKey }) => wrappedKey)).size).toBe(1);
    expect(await storage().secrets.get(owner)).toEqual(given[0]);
  });

  test('a secret is replaced and erased, and its owner is told of', async () => {
    const [workspace, integration] = [someId('ws'), someId('int')];
    const changes = await changesOf(storage(), async () => {
      await storage().secrets.put(workspace, sealed(workspace));
      await storage().secrets.put(integration, sealed(integration));
    });
    expect(changes).toEqual([
      { kind: 'workspace', id: workspace },
      { kind: 'integration', id: integration },
    ]);
    const next = sealed(workspace, { version: 2, fields: {} });
    await storage().secrets.put(workspace, next);
    expect(await storage().secrets.get(workspace)).toEqual(next);
    await storage().secrets.put(workspace, null);
    expect(await storage().secrets.get(workspace)).toBeUndefined();
    expect(await storage().secrets.get(integration)).toEqual(sealed(integration));
    await storage().secrets.put(workspace, null);
  });

  test('of many replacements of the same secrets one is stored, and the others are told', async () => {
    for (const before of [undefined, 1]) {
      const owner = someId('int');
      const first = before === undefined ? undefined : sealed(owner);
      if (first) await storage().secrets.put(owner, first);
      const results = await twenty((n) =>
        storage().secrets.replace(owner, {
          before: first,
          after: n === 0 && first ? null : sealed(owner, { version: 2, wrappedKey: `${n}` }),
        }),
      );
      expect(results.filter(Boolean)).toHaveLength(1);
      const winner = results.indexOf(true);
      const stored = await storage().secrets.get(owner);
      if (winner === 0 && first) expect(stored).toBeUndefined();
      else expect(stored?.wrappedKey).toBe(`${winner}`);
    }
  });

  test('secrets that were wrapped anew meanwhile are not replaced', async () => {
    const owner = someId('int');
    const before = sealed(owner);
    await storage().secrets.put(owner, { ...before, wrappedKey: 'bmV3' });
    expect(await storage().secrets.replace(owner, { before, after: null })).toBe(false);
    expect(await storage().secrets.get(owner)).toMatchObject({ wrappedKey: 'bmV3' });
  });

  test("another owner's secrets are refused", async () => {
    const [one, other] = [someId('ws'), someId('ws')];
    await expect(storage().secrets.put(one, sealed(other))).rejects.toMatchObject({ code: 'internal' });
    expect(await storage().secrets.get(one)).toBeUndefined();
  });

  test('a re-wrapping is stored unless the row changed meanwhile', async () => {
    const [kept, replaced, gone] = [someId('ws'), someId('int'), someId('int')];
    for (const owner of [kept, replaced, gone]) await storage().secrets.put(owner, sealed(owner));
    await storage().secrets.put(replaced, sealed(replaced, { version: 2 }));
    await storage().secrets.put(gone, null);
    const pairs = [kept, replaced, gone].map((owner) => ({
      before: sealed(owner),
      after: sealed(owner, { keyId: 'mk_b', wrappedKey: 'd2I=' }),
    }));
    let rewrapped = 0;
    const changes = await changesOf(storage(), async () => {
      rewrapped = await storage().secrets.rewrap(pairs);
    });
    expect(rewrapped).toBe(1);
    expect(changes).toEqual([{ kind: 'workspace', id: kept }]);
    expect(await storage().secrets.get(kept)).toEqual(sealed(kept, { keyId: 'mk_b', wrappedKey: 'd2I=' }));
    expect(await storage().secrets.get(replaced)).toEqual(sealed(replaced, { version: 2 }));
    const others = (await storage().secrets.notWrappedBy('mk_b', 1000)).map(({ ownerId }) => ownerId);
    expect(others).toContain(replaced);
    expect(others).not.toContain(kept);
    expect(await storage().secrets.notWrappedBy('mk_b', 1)).toHaveLength(1);
    expect(await storage().secrets.rewrap([])).toBe(0);
    expect((await storage().secrets.keyIds()).filter((id) => id === 'mk_a' || id === 'mk_b').sort()).toEqual([
      'mk_a',
      'mk_b',
    ]);
  });
});
