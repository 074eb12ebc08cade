import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
let connectionId: string;
beforeAll(async () => {
  gateway = await bootGateway();
  const { body } = await gateway.call('POST /connections/ensure', {
    body: { appUrl: 'clickmeeting.com', sandbox: true },
  });
  connectionId = body.id;
  await gateway.call(`GET /connections/${connectionId}?wait=true`);
});
afterAll(() => gateway.stop());

const list = async (query: Record<string, string>) =>
  (await gateway.call(`GET /actions?${new URLSearchParams(query)}`)).body;

describe('an action that is found by an intent', () => {
  test('carries what an agent needs next', async () => {
    const [first] = (await list({ connectionId, intent: 'delete a room' })).items;
    expect(first).toMatchObject({
      id: 'clickmeeting.delete-conference',
      effect: 'destroy',
      score: expect.any(Number),
      required: ['room_id'],
      connection: { id: connectionId, state: 'READY' },
      inputSchema: expect.objectContaining({ type: 'object' }),
      outputSchema: expect.any(Object),
    });
    expect(first.score).toBeLessThanOrEqual(1);
    expect(first).not.toHaveProperty('why');
  });

  test('says how to connect its app where it is not', async () => {
    const [first] = (await list({ intent: 'post a letter' })).items;
    expect(first).toMatchObject({
      id: 'clicksend.send-letter',
      connection: { state: 'NOT_CONNECTED', connect: 'porin connection ensure clicksend' },
    });
  });

  test.each([
    ['names', ['id', 'key', 'name', 'score', 'uuid']],
    [
      'summary',
      [
        'connection',
        'connectionId',
        'description',
        'effect',
        'externalAppId',
        'id',
        'key',
        'name',
        'required',
        'score',
        'toolName',
        'uuid',
      ],
    ],
  ])('is cut to its %s', async (detail, members) => {
    const [first] = (await list({ connectionId, intent: 'delete a room', detail })).items;
    expect(Object.keys(first).sort()).toEqual(members);
  });

  test('says why it ranks where it does, when it is asked', async () => {
    const { items } = await list({ connectionId, intent: 'delete a room', explain: 'true', detail: 'names' });
    for (const { why } of items) expect(why.length).toBeGreaterThan(1);
    expect(items[0].why[0]).toMatch(/^verb: wanted delete.*serves it by 100 %$/);
  });
});

describe('where nothing fits', () => {
  test('the answer is empty, with a hint', async () => {
    const answer = await list({ intent: 'walk my dog' });
    expect(answer.items).toEqual([]);
    expect(answer.hint).toContain('porin');
  });

  test.each(['x'.repeat(10_000), '((((', '🎉', '\u0000', 'the of to'])(
    'an odd intent is answered: %j',
    async (intent) => {
      const { status, body } = await gateway.call(`GET /actions?${new URLSearchParams({ intent })}`);
      expect([status, body.items]).toEqual([200, []]);
    },
  );

  test('an intent that is too long is refused', async () => {
    const { status } = await gateway.call(`GET /actions?${new URLSearchParams({ intent: 'x '.repeat(5_001) })}`);
    expect(status).toBe(400);
  });
});
