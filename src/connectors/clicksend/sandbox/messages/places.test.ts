import { expect, test } from 'vitest';
import { bootApi } from '../api.fixture.ts';
import type { Message } from './entities.ts';

const count = 6000;

/** Many messages, of which several have one date. */
async function bootMany() {
  const api = await bootApi();
  const { store } = api.sandbox.world;
  const messages = store.collection<Message>('sms');
  const [sample] = messages.find({ limit: 1 });
  if (sample === undefined) throw new Error('No demo data');
  store.transaction(() => {
    messages.deleteWhere({});
    for (let index = 0; index < count; index += 1) {
      const status = index % 3 === 0 ? 'Failed' : 'Sent';
      const date = 1_700_000_000 + Math.floor(((index * 7919) % count) / 40);
      messages.insert({ ...sample, id: 10_000 + index, message_id: `M-${index}`, date, status, dueAt: null });
    }
  });
  return { ...api, messages };
}

test.each([
  ['', (_: Message) => true],
  ['&q=status:failed', ({ status }: Message) => status === 'Failed'],
  ['&q=status:failed,status:sent&operator=OR', (_: Message) => true],
  ['&date_from=1700000010&date_to=1700000190', ({ date }: Message) => date >= 1_700_000_010 && date <= 1_700_000_190],
])('pages of a long history come right in any order of asking: %s', async (query, fits) => {
  const { send, sandbox, messages } = await bootMany();
  const { random } = sandbox.world;
  for (const order of ['asc', 'desc']) {
    const expected = messages.find({ orderBy: order === 'asc' ? 'date' : '-date' }).filter(fits);
    for (let round = 0; round < 15; round += 1) {
      const page = random.int(1, Math.ceil(expected.length / 100));
      const { data } = await send('GET', `/sms/history?limit=100&page=${page}&order_by=date:${order}${query}`);
      const rows = expected.slice((page - 1) * 100, page * 100).map((message) => message.message_id);
      expect([data.total, data.data.map((row: any) => row.message_id)]).toEqual([expected.length, rows]);
    }
  }
});

test('what is sent in between is counted and found', async () => {
  const { send, sms } = await bootMany();
  const last = async () => (await send('GET', '/sms/history?limit=100&page=35')).data;
  const before = await last();
  await sms({});
  const after = await last();
  expect([after.total, after.data]).toEqual([before.total + 1, before.data]);
  const newest = await send('GET', '/sms/history?limit=100&page=61');
  expect(newest.data.data.map((row: any) => row.body)).toEqual(['Hello']);
});

test('a search for any of several things finds each message once', async () => {
  const { send } = await bootApi();
  const { data } = await send(
    'GET',
    '/sms/history?q=to:61491570157,status:sent,country:gb&operator=OR&order_by=date:desc',
  );
  expect(data.data.map((row: any) => row.custom_string)).toEqual(['order-1003', 'order-1002', 'order-1001']);
});
