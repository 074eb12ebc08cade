import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the browser brought back. */
export type Callback =
  | { readonly kind: 'code'; readonly code: string; readonly issuer: string | undefined }
  | { readonly kind: 'refused'; readonly error: string };

export interface CallbackListener {
  readonly redirectUri: string;
  /** The first callback of our own login. */
  readonly arrived: Promise<Callback>;
  /** Answers the waiting browser tab and ends the listener. */
  close(outcome: string): Promise<void>;
}

/** Listens on a free port of this machine for the browser's return. */
export async function listenForCallback(state: string): Promise<CallbackListener> {
  let arrive: (callback: Callback) => void = () => {};
  const arrived = new Promise<Callback>((resolve) => {
    arrive = resolve;
  });
  let waiting: ServerResponse | undefined;
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (request.method !== 'GET' || pathname !== '/callback') return show(response, 404, 'There is nothing here.');
    // Another page of the browser may call this port; only our gateway's answer knows the state.
    if (searchParams.get('state') !== state) return show(response, 400, 'This belongs to another login.');
    if (waiting) return show(response, 400, 'This login has been answered.');
    waiting = response;
    const code = searchParams.get('code');
    if (code) arrive({ kind: 'code', code, issuer: searchParams.get('iss') ?? undefined });
    else arrive({ kind: 'refused', error: searchParams.get('error') ?? 'no code' });
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject).listen(0, '127.0.0.1', resolve);
  });
  // A listening TCP server has an address and port.
  const { port } = server.address() as AddressInfo;
  return {
    redirectUri: `http://127.0.0.1:${port}/callback`,
    arrived,
    async close(outcome) {
      if (waiting) await shown(waiting, outcome);
      await ended(server);
    },
  };
}

function show(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Login</title><body style="font:16px system-ui;margin:4rem auto;max-width:30rem"><p>${text}</p></body></html>`,
  );
}

function shown(response: ServerResponse, text: string): Promise<void> {
  return new Promise((resolve) => {
    response.on('finish', resolve).on('close', resolve);
    show(response, 200, text);
  });
}

function ended(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    // A browser may hold spare connections open.
    setTimeout(() => server.closeAllConnections(), 200).unref();
  });
}
