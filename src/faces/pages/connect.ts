import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { html } from 'hono/html';
import type { CredentialField } from '../../kernel/connector.ts';
import { isPorinError } from '../../kernel/errors.ts';
import type { ConnectOption, ConnectPage, ConnectPort } from '../../kernel/ports/connect.ts';
import { page, pageHeaders } from './layout.ts';

const maxFormBytes = 64 * 1024;

/** GET and POST /connect/{link}: where a person enters the credentials of an app. Works without script. */
export function connectPages(connect: ConnectPort): Hono {
  return new Hono()
    .get('/connect/:link', async (c) => show(c, () => connect.open(c.req.param('link'))))
    .post('/connect/:link', bodyLimit({ maxSize: maxFormBytes, onError: tooLarge }), async (c) => {
      if (isForeign(c, connect.publicUrl())) return foreign(c);
      const link = c.req.param('link');
      const form = await c.req.parseBody();
      const { option, ...fields } = Object.fromEntries(
        Object.entries(form).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      );
      const entered = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
      return show(
        c,
        () => connect.submit(link, option ?? '', entered),
        () => connect.open(link),
      );
    });
}

/** Renders the page, or the reason why not: on the form when there is still one, else on a page of its own. */
async function show(
  c: Context,
  load: () => Promise<ConnectPage>,
  reload?: () => Promise<ConnectPage>,
): Promise<Response> {
  try {
    const subject = await load();
    return await c.html(subject.isConnected ? connectedPage(subject) : formPage(subject, subject.error), 200, {
      ...pageHeaders,
    });
  } catch (error) {
    if (isPorinError(error) && error.code === 'not_found')
      return refusal(c, 404, 'This link is not valid', `${error.hint}.`);
    if (!isPorinError(error) || error.kind.status === 500 || !reload) throw error;
    const subject = await reload();
    return c.html(formPage(subject, `${error.message}. ${error.hint}.`), error.kind.status === 400 ? 422 : 502, {
      ...pageHeaders,
    });
  }
}

function connectedPage(subject: ConnectPage) {
  return page(
    `${subject.appName} is connected`,
    html`<p class="good" aria-hidden="true">✓</p>
      <h1>${subject.appName} is connected</h1>
      <p>${subject.appName} accepted the credentials. They are sealed in the vault of this gateway. You can close this page.</p>`,
  );
}

function formPage(subject: ConnectPage, error: string | undefined) {
  return page(
    `Connect ${subject.appName}`,
    html`<h1>Connect ${subject.appName}</h1>
      <p class="soft">${subject.appDescription}</p>
      <p>This connects <strong>${subject.connectionName}</strong> for <strong>${subject.tenantKey}</strong>. What you enter is checked with
        ${subject.appName}, then sealed in the vault of this gateway. It goes nowhere else.</p>
      ${error === undefined ? '' : html`<p class="bad" role="alert">${error}</p>`}
      ${subject.options.map((option) => optionForm(option, subject.options.length > 1))}
      ${subject.credentialsHelp === undefined ? '' : html`<p><small>Where to find it: <a href="${subject.credentialsHelp}" rel="noreferrer">${subject.credentialsHelp}</a></small></p>`}`,
  );
}

function optionForm(option: ConnectOption, isTitled: boolean) {
  return html`<form method="post" autocomplete="off">
    ${isTitled ? html`<h2>${option.title}</h2>` : ''}
    <input type="hidden" name="option" value="${option.key}">
    ${Object.entries(option.fields).map(([name, field]) => fieldInput(`${option.key || 'default'}-${name}`, name, field))}
    <button type="submit">Connect</button>
  </form>`;
}

/** What was entered is never shown again, so a refused secret has to be entered anew. */
function fieldInput(id: string, name: string, field: CredentialField) {
  const control = field.choices
    ? html`<select id="${id}" name="${name}" aria-describedby="${id}-help">
        ${field.optional ? html`<option value="">Find out</option>` : ''}${field.choices.map((choice) => html`<option>${choice}</option>`)}
      </select>`
    : html`<input id="${id}" name="${name}" type="${field.secret ? 'password' : 'text'}" autocomplete="off" spellcheck="false" aria-describedby="${id}-help"${field.optional ? '' : html` required`}>`;
  return html`<label for="${id}">${field.title}</label>${control}<small id="${id}-help">${field.description}</small>`;
}

/** Behind a proxy the form has the public origin, whatever Host the proxy sends on. */
function isForeign(c: Context, publicUrl: string): boolean {
  const origin = c.req.header('origin');
  if (origin === undefined || origin === 'null') return false;
  if (!URL.canParse(origin)) return true;
  return new URL(origin).host !== c.req.header('host') && new URL(origin).origin !== new URL(publicUrl).origin;
}

function foreign(c: Context): Response | Promise<Response> {
  return refusal(c, 403, 'This form was sent from another site', 'Open the link itself and send the form there.');
}

function tooLarge(c: Context): Response | Promise<Response> {
  return refusal(c, 413, 'This form is too large', `It may hold ${maxFormBytes} bytes. Go back and enter less.`);
}

function refusal(c: Context, status: 403 | 404 | 413, title: string, whatToDo: string): Response | Promise<Response> {
  return c.html(page(title, html`<h1>${title}</h1><p>${whatToDo}</p>`), status, { ...pageHeaders });
}
