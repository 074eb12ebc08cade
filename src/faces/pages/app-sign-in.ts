import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { html } from 'hono/html';
import type { BegunSignIn, ConnectPort, FinishedSignIn } from '../../kernel/ports/connect.ts';
import { cookieName, setPrivateCookie } from './forms.ts';
import { page, pageHeaders } from './layout.ts';

const cookieSeconds = 15 * 60;
const minTokenLength = 40;

/** GET /oauth/callback, where apps send the browser back to, and GET /connect/device/{ticket}, which waits for a code to be entered. */
export function appSignInPages(connect: ConnectPort): Hono {
  const browserOf = (c: Context) => getCookie(c, cookieName(connect.publicUrl(), 'connect'));
  return new Hono()
    .get('/oauth/callback', async (c) =>
      finishedAnswer(c, await connect.finish(new URL(c.req.url).searchParams, browserOf(c))),
    )
    .get('/connect/device/:ticket', async (c) => {
      const finished = await connect.device(c.req.param('ticket'), browserOf(c));
      return finished ? finishedAnswer(c, finished) : waitingAnswer(c);
    });
}

/** The value that binds a sign-in to this browser, which gets a cookie if it has none. */
export function browserToken(c: Context, connect: ConnectPort): string {
  const publicUrl = connect.publicUrl();
  const known = getCookie(c, cookieName(publicUrl, 'connect'));
  const value = known !== undefined && known.length >= minTokenLength ? known : randomBytes(32).toString('base64url');
  setPrivateCookie(c, publicUrl, { name: 'connect', value, maxAgeSeconds: cookieSeconds });
  return value;
}

/** Sends the browser on its way. Not by redirecting the form: our own policy, and the app's redirects after it, would stop that. */
export function begunAnswer(c: Context, appName: string, begun: BegunSignIn): Response | Promise<Response> {
  if (begun.by === 'browser') {
    const body = html`<h1>Going to ${appName}</h1><p><a href="${begun.redirectTo}" rel="noreferrer">Go on to ${appName}</a></p>`;
    return c.html(page(`Going to ${appName}`, body), 200, { ...pageHeaders, refresh: `0;url=${begun.redirectTo}` });
  }
  const { verificationUri, verificationUriComplete = verificationUri, userCode, ticket } = begun;
  const body = html`<h1>Enter this code at ${appName}</h1>
    <p><code>${userCode}</code></p>
    <p><a href="${verificationUriComplete}" rel="noreferrer" target="_blank">${verificationUri}</a></p>
    <p><a href="/connect/device/${ticket}">I have entered it</a></p>`;
  return c.html(page(`Connect ${appName}`, body), 200, { ...pageHeaders });
}

function waitingAnswer(c: Context): Response | Promise<Response> {
  const body = html`<h1>Waiting for the code</h1><p>This page looks again every few seconds. It takes ten minutes at most.</p>`;
  return c.html(page('Waiting for the code', body), 200, { ...pageHeaders, refresh: '3' });
}

function finishedAnswer(c: Context, finished: FinishedSignIn): Response | Promise<Response> {
  const { redirectUri } = finished.after;
  const onward = redirectUri === undefined ? '' : html`<p><a href="${redirectUri}" rel="noreferrer">Go back</a></p>`;
  if (finished.status === 'connected') {
    const { appName } = finished.page;
    const body = html`<p class="good" aria-hidden="true">✓</p><h1>${appName} is connected</h1>
      <p>${appName} agreed. Its tokens are sealed in the vault of this gateway. You can close this page.</p>${onward}`;
    return c.html(page(`${appName} is connected`, body), 200, { ...pageHeaders });
  }
  const { message, hint, retryPath } = finished;
  const body = html`<h1>Not connected</h1><p class="bad" role="alert">${message}</p><p>${hint}.</p>
    ${retryPath === undefined ? '' : html`<p><a href="${retryPath}">Start again</a></p>`}${onward}`;
  return c.html(page('Not connected', body), 422, { ...pageHeaders });
}
