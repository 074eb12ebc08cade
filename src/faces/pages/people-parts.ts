import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { z } from 'zod';
import { isPorinError, PorinError } from '../../kernel/errors.ts';
import { localPath } from '../../kernel/local-path.ts';
import type { Browser, PeoplePort, SignedIn } from '../../kernel/ports/people.ts';
import { cookieName, type Form, formToken, isOwnForm, readForm, setPrivateCookie } from './forms.ts';
import { type Markup, page, pageHeaders, pageHeadersWithForm } from './layout.ts';
import { ended, explained } from './words.ts';

/** What the pages of people are made of. */
export interface PeoplePages {
  readonly people: PeoplePort;
  /** Address of whoever asks, behind trusted proxies too. */
  readonly clientIp: (c: Context) => string;
}

type Status = 200 | 400 | 403 | 404 | 413 | 422 | 429;

const maxFormBytes = 64 * 1024;

export const limited = bodyLimit({
  maxSize: maxFormBytes,
  onError: (c) => plain(c, 413, 'This form is too large', 'Go back and enter less'),
});

export function browserOf(c: Context, { clientIp }: PeoplePages): Browser {
  return { ip: clientIp(c), userAgent: c.req.header('user-agent') ?? '', host: c.req.header('host') };
}

export function sessionOf(c: Context, { people }: PeoplePages): string | undefined {
  return getCookie(c, cookieName(people.publicUrl(), 'session'));
}

export function keepSession(c: Context, { people }: PeoplePages, { sessionToken, maxAgeSeconds }: SignedIn): void {
  setPrivateCookie(c, people.publicUrl(), { name: 'session', value: sessionToken, maxAgeSeconds });
}

export function forgetSession(c: Context, { people }: PeoplePages): void {
  setPrivateCookie(c, people.publicUrl(), { name: 'session', value: '', maxAgeSeconds: 0 });
}

/** Ties a form to this browser. */
export function formField(c: Context, { people }: PeoplePages): Markup {
  return html`<input type="hidden" name="form" value="${formToken(c, people.publicUrl())}">`;
}

/** A page with forms; `script` lets it use passkeys. */
export function formPage(
  c: Context,
  body: { readonly title: string; readonly body: Markup; readonly status?: Status },
) {
  return c.html(page(body.title, body.body), body.status ?? 200, pageHeadersWithForm());
}

/** A page whose buttons for passkeys come alive by our own script, and by no other. */
export function scriptPage(
  c: Context,
  { title, body, status }: { readonly title: string; readonly body: Markup; readonly status?: Status },
): Response | Promise<Response> {
  const headers = pageHeadersWithForm();
  const policy = `${headers['content-security-policy']}; script-src 'self'; connect-src 'self'`;
  const whole = html`${body}<script src="/assets/passkey.js" defer></script>`;
  return c.html(page(title, whole), status ?? 200, { ...headers, 'content-security-policy': policy });
}

export function alertOf(complaint: string | undefined): Markup | '' {
  return complaint === undefined ? '' : html`<p class="bad" role="alert">${complaint}</p>`;
}

/** The name and the new password of somebody who will sign in with them. */
export function newSignInFields(login: string, passwordTitle = 'Password'): Markup {
  return html`<label for="login">Name or e-mail address to sign in with</label>
      <input id="login" name="login" value="${login}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="200" required>
      <label for="password">${passwordTitle}</label>
      <input id="password" name="password" type="password" autocomplete="new-password" minlength="10" required aria-describedby="password-help">
      <small id="password-help">At least 10 characters.</small>`;
}

/** A button that only shows where passkeys work and scripts run. `action`: where its requests go. */
export function passkeyButton(kind: 'create' | 'get', action: string, text: string): Markup {
  return html`<button type="button" class="quiet" hidden data-passkey="${kind}" data-action="${action}">${text}</button><p class="bad" role="alert" hidden></p>`;
}

/** Serves a posted form that we showed to this browser; `refused` shows it again with what to correct. */
export async function posted(
  c: Context,
  { people }: PeoplePages,
  handlers: {
    readonly accept: (form: Form) => Promise<Response>;
    readonly refused: (complaint: string, form: Form, status: 422 | 429) => Promise<Response>;
  },
): Promise<Response> {
  const form = await readForm(c);
  if (!isOwnForm(c, people.publicUrl(), form)) {
    return foreignForm(c);
  }
  return answered(c, async () => {
    try {
      return await handlers.accept(form);
    } catch (error) {
      if (!isPorinError(error)) throw error;
      const { status } = error.kind;
      if (status !== 400 && status !== 409 && status !== 429) throw error;
      return handlers.refused(explained(error), form, status === 429 ? 429 : 422);
    }
  });
}

/** What a handler gives; a link that is no good as a page, and whoever is not signed in to the page where one does. */
export async function answered(c: Context, serve: () => Promise<Response>): Promise<Response> {
  try {
    return await serve();
  } catch (error) {
    if (!isPorinError(error)) throw error;
    if (error.code === 'not_found') return plain(c, 404, 'This link is not valid', explained(error));
    if (error.code === 'not_authenticated') return c.redirect('/sign-in?next=/account', 303);
    throw error;
  }
}

/** The refusal of a form that is not known to be ours. */
export function foreignForm(c: Context): Response | Promise<Response> {
  const text =
    'This form was not shown to this browser by the gateway, or its cookie is gone. Open the address anew and send the form there';
  return plain(c, 403, 'Open the page again', text);
}

export function plain(c: Context, status: Status, title: string, text: string): Response | Promise<Response> {
  return c.html(page(title, html`<h1>${title}</h1><p>${ended(text)}</p>`), status, { ...pageHeaders });
}

/** The two requests of a passkey: what the browser is to do, and what it did. */
export interface PasskeySteps {
  readonly options: (c: Context, given: Form) => Promise<unknown>;
  /** Where the browser goes then. */
  readonly finish: (c: Context, credential: unknown, given: Form) => Promise<string>;
}

const message = z.object({ credential: z.unknown().optional() }).catchall(z.string().max(2000));

/** POST {path}/options and POST {path}, for the script. */
export function passkeyRoutes(path: string, parts: PeoplePages, steps: PasskeySteps): Hono {
  const serve = async (c: Context, run: (credential: unknown, given: Form) => Promise<unknown>) => {
    try {
      const { credential, ...given } = await readMessage(c, parts);
      // What is left holds texts alone, as the schema says.
      return c.json(await run(credential, given as Form), 200, { 'cache-control': 'no-store' });
    } catch (error) {
      if (!isPorinError(error) || error.kind.status >= 500) throw error;
      return c.json({ message: explained(error) }, error.kind.status as 400);
    }
  };
  return new Hono()
    .post(`${path}/options`, limited, (c) => serve(c, (_, given) => steps.options(c, given)))
    .post(path, limited, (c) =>
      serve(c, async (credential, given) => ({ next: localPath(await steps.finish(c, credential, given)) })),
    );
}

async function readMessage(c: Context, { people }: PeoplePages) {
  const parsed = message.safeParse(await c.req.json().catch(() => undefined));
  const isOurs = parsed.success && isOwnForm(c, people.publicUrl(), { form: String(parsed.data['form']) });
  if (parsed.success && isOurs) return parsed.data;
  throw new PorinError('access_denied', 'This was not sent by a page of the gateway', { hint: 'Open the page again' });
}
