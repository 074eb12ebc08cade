import { html } from 'hono/html';
import type { PorinError } from '../../kernel/errors.ts';
import { type Markup, page, pageHeaders } from './layout.ts';
import { ended } from './words.ts';

/** What a page answers with. */
export interface PageAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a browser shows where there is no page. */
export async function nowherePage(path: string): Promise<PageAnswer> {
  const body = html`<h1>There is nothing here</h1>
    <p>This gateway has no page at <code>${path.slice(0, 200)}</code>.</p>${waysOn}`;
  return answerWith('There is nothing here', body);
}

/** A failure for the person who opened a page. */
export async function failurePage(error: PorinError, requestId: string): Promise<PageAnswer> {
  const title = titleOf(error.kind.status);
  const body = html`<h1>${title}</h1><p>${ended(error.message)}</p><p>${ended(error.hint)}</p>${waysOn}
    <p><small>Request ${requestId}; the log of the gateway names it too.</small></p>`;
  return answerWith(title, body);
}

const waysOn = html`<p><a href="/">Go to the start page</a> or to <a href="/account">your account</a></p>`;

async function answerWith(title: string, body: Markup): Promise<PageAnswer> {
  const headers = { ...pageHeaders, 'content-type': 'text/html; charset=UTF-8' };
  return { headers, body: String(await page(title, body)) };
}

function titleOf(status: number): string {
  if (status === 401) return 'Sign in first';
  if (status === 403) return 'This is not yours to see';
  if (status === 404) return 'There is nothing here';
  if (status === 429) return 'Too many requests';
  return status >= 500 ? 'The gateway could not answer' : 'This cannot be done';
}
