import { afterEach, describe, expect, test } from 'vitest';
import type { Storage } from '../kernel/ports/storage.ts';
import { actionsGateway } from './saved-actions.fixture.ts';

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

async function booted(options: Parameters<typeof actionsGateway>[0] = {}) {
  const made = await actionsGateway(options);
  undo.push(made.stop);
  return made;
}

/** All pages of this size; `between` runs after each. */
async function pages(
  { actions, caller }: Awaited<ReturnType<typeof booted>>,
  query: Parameters<typeof actions.list>[1],
  limit: number,
  between: () => Promise<unknown> = async () => undefined,
): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined = '0';
  do {
    const page: Awaited<ReturnType<typeof actions.list>> = await actions.list(caller, query, { limit, cursor });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.cursor;
    await between();
  } while (cursor !== undefined);
  return ids;
}

describe('the pages of a list', () => {
  test('hold every item once, whatever their size and the question', async () => {
    const made = await booted();
    const { connectionId, save } = made;
    for (let index = 0; index < 12; index++) {
      const place = index % 3 === 0 ? {} : index % 3 === 1 ? { integrationId: 'tiny' } : { connectionId };
      await save({ key: `thing-${index % 5}-${index % 3}`, name: `Thing ${index}`, instanceKey: `${index}`, ...place });
    }
    for (const query of [{}, { connectionId }, { app: 'tiny' }, { search: 'thing' }, { intent: 'make a thing' }]) {
      const [whole, ...others] = await Promise.all([1000, 1, 2, 3, 7].map((limit) => pages(made, query, limit)));
      expect(new Set(whole).size).toBe(whole?.length);
      expect(whole?.length).toBeGreaterThan(5);
      for (const one of others) expect(one).toEqual(whole);
    }
  });

  test('neither repeat nor lose one when others come and go meanwhile', async () => {
    const made = await booted();
    const { actions, caller, connectionId, save } = made;
    const before: string[] = [];
    for (let index = 0; index < 8; index++) before.push((await save({ name: `Old ${index}`, connectionId })).id);
    let count = 0;
    const found = await pages(made, { layer: 'connection' }, 3, async () => {
      count += 1;
      await save({ name: `New ${count}`, connectionId });
      if (count === 1) await actions.archive(caller, before[7] ?? '', {});
    });
    // Those of one millisecond are in the order of their ids.
    expect(found.filter((id) => before.includes(id)).sort()).toEqual(before.sort());
    expect(new Set(found).size).toBe(found.length);
  });

  test.each(['1', 'abc', 'W10', '\u0000', 'eyJhIjoxfQ', `${'x'.repeat(5_000)}`, 'YXQ6MTA'])(
    'do not begin at %j',
    async (cursor) => {
      const { actions, caller } = await booted();
      await expect(actions.list(caller, {}, { limit: 5, cursor })).rejects.toMatchObject({ code: 'bad_request' });
    },
  );
});

describe('a list', () => {
  test('is narrowed by layer, instance, parent, app and text', async () => {
    const { actions, caller, connectionId, save, keys } = await booted();
    const universal = await save({ name: 'Everywhere', description: 'Says pong' });
    const onApp = await save({ name: 'On app', app: 'tiny' });
    const shared = await save({ name: 'Shared', integrationId: 'tiny' });
    const own = await save({ name: 'Own', connectionId, instanceKey: 'one' });
    const child = await actions.clone(caller, own.id, {}, { key: 'child' });
    const ids = async (query: Parameters<typeof actions.list>[1]) => Object.values(await keys(query)).sort();
    const sorted = (...views: { id: string }[]) => views.map(({ id }) => id).sort();
    expect(await ids({ layer: 'universal' })).toEqual(sorted(universal, onApp));
    expect(await ids({ isUniversal: true })).toEqual(sorted(universal, onApp));
    expect(await ids({ layer: 'integration' })).toEqual(sorted(shared));
    expect(await ids({ layer: 'integration', integrationId: 'tiny' })).toEqual(sorted(shared));
    expect(await ids({ layer: 'connection', connectionId })).toEqual(sorted(own, child));
    expect(await ids({ instanceKey: 'one' })).toEqual(sorted(own));
    expect(await ids({ parentId: own.id })).toEqual(sorted(child));
    expect(await ids({ search: 'PONG' })).toEqual(sorted(universal));
    const ofApp = await ids({ app: 'tiny' });
    expect(ofApp).toEqual(expect.arrayContaining([...sorted(universal, onApp, shared, own), 'tiny.get-thing']));
    expect(await ids({ isUniversal: false })).toEqual(expect.arrayContaining(['tiny.get-thing', own.id]));
    await expect(actions.list(caller, { app: 'nowhere' }, { limit: 1 })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('of another tenant is for managers', async () => {
    const { manager, other, otherConnectionId, save, keys } = await booted();
    const theirs = await save({ name: 'Theirs', connectionId: otherConnectionId }, other);
    const query = { tenant: other.tenantKey, layer: 'connection' } as const;
    expect(await keys(query, manager)).toEqual({ theirs: theirs.id });
    expect(await keys(query)).toEqual({});
    expect(await keys({ ...query, connectionId: otherConnectionId }, manager)).toEqual({ theirs: theirs.id });
  });

  test('ranks saved actions with the connector’s own by an intent, also after a change', async () => {
    const { actions, caller, connectionId, save } = await booted();
    const best = async (intent: string) =>
      (await actions.list(caller, { intent, connectionId }, { limit: 3 })).items.map(({ key }) => key)[0];
    expect(await best('make a thing')).toBe('make-thing');
    expect(await best('translate a text')).not.toBe('translate-text');
    const { id } = await save({ name: 'Translate text', connectionId });
    expect(await best('translate a text')).toBe('translate-text');
    expect(await best('transalte text')).toBe('translate-text');
    expect(await best('make a thing')).toBe('make-thing');
    await actions.archive(caller, id, {});
    expect(await best('translate a text')).not.toBe('translate-text');
  });
});

describe('what an action belongs to', () => {
  test('takes it out of sight when it is archived, and brings it back', async () => {
    const { gateway, caller, actions, connectionId, save, keys, run } = await booted();
    const { connections } = gateway.ports;
    await connections.patch(caller, connectionId, { key: 'mine' });
    const own = await save({ name: 'Own', connectionId });
    expect(await keys({})).toHaveProperty('own');
    await connections.archive(caller, connectionId);
    expect(await keys({})).not.toHaveProperty('own');
    await expect(actions.get(caller, 'own', {})).rejects.toMatchObject({ code: 'not_found' });
    await expect(run(own.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(actions.patch(caller, own.id, { connectionId }, { name: 'x' })).rejects.toMatchObject({
      code: 'not_found',
    });
    await actions.archive(caller, own.id, {});
    await expect(actions.restore(caller, own.id, {})).rejects.toThrow(/connection .* of the action is archived/);
    await connections.restore(caller, connectionId);
    await actions.restore(caller, own.id, {});
    expect(await keys({})).toHaveProperty('own', own.id);
  });

  test('stays with the connections that go on using an archived integration', async () => {
    const { gateway, caller, manager, save, keys } = await booted();
    const { integrations, connections } = gateway.ports;
    const sales = await integrations.create(manager, { connector: 'tiny', key: 'sales' });
    const { id } = await connections.create(caller, { integration: 'sales', input: {} });
    const shared = await save({ name: 'Shared', integrationId: 'sales' });
    await integrations.archive(manager, sales.id);
    expect(await keys({})).not.toHaveProperty('shared');
    expect(await keys({ connectionId: id })).toHaveProperty('shared', shared.id);
    await integrations.restore(manager, sales.id);
    expect(await keys({})).toHaveProperty('shared', shared.id);
  });
});

test('no more than 5,000 live actions of a tenant are kept, and as many archived ones', async () => {
  const kept = { live: 0, archived: 0 };
  const deleted: unknown[] = [];
  const storage = (opened: Storage): Storage => {
    const { heads } = opened.actions;
    const head = {
      layer: 'connection',
      connectionId: 'con_1',
      integrationId: null,
      app: null,
      instanceKey: null,
    } as const;
    const text = { key: 'a', name: 'A', description: '', parentId: null };
    const many = (tenantId: string, count: number, archivedAt: number | null) =>
      Array.from({ length: count }, (_, at) => ({
        id: `act_${at}`,
        ...head,
        ...text,
        tenantId,
        createdAt: 1,
        archivedAt,
      }));
    return {
      ...opened,
      actions: {
        ...opened.actions,
        heads: async (tenantId, whose, page) =>
          whose === 'shared' || kept.live + kept.archived === 0
            ? heads(tenantId, whose, page)
            : { items: [...many(tenantId, kept.live, null), ...many(tenantId, kept.archived, 5)] },
        deleteArchived: async (...given) => void deleted.push(given),
      },
    };
  };
  const before = await booted({ storage });
  Object.assign(kept, { live: 4_999, archived: 5_000 });
  await before.save({ name: 'The last', connectionId: before.connectionId });
  expect(deleted).toEqual([]);
  // Another gateway, which has read nothing yet.
  Object.assign(kept, { live: 0, archived: 0 });
  const { save, caller, connectionId } = await booted({ storage });
  Object.assign(kept, { live: 5_000, archived: 5_001 });
  await expect(save({ name: 'One more', connectionId })).rejects.toThrow(
    'There are 5000 saved actions; no more than 5000',
  );
  expect(deleted).toEqual([[caller.tenantId, 'own', 5_000]]);
  await save({ name: 'Everybody’s' });
});

test('a warm list, search and run ask the database for no actions', async () => {
  const asked: string[] = [];
  const noting =
    <Given extends unknown[], Answer>(name: string, call: (...given: Given) => Answer) =>
    (...given: Given): Answer => {
      asked.push(name);
      return call(...given);
    };
  const storage = (opened: Storage): Storage => {
    const { heads, named, get } = opened.actions;
    const noted = { heads: noting('heads', heads), named: noting('named', named), get: noting('get', get) };
    return { ...opened, actions: { ...opened.actions, ...noted } };
  };
  const { connectionId, save, keys, run } = await booted({ storage });
  const { id } = await save({ name: 'Warm', connectionId });
  const round = async () => {
    await keys();
    await keys({ intent: 'warm' });
    for (const action of ['warm', id, 'get-thing', 'tiny.get-thing']) await run(action, { name: 'a' });
  };
  await round();
  asked.length = 0;
  await round();
  expect(asked).toEqual([]);
  await save({ name: 'Colder', connectionId });
  expect(await keys()).toHaveProperty('colder');
});
