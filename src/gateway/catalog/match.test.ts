import { expect, test } from 'vitest';
import type { AppRow } from '../../kernel/ports/storage-connect.ts';
import { readAppAddress } from './app-address.ts';
import type { Connector } from './connector.ts';
import { addedAt, atAddress } from './match.ts';

function connector(app: string, ...domains: string[]): Connector {
  const definition = {
    name: app,
    description: '',
    domains,
    links: { docs: '', homepage: '' },
    baseUrl: 'https://api.test',
    auth: [{ key: 'none', title: 'None', type: 'none', fields: {} }],
    limits: { concurrency: 1, timeoutMs: 1, maxResponseBytes: 1 },
    errorMessagePaths: [],
  } as const;
  return { app, definition, hooks: {}, actions: new Map() };
}

const house = [
  connector('crm', 'house.test/crm'),
  connector('books', 'house.test/books', 'books.house.test'),
  connector('site', 'other.test'),
];

test.each([
  ['https://www.house.test/CRM/login', ['crm']],
  ['house.test/books?x=1', ['books']],
  ['books.house.test', ['books']],
  ['eu.books.house.test/crm', ['crm']],
  ['house.test', ['crm', 'books']],
  ['house.test/mail', []],
  ['https://nothouse.test/crm', []],
  ['app.other.test/anything', ['site']],
])('%s means %j', (written, apps) => {
  const address = readAppAddress(written);
  if (!('host' in address)) throw new Error('No address');
  expect(atAddress(house, address).map(({ app }) => app)).toEqual(apps);
});

test('two connectors of one domain are both meant, and one for a sub-domain alone is meant there', () => {
  const same = [connector('one', 'same.test'), connector('two', 'same.test'), connector('sub', 'sub.same.test')];
  const at = (host: string) => atAddress(same, { host, domain: 'same.test', path: '' }).map(({ app }) => app);
  expect(at('same.test')).toEqual(['one', 'two']);
  expect(at('x.sub.same.test')).toEqual(['sub']);
});

function added(...paths: string[]): AppRow[] {
  return paths.map((path) => ({ id: path }) as AppRow).map((row) => ({ ...row, path: row.id }));
}

test.each([
  [['crm'], 'crm', ['crm']],
  [['crm'], '', ['crm']],
  [['crm', 'books'], '', ['crm', 'books']],
  [['', 'crm'], '', ['']],
  [[''], 'login', ['']],
  [['', 'crm'], 'login', ['']],
  [['crm'], 'books', []],
  [[], 'crm', []],
])('of the added apps %j the path %j means %j', (paths, path, meant) => {
  expect(addedAt(added(...paths), path).map((row) => row.path)).toEqual(meant);
});
