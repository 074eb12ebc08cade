import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';

/** A site of somebody else's that embeds the official SDK, as its users get it. */
export async function startSite() {
  const bundle = readFileSync(new URL('../../node_modules/@membranehq/sdk/dist/bundle.js', import.meta.url));
  const server = createServer((request, response) => {
    if (request.url === '/sdk.js') response.writeHead(200, { 'content-type': 'text/javascript' }).end(bundle);
    else if (request.url?.startsWith('/favicon')) response.writeHead(204).end();
    else {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>Site</title><h1>A product</h1><script src="/sdk.js"></script>');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Another name than the gateway's, so that the browser holds it for another site.
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  return { url, stop: () => new Promise((resolve) => server.close(resolve)) };
}

/** What a page and its windows complain about: policies that were violated, and errors of scripts. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  const listen = (one: Page) => {
    one.on('console', (message) => {
      // A refused form is an answer of 4xx, which the browser notes by itself.
      if (message.type() === 'error' && !/status of 4\d\d|favicon/.test(message.text()))
        complaints.push(message.text());
    });
    one.on('pageerror', (error) => complaints.push(error.message));
  };
  listen(page);
  page.on('popup', listen);
  return complaints;
}
