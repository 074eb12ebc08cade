import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { Logger } from '../../../kernel/ports/telemetry.ts';
import { Secret } from '../../../kernel/secret.ts';
import { createEgress } from '../../../platform/egress/egress.ts';
import { openStorage } from '../../../platform/storage/storage.ts';
import { createLogger } from '../../../platform/telemetry/logger.ts';
import { createMetrics } from '../../../platform/telemetry/metrics.ts';
import { createRedactor } from '../../../platform/telemetry/redactor.ts';
import { createRanking } from '../ranking.ts';
import { createEmbeddings, type Embeddings } from './embeddings.ts';

const silent = createLogger({ level: 'silent', redactor: createRedactor() });

interface Asked {
  readonly path: string | undefined;
  readonly authorization: string | undefined;
  readonly model: string;
  readonly input: readonly string[];
}

/** What the model of these tests knows: a text is about money, about rooms, or about neither. */
const topics = [/money|bill|invoice/i, /room|meeting/i];
const vectorOf = (text: string) => [...topics.map((topic) => (topic.test(text) ? 1 : 0)), 0.1];

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** An endpoint on this machine; `behaviour` can change while it runs. */
async function startEndpoint(path: '/v1/embeddings' | '/api/embed' = '/v1/embeddings') {
  const asked: Asked[] = [];
  const behaviour = { status: 200, delayMs: 0, size: 3, odd: '', location: '', body: undefined as string | undefined };
  const server: Server = createServer((request, response) => {
    readText(request)
      .then(async (text) => {
        const { model, input } = JSON.parse(text) as { model: string; input: string[] };
        asked.push({ path: request.url, authorization: request.headers.authorization, model, input });
        if (behaviour.delayMs > 0) await sleep(behaviour.delayMs);
        const vectors = input.map((one) => vectorOf(one).slice(0, one === behaviour.odd ? 1 : behaviour.size));
        const openAi = { data: vectors.map((embedding, index) => ({ index, embedding })).reverse() };
        const { status, location } = behaviour;
        response.writeHead(status, { 'content-type': 'application/json', ...(location === '' ? {} : { location }) });
        response.end(behaviour.body ?? JSON.stringify(path === '/api/embed' ? { embeddings: vectors } : openAi));
      })
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  return { url, asked, behaviour, server };
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

async function openDatabase() {
  const storage = await openStorage({ url: 'sqlite::memory:' });
  undo.push(() => storage.close());
  return storage;
}

async function embeddingsAt(
  url: string,
  over: { storage?: Awaited<ReturnType<typeof openDatabase>>; logger?: Logger } = {},
) {
  const logger = over.logger ?? silent;
  const clock = { ahead: 0 };
  const now = () => Date.now() + clock.ahead;
  const egress = createEgress({ allowCidrs: [], logger, metrics: createMetrics() });
  undo.push(() => egress.close());
  const storage = over.storage ?? (await openDatabase());
  const endpoint = { url, model: 'tiny', key: new Secret('sk-test') };
  const embeddings = createEmbeddings({ endpoint, egress, storage: storage.embeddings, logger, now });
  undo.push(() => embeddings.stop());
  return { embeddings, clock, storage };
}

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

test('what destroys is not put first by a model, unless somebody asks to destroy', async () => {
  const endpoint = await startEndpoint();
  const { embeddings } = await embeddingsAt(endpoint.url);
  const actions = new Map(
    (
      [
        ['list-contacts', 'List Contacts', 'read'],
        ['clear-contacts', 'Clear Contacts', 'destroy'],
        ['delete-contacts', 'Delete Contacts', 'destroy'],
        ['get-contact', 'Get Contact', 'read'],
      ] as const
    ).map(([key, name, effect]) => {
      // The model finds the one that clears alike to what is asked, and no other.
      const description = key === 'clear-contacts' ? 'Their bills are gone, too' : '';
      return [key, { key, name, description, effect, phrases: [] }];
    }),
  );
  const ranking = createRanking(async () => [{ app: 'acme', definition: { name: 'Acme' }, actions }], embeddings);
  const first = async (intent: string) => [...(await ranking.rank({ intent, saved: [], apps: ['acme'] })).keys()][0];
  await first('contacts');
  await embeddings.idle();
  for (const intent of ['show contacts with a bill', 'contacts and their bill', 'who are the contacts with a bill'])
    expect([intent, await first(intent)]).toEqual([intent, expect.stringMatching(/list|get/)]);
  expect(await first('delete the contacts of the bill')).toMatch(/clear|delete/);
});

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
