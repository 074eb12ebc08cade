import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Dispatcher, Pool } from 'undici';

/** The least that a proxy in Node can do: pass a request through with one header more. Everything is measured against it. */
const [, , upstream = ''] = process.argv;
const pool = new Pool(upstream, { connections: 256 });

class PassThrough implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse;
  #abort: (() => void) | undefined;

  constructor(response: ServerResponse) {
    this.#response = response;
    response.on('close', () => {
      if (!response.writableFinished) this.#abort?.();
    });
  }

  onConnect(abort: () => void): void {
    this.#abort = abort;
  }

  onHeaders(status: number, raw: Buffer[], resume: () => void): boolean {
    const headers: string[] = [];
    for (let index = 0; index < raw.length; index += 2) {
      const name = String(raw[index]).toLowerCase();
      if (name !== 'connection' && name !== 'keep-alive' && name !== 'transfer-encoding')
        headers.push(name, String(raw[index + 1]));
    }
    this.#response.writeHead(status, headers);
    this.#response.on('drain', resume);
    return true;
  }

  onData(chunk: Buffer): boolean {
    return this.#response.write(chunk);
  }

  onComplete(): void {
    this.#response.end();
  }

  onError(): void {
    if (this.#response.headersSent) this.#response.destroy();
    else this.#response.writeHead(502).end();
  }
}

const server = createServer((request, response) => {
  const { host: _, connection: __, ...headers } = request.headers;
  const body = request.method === 'GET' || request.method === 'HEAD' ? null : request;
  pool.dispatch(
    {
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: { ...headers, 'x-api-key': 'injected' },
      body,
    },
    new PassThrough(response),
  );
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  // A listening server has an address object.
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
