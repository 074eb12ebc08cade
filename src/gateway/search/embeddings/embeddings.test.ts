import { expect, test } from 'vitest';
import { createLogger } from '../../../platform/telemetry/logger.ts';
import { embeddingsAt, startEndpoint } from './endpoint.fixture.ts';

const action = (name: string, score: number, description = '') => ({
  appName: 'Acme',
  score,
  action: { name, description, phrases: [] as string[] },
});
const found = [action('List Contacts', 0.9), action('List Rooms', 0.8), action('Send Invoice', 0.7)];
const names = (list: readonly (typeof found)[number][]) => list.map((one) => one.action.name);

test.each(['/v1/embeddings', '/api/embed'] as const)(
  'what the model finds alike comes first, asked at %s',
  async (path) => {
    const endpoint = await startEndpoint(path);
    const { embeddings } = await embeddingsAt(endpoint.url);
    await embeddings.learn(found);
    await embeddings.idle();
    const ordered = await embeddings.reorder('I need my money', found);
    expect(names(ordered)).toEqual(['List Contacts', 'Send Invoice', 'List Rooms']);
    expect(ordered.map(({ score }) => score)).toEqual([0.9, 0.8, 0.7]);
    expect(endpoint.asked[0]).toEqual({
      path,
      authorization: 'Bearer sk-test',
      model: 'tiny',
      input: ['Acme: List Contacts', 'Acme: List Rooms', 'Acme: Send Invoice'],
    });
  },
);

test('actions without a vector keep the order of the words, and get one meanwhile', async () => {
  const endpoint = await startEndpoint();
  const { embeddings } = await embeddingsAt(endpoint.url);
  expect(names(await embeddings.reorder('money', found))).toEqual(names(found));
  await embeddings.idle();
  expect(names(await embeddings.reorder('money', found))).not.toEqual(names(found));
});

test('a text is sent once, by a second process not at all', async () => {
  const endpoint = await startEndpoint();
  const { embeddings, storage } = await embeddingsAt(endpoint.url);
  await embeddings.learn(found);
  await embeddings.idle();
  const other = await embeddingsAt(endpoint.url, { storage });
  await other.embeddings.learn(found);
  await other.embeddings.reorder('money', found);
  await other.embeddings.reorder('money', found);
  await other.embeddings.idle();
  expect(endpoint.asked.map(({ input }) => input.length)).toEqual([3, 1]);
});

test('a changed description is learnt anew', async () => {
  const endpoint = await startEndpoint();
  const { embeddings } = await embeddingsAt(endpoint.url);
  await embeddings.learn(found);
  await embeddings.idle();
  await embeddings.learn([...found.slice(1), action('List Contacts', 0.9, 'Whoever owes you money')]);
  await embeddings.idle();
  expect(endpoint.asked[1]?.input).toEqual(['Acme: List Contacts. Whoever owes you money']);
});

test('many actions are learnt in batches', async () => {
  const endpoint = await startEndpoint();
  const { embeddings } = await embeddingsAt(endpoint.url);
  await embeddings.learn(Array.from({ length: 150 }, (_, index) => action(`Action ${index}`, 0)));
  await embeddings.idle();
  expect(endpoint.asked.map(({ input }) => input.length)).toEqual([64, 64, 22]);
});

test('a slow endpoint costs 150 ms and changes nothing', async () => {
  const endpoint = await startEndpoint();
  const { embeddings } = await embeddingsAt(endpoint.url);
  await embeddings.learn(found);
  await embeddings.idle();
  endpoint.behaviour.delayMs = 2_000;
  const startedAt = performance.now();
  expect(await embeddings.reorder('money', found)).toBe(found);
  expect(performance.now() - startedAt).toBeLessThan(600);
});

test('an endpoint that fails three times is left alone for half a minute', async () => {
  const endpoint = await startEndpoint();
  const { embeddings, clock } = await embeddingsAt(endpoint.url);
  await embeddings.learn(found);
  await embeddings.idle();
  const learnt = endpoint.asked.length;
  endpoint.behaviour.status = 500;
  for (const query of ['a', 'b', 'c', 'd', 'e']) expect(await embeddings.reorder(query, found)).toBe(found);
  expect(endpoint.asked.length - learnt).toBe(3);
  endpoint.behaviour.status = 200;
  clock.ahead = 29_000;
  expect(await embeddings.reorder('money', found)).toBe(found);
  clock.ahead = 31_000;
  expect(names(await embeddings.reorder('money', found))).not.toEqual(names(found));
});

test('an endpoint that is not there changes nothing', async () => {
  const endpoint = await startEndpoint();
  const { embeddings } = await embeddingsAt(endpoint.url);
  await new Promise((resolve) => endpoint.server.close(resolve));
  await embeddings.learn(found);
  expect(await embeddings.reorder('money', found)).toBe(found);
});

test.each([
  ...['', 'no', 'null', '{}', '{"data":[]}', '{"embeddings":[["a"]]}', '{"data":[{"index":0,"embedding":[]}]}'],
  ...['{"embeddings":[[NaN,1,1]]}', '{"embeddings":[[null,1,1]]}', '{"embeddings":[[1e999,1,1]]}'],
  ...['{"embeddings":[[1,1,1],[1,1,1]]}', '{"embeddings":[[0,0,0]]}', '{"embeddings":[[1]]}'],
  `{"embeddings":[[${'1,'.repeat(9_000)}1]]}`,
])('an answer that is no vector of that model changes nothing: %.60s', async (body) => {
  const endpoint = await startEndpoint();
  const { embeddings } = await embeddingsAt(endpoint.url);
  await embeddings.learn(found);
  await embeddings.idle();
  endpoint.behaviour.body = body;
  expect(await embeddings.reorder('money', found)).toEqual(found);
});

test('a query that the model gave an odd vector for is asked again', async () => {
  const endpoint = await startEndpoint();
  const { embeddings } = await embeddingsAt(endpoint.url);
  await embeddings.learn(found);
  await embeddings.idle();
  endpoint.behaviour.odd = 'money';
  expect(names(await embeddings.reorder('money', found))).toEqual(names(found));
  await embeddings.idle();
  endpoint.behaviour.odd = '';
  expect(names(await embeddings.reorder('money', found))).not.toEqual(names(found));
});

test('a redirect is not followed, wherever it leads', async () => {
  const inner = await startEndpoint();
  const endpoint = await startEndpoint();
  const { embeddings } = await embeddingsAt(endpoint.url);
  await embeddings.learn(found);
  await embeddings.idle();
  endpoint.behaviour.status = 307;
  for (const location of [inner.url, 'http://169.254.169.254/latest/meta-data', 'file:///etc/passwd', '/api/embed']) {
    endpoint.behaviour.location = location;
    expect(await embeddings.reorder(`money ${location}`, found)).toBe(found);
  }
  expect(inner.asked).toEqual([]);
});

test('the key is in no log, though everything fails', async () => {
  const lines: string[] = [];
  const loud = createLogger({ level: 'debug', destination: { write: (line) => lines.push(line) } });
  const endpoint = await startEndpoint();
  const { embeddings } = await embeddingsAt(`${endpoint.url}?api-key=in-the-address`, { logger: loud });
  endpoint.behaviour.status = 401;
  endpoint.behaviour.body = '{"error":"Incorrect API key provided: sk-test"}';
  await embeddings.learn(found);
  await embeddings.idle();
  for (const query of ['a', 'b', 'c', 'd']) await embeddings.reorder(query, found);
  endpoint.server.closeAllConnections();
  await new Promise((resolve) => endpoint.server.close(resolve));
  await embeddings.reorder('e', found);
  expect(lines.length).toBeGreaterThan(3);
  expect(lines.join('')).toContain('401');
  expect(lines.join('')).not.toMatch(/sk-test|in-the-address/);
});

test('a model that gives other vectors than it did is asked for all again', async () => {
  const endpoint = await startEndpoint();
  const { embeddings } = await embeddingsAt(endpoint.url);
  await embeddings.learn(found);
  await embeddings.idle();
  endpoint.behaviour.size = 2;
  expect(names(await embeddings.reorder('money', found))).toEqual(names(found));
  await embeddings.idle();
  expect(names(await embeddings.reorder('money', found))).toEqual(['List Contacts', 'Send Invoice', 'List Rooms']);
});
