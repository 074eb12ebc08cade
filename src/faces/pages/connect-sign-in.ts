import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { html } from 'hono/html';
import type { BegunSignIn, ConnectOption, ConnectPage, FinishedSignIn } from '../../kernel/ports/connect.ts';
import type { ConnectFlow } from '../../kernel/ports/connect-flows.ts';
import { type ConnectPages, pathOf, refusal, show } from './connect-parts.ts';
import { showConnected } from './connect-result.ts';
import { failedView } from './connect-view.ts';
import { cookieName, type Form, setPrivateCookie } from './forms.ts';
import type { Markup } from './layout.ts';
import { explained } from './words.ts';

const statusEverySeconds = 4;
const cookieSeconds = 30 * 60;

/** GET /oauth/callback, where apps send the browser back to, and GET /connect-code/{ticket}, how a sign-in by code stands. */
export function signInPages(parts: ConnectPages): Hono {
  return new Hono()
    .get('/oauth/callback', async (c) => {
      const query = new URL(c.req.url).searchParams;
      return showFinished(c, parts, await parts.connect.finish(query, browserToken(c, parts)));
    })
    .get('/connect-code/:ticket', async (c) => {
      const finished = await parts.connect.device(c.req.param('ticket'), browserToken(c, parts));
      if (finished) return showFinished(c, parts, finished, { isPart: true });
      const body = html`<p role="status">Waiting until you have entered the code. This is looked up every few seconds.</p>`;
      return show(c, parts, { title: 'Waiting', body, isPart: true, refresh: { seconds: statusEverySeconds } });
    });
}

interface Beginning {
  readonly link: string;
  readonly subject: ConnectPage;
  readonly option: ConnectOption;
  readonly entered: Form;
  readonly flow: ConnectFlow | undefined;
}

/** Begins a sign-in at the app, because the person pressed the button. Errors: as `ConnectPort.begin`. */
export async function beginSignIn(c: Context, parts: ConnectPages, beginning: Beginning): Promise<Response> {
  const { link, option, entered, flow, subject } = beginning;
  const token = browserToken(c, parts) ?? randomBytes(32).toString('base64url');
  const request = { option: option.key, input: entered, browserToken: token };
  const begun = await parts.connect.begin(link, {
    ...request,
    ...(flow === undefined ? {} : { requestId: flow.requestId }),
  });
  setPrivateCookie(c, parts.connect.publicUrl(), { name: 'connect', value: token, maxAgeSeconds: cookieSeconds });
  // The tab that the sign-in opens in is a page of its own, also when the form was in a frame.
  if (begun.by === 'browser') {
    const body = onward(subject, option, begun.redirectTo);
    return show(c, parts, {
      title: `Continue to ${subject.appName}`,
      body,
      refresh: { seconds: 0, url: begun.redirectTo },
    });
  }
  return show(c, parts, { title: `Enter the code for ${subject.appName}`, body: codeView(parts, subject, begun) });
}

/** A page and no redirect: policies hold redirects of a form to its own site. */
function onward({ appName }: ConnectPage, { signIn }: ConnectOption, redirectTo: string): Markup {
  return html`<h1>On to ${appName}</h1><p>You are taken to <strong>${signIn?.host ?? ''}</strong> to sign in, and come back here afterwards.</p>
    <p><a class="button" href="${redirectTo}">Continue</a></p>`;
}

function codeView(
  parts: ConnectPages,
  { appName }: ConnectPage,
  begun: Extract<BegunSignIn, { by: 'device' }>,
): Markup {
  const { userCode, verificationUri, ticket } = begun;
  const status = pathOf(parts.connect.publicUrl(), `/connect-code/${encodeURIComponent(ticket)}`);
  const minutes = Math.max(1, Math.round((begun.expiresAt - Date.now()) / 60_000));
  return html`<h1>Enter this code at ${appName}</h1>
    <p class="code" aria-label="${[...userCode].join(' ')}">${userCode}</p>
    <p><a class="button" href="${begun.verificationUriComplete ?? verificationUri}" target="_blank" rel="noreferrer">Open ${new URL(verificationUri).host}</a></p>
    <p class="soft">Or go to ${verificationUri} on another device. The code works for ${minutes} minutes.</p>
    <iframe class="status" src="${status}" title="Whether it is connected"></iframe>`;
}

async function showFinished(
  c: Context,
  parts: ConnectPages,
  finished: FinishedSignIn,
  place: { readonly isPart?: boolean } = {},
): Promise<Response> {
  const { after } = finished;
  if (finished.status === 'connected') {
    const flow = await parts.flows.ofTenant(finished.page.tenantId, after.requestId);
    // The frame that it began in is told over the event stream; this tab is none.
    return showConnected(c, parts, finished.page, flow && { ...flow, isFramed: false }, place);
  }
  const message = explained(finished);
  if (finished.retryPath === undefined)
    return refusal(c, parts, { status: 400, title: 'It is not connected', text: message, ...place });
  const retryPath = pathOf(parts.connect.publicUrl(), finished.retryPath);
  return show(c, parts, {
    title: 'It is not connected',
    body: failedView(message, { retryPath }),
    status: 400,
    ...place,
  });
}

function browserToken(c: Context, { connect }: ConnectPages): string | undefined {
  return getCookie(c, cookieName(connect.publicUrl(), 'connect'));
}
