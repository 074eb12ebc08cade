import { expect, test } from 'vitest';
import type { Catalog } from '../catalog/catalog.ts';
import { appCalled } from './app-called.ts';

/** Connectors and what tenants added, by id. */
function catalog(
  connectors: Readonly<Record<string, { name: string; domains: string[] }>>,
  added: Readonly<Record<string, { name: string; host: string; tenantId: string }>> = {},
): Catalog {
  const rows = Object.entries(added).map(([id, app]) => ({ id, ...app }));
  const list = async (tenantId: string) => rows.filter((row) => row.tenantId === tenantId);
  const app = async (_: string, id: string) => ({ id, name: (connectors[id] ?? added[id])?.name });
  const all = async () => Object.entries(connectors).map(([id, definition]) => ({ app: id, definition }));
  return { all, app, added: { list } } as unknown as Catalog;
}

const known = catalog(
  {
    'sheet-maker': { name: 'Sheet Maker', domains: ['sheetmaker.test'] },
    hr: { name: 'Zażółć', domains: ['zz.test'] },
    crm: { name: 'House', domains: ['house.test/crm'] },
    books: { name: 'House', domains: ['house.test/books'] },
  },
  { app_1: { name: 'Acme Wiki', host: 'acme.test', tenantId: 'a' } },
);

test.each([
  ['SheetMaker', 'sheet-maker'],
  [' sheet_maker! ', 'sheet-maker'],
  ['Ｓｈｅｅｔ　Ｍａｋｅｒ', 'sheet-maker'],
  ['SheetMaker.test', 'sheet-maker'],
  ['ZAŻÓŁĆ', 'hr'],
  ['CRM', 'crm'],
  ['acme-wiki', 'app_1'],
  ['acme.test', 'app_1'],
])('%j is what people call %s', async (called, id) => {
  expect((await appCalled(known, 'a', called))?.id).toBe(id);
});

test.each([
  ['of which there are several', 'house'],
  ['of which it is a part', 'sheet'],
  ['without a letter', '!? 🎉'],
  ['without anything', ''],
])('a name %s is no app', async (_, called) => {
  expect(await appCalled(known, 'a', called)).toBeUndefined();
});

test('an app that another tenant added is none', async () => {
  expect(await appCalled(known, 'b', 'acme-wiki')).toBeUndefined();
});
