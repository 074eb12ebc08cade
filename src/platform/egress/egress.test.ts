import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { EgressRequest } from '../../kernel/ports/egress.ts';
import { createLogger } from '../telemetry/logger.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { createEgress, type EgressOptions } from './egress.ts';

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function egress(options: Partial<EgressOptions> = {}) {
  const made = createEgress({
    allowCidrs: [],
    logger: createLogger({ level: 'silent' }),
    metrics: createMetrics(),
    ...options,
  });
  cleanups.push(() => made.close());
  return made;
}

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function request(url: string, changes: Partial<EgressRequest> = {}): EgressRequest {
  const parsed = new URL(url);
  return {
    method: 'GET',
    url: parsed,
    headers: {},
    policy: { origins: [parsed.origin], allowPrivate: true },
    limits: { key: 'con_1', concurrency: 4, timeoutMs: 2_000, maxResponseBytes: 1_000_000 },
    retry: 'safe',
    ...changes,
  };
}

test('a request arrives as it was given and its whole answer comes back', async () => {
  const origin = await serve((incoming, response) => {
    let body = '';
    incoming.on('data', (chunk) => (body += chunk));
    incoming.on('end', () =>
      response
        .writeHead(201, { 'X-A': ['1', '2'] })
        .end(`${incoming.method} ${incoming.url} ${incoming.headers['x-key']} ${body}`),
    );
  });
  const answer = await egress().send(
    request(`${origin}/a?b=c%20d`, { method: 'POST', headers: { 'x-key': 'k' }, body: 'hello', retry: 'never' }),
  );
  expect(answer).toMatchObject({ status: 201, attempts: 1, headers: { 'x-a': '1, 2' } });
  expect(Buffer.from(answer.body).toString()).toBe('POST /a?b=c%20d k hello');
});
