import { expect, test } from 'vitest';
import { createRanking } from '../ranking.ts';
import type { Embeddings } from './embeddings.ts';
import { embeddingsAt, startEndpoint } from './endpoint.fixture.ts';

/** A ranking over one app whose actions fit `rooms` alike. */
function rankingWith(embeddings?: Embeddings) {
  const actions = ['List Rooms', 'Get Room', 'Get Room Invoice', 'Update Room'].map((name) => ({
    key: name.toLowerCase().replaceAll(' ', '-'),
    name,
    description: '',
    phrases: [],
  }));
  const source = {
    app: 'acme',
    definition: { name: 'Acme' },
    actions: new Map(actions.map((one) => [one.key, one])),
  };
  return createRanking(async () => [source], embeddings);
}

const asking = { intent: 'what is the bill for the room', saved: [] };

test('a search is ordered by words and model together, and finds what the words find', async () => {
  const endpoint = await startEndpoint();
  const { embeddings } = await embeddingsAt(endpoint.url);
  const ranking = rankingWith(embeddings);
  const byWords = await rankingWith().rank(asking);
  const first = await ranking.rank(asking);
  expect([...first]).toEqual([...byWords]);
  await embeddings.idle();
  const both = await ranking.rank(asking);
  expect([...both.keys()].sort()).toEqual([...byWords.keys()].sort());
  expect([...both.values()]).toEqual([...byWords.values()]);
  expect(endpoint.asked.flatMap(({ input }) => input)).toContain(asking.intent);
});

test('with an endpoint that fails, a search gives exactly what the words give', async () => {
  const endpoint = await startEndpoint();
  const { embeddings } = await embeddingsAt(endpoint.url);
  const ranking = rankingWith(embeddings);
  await ranking.rank(asking);
  await embeddings.idle();
  endpoint.behaviour.status = 503;
  const other = { ...asking, intent: 'show the rooms' };
  expect([...(await ranking.rank(other))]).toEqual([...(await rankingWith().rank(other))]);
});

test('with an endpoint that is too slow, a search gives exactly what the words give', async () => {
  const endpoint = await startEndpoint();
  const { embeddings } = await embeddingsAt(endpoint.url);
  const ranking = rankingWith(embeddings);
  await ranking.rank(asking);
  await embeddings.idle();
  endpoint.behaviour.delayMs = 400;
  const other = { ...asking, intent: 'show the invoice of a room' };
  const startedAt = performance.now();
  expect([...(await ranking.rank(other))]).toEqual([...(await rankingWith().rank(other))]);
  expect(performance.now() - startedAt).toBeLessThan(900);
});

test('what nothing fits is empty, whatever the model says, and is not sent', async () => {
  const endpoint = await startEndpoint();
  const { embeddings } = await embeddingsAt(endpoint.url);
  const nothing = { intent: 'qwrtzp xkcdv', saved: [] };
  expect(await rankingWith(embeddings).rank(nothing)).toEqual(new Map());
  await embeddings.idle();
  expect(endpoint.asked.flatMap(({ input }) => input)).not.toContain(nothing.intent);
});

test('what destroys is not put first by a model, unless somebody asks to destroy', async () => {
  const endpoint = await startEndpoint();
  const { embeddings } = await embeddingsAt(endpoint.url);
  // To the model bills are what all of these are about but the first.
  const actions = [
    ['list-contacts', 'List Contacts', 'Lists contacts', 'read'],
    ['clear-contacts', 'List and Clear Contacts', 'Their bills are gone, too', 'destroy'],
    ['get-contact', 'Get Contact', 'And its money', 'read'],
  ] as const;
  const source = (isHarmless: boolean) => ({
    app: 'acme',
    definition: { name: 'Acme' },
    actions: new Map(
      actions.map(([key, name, description, effect]) => {
        return [key, { key, name, description, phrases: [], effect: isHarmless ? ('read' as const) : effect }];
      }),
    ),
  });
  const firstOf = async (intent: string, isHarmless: boolean) => {
    const ranking = createRanking(async () => [source(isHarmless)], embeddings);
    await ranking.rank({ intent, saved: [] });
    await embeddings.idle();
    return [...(await ranking.rank({ intent, saved: [], apps: ['acme'] })).keys()][0];
  };
  expect(await firstOf('list contacts and bills', true)).toBe('acme.clear-contacts');
  expect(await firstOf('list contacts and bills', false)).toMatch(/list|get/);
  expect(await firstOf('clear all contacts and bills', false)).toBe('acme.clear-contacts');
});
