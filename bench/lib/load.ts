import { connect, type Socket } from 'node:net';
import { AnswerReader } from './answer-reader.ts';
import { percentile } from './statistics.ts';

export interface LoadTarget {
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface LoadOptions {
  /** The connections share them evenly. */
  readonly targets: readonly LoadTarget[];
  readonly concurrency: number;
  readonly durationMs: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly perSecond: number;
  readonly bytesPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers with a status other than 2xx, and broken connections. A figure with errors is no figure. */
  readonly errors: number;
}

/** Keeps so many connections busy for a while, each with one request at a time, over bare sockets. */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const requests = options.targets.map((target) => ({ url: new URL(target.url), bytes: requestBytes(target) }));
  const totals = { latencies: [] as number[], errors: 0, bytes: 0 };
  const startedAt = performance.now();
  const until = startedAt + options.durationMs;
  const lane = (index: number) => {
    const request = requests[index % requests.length];
    if (!request) throw new Error('A load needs a target');
    const socket = connect(Number(request.url.port), request.url.hostname);
    return runLane({ socket, request: request.bytes, until, totals });
  };
  await Promise.all(Array.from({ length: options.concurrency }, (_, index) => lane(index)));
  const seconds = (performance.now() - startedAt) / 1000;
  const { latencies, errors, bytes } = totals;
  return {
    requests: latencies.length,
    perSecond: latencies.length / seconds,
    bytesPerSecond: bytes / seconds,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    errors,
  };
}

/** The same, and an exception when an answer was not 2xx. */
export async function loadWithoutErrors(options: LoadOptions): Promise<LoadResult> {
  const result = await load(options);
  if (result.errors > 0 || result.requests === 0)
    throw new Error(`${options.targets[0]?.url}: ${result.errors} errors in ${result.requests} requests`);
  return result;
}

interface Lane {
  readonly socket: Socket;
  readonly request: Buffer;
  readonly until: number;
  readonly totals: { latencies: number[]; errors: number; bytes: number };
}

function runLane({ socket, request, until, totals }: Lane): Promise<void> {
  const reader = new AnswerReader();
  let sentAt = 0;
  const send = () => {
    sentAt = performance.now();
    socket.write(request);
  };
  return new Promise((resolve) => {
    socket.setNoDelay(true);
    socket.on('connect', send);
    socket.on('data', (chunk) => {
      if (reader.push(chunk) === 0) return;
      const now = performance.now();
      totals.latencies.push(now - sentAt);
      if (reader.status < 200 || reader.status > 299) totals.errors++;
      if (now < until) send();
      else socket.end();
    });
    socket.on('error', () => totals.errors++);
    socket.on('close', () => {
      totals.bytes += reader.bodyBytes;
      if (performance.now() < until) totals.errors++;
      resolve();
    });
  });
}

function requestBytes({ url, method = 'GET', headers = {}, body }: LoadTarget): Buffer {
  const { host, pathname, search } = new URL(url);
  const length =
    body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
  const lines = Object.entries({ host, ...length, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${pathname}${search} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`);
}
