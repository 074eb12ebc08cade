import type { Context } from 'hono';
import { html } from 'hono/html';
import type { ConnectPort } from '../../kernel/ports/connect.ts';
import type { ConnectFlow, ConnectFlowsPort, ConnectResult } from '../../kernel/ports/connect-flows.ts';
import type { VisitorsPort } from '../../kernel/ports/people.ts';
import { type Markup, page, pageHeaders, pageHeadersWithForm } from './layout.ts';

/** What the connect pages are made of. */
export interface ConnectPages {
  readonly connect: ConnectPort;
  readonly flows: ConnectFlowsPort;
  readonly people: VisitorsPort;
}

export type Status = 200 | 400 | 401 | 403 | 404 | 410 | 413 | 422 | 429 | 502;

/** Below the path of the public address, so that a gateway behind a prefix works, and on the origin that the browser is on. */
export function pathOf(publicUrl: string, path: string): string {
  return new URL(publicUrl).pathname.replace(/\/+$/, '') + path;
}

export function linkPath({ connect }: ConnectPages, linkToken: string): string {
  return pathOf(connect.publicUrl(), `/connect/${encodeURIComponent(linkToken)}`);
}

export interface Shown {
  readonly title: string;
  readonly body: Markup;
  readonly status?: Status;
  /** Whom the page serves: with one it has the script, and may be in a frame if it was begun there. */
  readonly flow?: ConnectFlow | undefined;
  /** In a frame, though there is no flow to say so. */
  readonly isFramed?: boolean;
  readonly result?: ConnectResult;
  /** Who is told the result, where there is no flow to say so. */
  readonly origin?: string | undefined;
  /** The link, for a page that waits for what another tab does. */
  readonly waitsWith?: string;
  readonly refresh?: { readonly seconds: number; readonly url?: string };
  /** Says a result and takes nothing, so any site may have it in a frame. */
  readonly isAnswer?: boolean;
  /** May be in a frame of our own, and is small. */
  readonly isPart?: boolean;
}

/** A page of the connect flow, with the policy that fits it. Framing is for flows that began in a frame: no cookie decides there. */
export function show(c: Context, parts: ConnectPages, shown: Shown): Response | Promise<Response> {
  const { flow, result, isPart } = shown;
  const isFramed = flow?.isFramed ?? shown.isFramed ?? false;
  const hasScript = flow !== undefined || result !== undefined || isFramed;
  const base = parts.connect.publicUrl();
  const events =
    shown.waitsWith === undefined || flow === undefined ? undefined : eventsPath(base, shown.waitsWith, flow);
  const script = hasScript ? html`<script src="${pathOf(base, '/assets/connect.js')}" defer></script>` : '';
  const body = html`<div${isPart ? html` class="small"` : ''}${hasScript ? html` data-connect` : ''}${attribute('framed', isFramed ? '' : undefined)}${attribute('origin', flow?.origin ?? shown.origin)}${attribute('events', events)}${attribute('result', result && JSON.stringify(result))}>${shown.body}</div>${script}`;
  const { refresh } = shown;
  const target = refresh?.url === undefined ? '' : `; url=${refresh.url}`;
  const again = refresh === undefined ? '' : html`<meta http-equiv="refresh" content="${refresh.seconds}${target}">`;
  const head = html`${isPart ? html`<base target="_top">` : ''}${again}`;
  return c.html(page(shown.title, body, { theme: flow?.theme, head }), shown.status ?? 200, {
    ...pageHeadersWithForm(),
    'content-security-policy': policy({
      isFramed: isFramed || shown.isAnswer === true,
      hasScript,
      isPart: isPart ?? false,
    }),
  });
}

function policy(given: { readonly isFramed: boolean; readonly hasScript: boolean; readonly isPart: boolean }): string {
  const strict = pageHeaders['content-security-policy'] ?? '';
  const frames = given.isFramed ? '*' : given.isPart ? "'self'" : "'none'";
  const framed = strict.replace("frame-ancestors 'none'", `frame-ancestors ${frames}`);
  return `${framed}; frame-src 'self'${given.hasScript ? "; script-src 'self'; connect-src 'self'" : ''}`;
}

function eventsPath(base: string, linkToken: string, { requestId }: ConnectFlow): string {
  const path = `/sse/connection-events/${encodeURIComponent(requestId)}?link=${encodeURIComponent(linkToken)}`;
  return pathOf(base, path);
}

function attribute(name: string, value: string | undefined): Markup | '' {
  return value === undefined ? '' : html` data-${name}="${value}"`;
}

/** A page that says why not, and what to do. */
export function refusal(
  c: Context,
  parts: ConnectPages,
  { title, text, ...shown }: Omit<Shown, 'body'> & { readonly text: string },
): Response | Promise<Response> {
  return show(c, parts, { title, body: html`<h1>${title}</h1><p>${text}</p>${closeButton('Close')}`, ...shown });
}

/** Shown by the script alone: without it there is nothing that a button could do. */
export function closeButton(text: string): Markup {
  return html`<button type="button" class="quiet" data-close hidden>${text}</button>`;
}
