import { Hono } from 'hono';
import { html } from 'hono/html';
import { page, pageHeaders } from './layout.ts';

/** What somebody sees who opens the gateway's address. */
export function homePage(version: string): Hono {
  return new Hono().get('/', (c) => {
    const body = html`<h1>Porin is running</h1>
      <p class="soft">Version ${version}. It keeps your app credentials on this machine and runs actions with them.</p>
      <p>Try it in a terminal (in a clone, with <code>npx</code> before it):</p>
      <p><code>porin status</code><br><code>porin connection list</code><br><code>porin --help</code></p>
      <p><a href="/openapi.json">REST API (OpenAPI 3.1)</a></p>`;
    return c.html(page('Porin', body), 200, { ...pageHeaders });
  });
}
