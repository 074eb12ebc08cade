import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { browserOf, formField, formPage, keepSession, type PeoplePages, sessionOf } from './people-parts.ts';

/** What somebody sees who opens the gateway's address: nothing of anybody's, unless he is signed in. */
export function homePage(version: string, parts: PeoplePages): Hono {
  return new Hono().get('/', async (c) => {
    const body = html`<h1>Porin is running</h1>
      <p class="soft">Version ${version}. It keeps your app credentials on this machine and runs actions with them.</p>
      ${await whoIsHere(c, parts)}
      <p>Try it in a terminal (in a clone, with <code>npx</code> before it):</p>
      <p><code>porin status</code><br><code>porin connection list</code><br><code>porin --help</code></p>
      <p><a href="/openapi.json">REST API (OpenAPI 3.1)</a></p>`;
    return formPage(c, { title: 'Porin', body });
  });
}

async function whoIsHere(c: Context, parts: PeoplePages) {
  const { people } = parts;
  const visitor = await people.visitor(sessionOf(c, parts));
  if (!visitor) return html`<p><a href="/sign-in">Sign in</a></p>`;
  const renewed = await people.renew(sessionOf(c, parts), browserOf(c, parts));
  if (renewed) keepSession(c, parts, renewed);
  return html`<p>Signed in as <strong>${visitor.name}</strong>${visitor.role === 'owner' ? ', owner' : ''}. <a href="/account">Account</a></p>
    <form method="post" action="/sign-out">${formField(c, parts)}<button type="submit" class="quiet">Sign out</button></form>`;
}
