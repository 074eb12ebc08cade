import { describe, expect, test } from 'vitest';
import type { Searchable } from './index/document.ts';
import { createRanking } from './ranking.ts';

type Given = readonly [key: string, name: string, description?: string];

function source(app: string, name: string, actions: readonly Given[]) {
  return { app, definition: { name }, actions: new Map(actions.map((given) => [given[0], actionOf(given)])) };
}

function actionOf([key, name, description = '']: Given) {
  return { key, name, description, phrases: [] };
}

function savedOf(id: string, name: string, app = ''): Searchable {
  return { app, appName: '', action: { id, key: id, name, description: '', phrases: [] } };
}

const shop = source('shop', 'Corner Shop', [
  ['list-orders', 'List Orders', 'Lists the orders of customers'],
  ['create-order', 'Create Order', 'Places an order'],
  ['cancel-order', 'Cancel Order', 'Cancels an order that was not shipped'],
  ['get-customer', 'Get Customer', 'Shows a customer'],
]);
const desk = source('desk', 'Help Desk', [
  ['create-ticket', 'Create Ticket', 'Opens a ticket for a customer'],
  ['list-tickets', 'List Tickets', 'Lists tickets'],
]);
const { rank, explain } = createRanking(async () => [shop, desk]);
const find = async (intent: string, more: { apps?: string[]; saved?: readonly Searchable[] } = {}) =>
  [...(await rank({ intent, saved: [], ...more }))].map(([id]) => id);

describe('what is found', () => {
  test('is of all apps, or of those that are named', async () => {
    expect((await find('open a ticket'))[0]).toBe('desk.create-ticket');
    expect(await find('cancel the order', { apps: ['desk'] })).not.toContain('shop.cancel-order');
    expect(await find('cancel the order', { apps: [] })).toEqual([]);
    expect(await find('cancel the order', { apps: ['no-such-app'] })).toEqual([]);
  });

  test('is of the app that the words name', async () => {
    expect(await find('list everything in Help Desk')).toEqual(expect.arrayContaining(['desk.list-tickets']));
    expect(await find('list everything in Help Desk')).not.toContain('shop.list-orders');
  });

  test('has scores from 1 to 0 that fall', async () => {
    const scores = [...(await rank({ intent: 'list orders', saved: [] })).values()];
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(scores[0]).toBeGreaterThan(0.9);
    expect(Math.min(...scores)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...scores)).toBeLessThanOrEqual(1);
  });

  test('is the same each time, whatever the order of apps and actions', async () => {
    const turned = createRanking(async () =>
      [desk, shop].map((one) => ({ ...one, actions: new Map([...one.actions].reverse()) })),
    );
    for (const intent of ['list', 'order', 'customer', 'open a tikcet', 'cancel my order']) {
      const first = [...(await rank({ intent, saved: [] }))];
      expect([...(await rank({ intent, saved: [] }))]).toEqual(first);
      expect([...(await turned.rank({ intent, saved: [] }))]).toEqual(first);
    }
  });

  test('is nothing where nothing is', async () => {
    const nothing = createRanking(async () => []);
    expect([...(await nothing.rank({ intent: 'anything at all', saved: [] }))]).toEqual([]);
  });
});

describe('a tenant’s saved actions', () => {
  const mine = [savedOf('act_mine', 'Translate Order', 'shop'), savedOf('act_any', 'Bake Bread')];

  test('are found among the others, by misspelt words too', async () => {
    expect((await find('translate the order', { saved: mine }))[0]).toBe('act_mine');
    expect((await find('bake braed', { saved: mine }))[0]).toBe('act_any');
    expect((await find('translate the order', { saved: mine, apps: ['shop', ''] }))[0]).toBe('act_mine');
  });

  test('change nothing for others: neither what is found nor any score', async () => {
    const intents = [
      'list orders',
      'translate the order',
      'bake bread',
      'bake braed',
      'ticket',
      'customer of the order',
    ];
    const alone = createRanking(async () => [shop, desk]);
    const before: unknown[] = [];
    for (const intent of intents) before.push([...(await alone.rank({ intent, saved: [] }))]);
    const shared = createRanking(async () => [shop, desk]);
    const many = Array.from({ length: 50 }, (_, at) => savedOf(`act_${at}`, `Bake Order Ticket ${at}`, 'shop'));
    const after: unknown[] = [];
    for (const intent of intents) {
      await shared.rank({ intent, saved: many });
      after.push([...(await shared.rank({ intent, saved: [] }))]);
      const why = await shared.explain({ intent, saved: [] }, ['shop.list-orders']);
      expect([...why]).toEqual([...(await explain({ intent, saved: [] }, ['shop.list-orders']))]);
    }
    expect(after).toEqual(before);
  });
});

describe('bad input', () => {
  test.each([
    ...['', '   ', 'the and of to', '🎉🎉', '…!?', '\u0000\u0007\u001b[31m', '(((((a+)+)+)+)+$', '((', '\\'],
    ...['\u202Eredro a lecnac\u202C', 'xqzzvj', '۞۞۞', '😀'.repeat(500)],
  ])('finds nothing for %j, and does not fail', async (intent) => {
    expect(await find(intent)).toEqual([]);
  });

  test.each([
    ['نص عربي لا يعني شيئا هنا'],
    ['отменить заказ'],
    ['안녕하세요 주문'],
    [`${'a'.repeat(40)}!`.repeat(240)],
    ['order '.repeat(1_700)],
    ['(x+x+)+y '.repeat(1_000)],
    [' '.repeat(9_999)],
  ])('is answered in no time', async (intent) => {
    const before = performance.now();
    await find(intent);
    expect(performance.now() - before).toBeLessThan(500);
  });

  test('of which the beginning makes sense is read', async () => {
    expect((await find(`cancel the order ${'x'.repeat(10_000)}`))[0]).toBe('shop.cancel-order');
    expect((await find('📅 cancel the order 🎉'))[0]).toBe('shop.cancel-order');
  });
});

test('a failure to read the apps is not kept', async () => {
  let attempts = 0;
  const flaky = createRanking(async () => {
    attempts += 1;
    if (attempts === 1) throw new Error('not yet');
    return [shop];
  });
  await expect(flaky.rank({ intent: 'list orders', saved: [] })).rejects.toThrow('not yet');
  expect([...(await flaky.rank({ intent: 'list orders', saved: [] })).keys()][0]).toBe('shop.list-orders');
});

test('where nothing fits nothing is found', async () => {
  for (const intent of ['walk my dog', 'play some music', 'xqzzvj frobnicate'])
    expect([intent, await find(intent)]).toEqual([intent, []]);
});
