import { expect, test } from 'vitest';
import { createToolCatalog } from './catalog.ts';

const action = (index: number) => ({
  id: `act_${index}`,
  key: `do-${index}`,
  name: `Do ${index}`,
  description: '',
  effect: 'read',
  state: 'READY',
  inputSchema: { type: 'object' },
  outputSchema: {},
  externalAppId: 'tiny',
});

test('a tenant of ten thousand actions has a tool of each, by a name of its own', async () => {
  const actions = Array.from({ length: 10_000 }, (_, index) => action(index));
  const gateway: any = {
    connections: { list: async () => ({ items: [{ externalAppId: 'tiny' }] }) },
    actions: {
      list: async (_: unknown, __: unknown, { limit, cursor = '0' }: { limit: number; cursor?: string }) => {
        const end = Number(cursor) + limit;
        const items = actions.slice(Number(cursor), end);
        return { items, ...(end < actions.length ? { cursor: String(end) } : {}) };
      },
    },
  };
  const catalog = createToolCatalog({ gateway, onChange: () => () => {} });
  const session: any = { caller: { tenantId: 'ten_1', scopes: new Set() }, surface: { mode: 'all' } };
  const tools = await catalog.all(session);
  const own = tools.filter(({ app }) => app === 'tiny');
  expect(new Set(own.map(({ name }) => name)).size).toBe(10_000);
  expect(await catalog.find(session, 'tiny_do_9999')).toMatchObject({ title: 'Do 9999' });
  catalog.stop();
});
