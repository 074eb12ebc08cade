import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach } from 'vitest';
import type { Logger } from '../../../kernel/ports/telemetry.ts';
import { Secret } from '../../../kernel/secret.ts';
import { createEgress } from '../../../platform/egress/egress.ts';
import { openStorage } from '../../../platform/storage/storage.ts';
import { createLogger } from '../../../platform/telemetry/logger.ts';
import { createMetrics } from '../../../platform/telemetry/metrics.ts';
import { createRedactor } from '../../../platform/telemetry/redactor.ts';
import { createEmbeddings } from './embeddings.ts';

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
export async function startEndpoint(path: '/v1/embeddings' | '/api/embed' = '/v1/embeddings') {
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

export async function embeddingsAt(
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
