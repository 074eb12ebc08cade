import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { localPath } from '../../kernel/local-path.ts';
import type { Form } from './forms.ts';
import {
  alertOf,
  browserOf,
  forgetSession,
  formField,
  keepSession,
  limited,
  type PeoplePages,
  passkeyButton,
  passkeyRoutes,
  plain,
  posted,
  scriptPage,
  sessionOf,
} from './people-parts.ts';

/** GET and POST /sign-in, and the ways out. `next` is the path that the person came for. */
export function signInPages(parts: PeoplePages): Hono {
  const { people } = parts;
  return new Hono()
    .get('/sign-in', (c) => show(c, parts, { next: c.req.query('next') ?? '' }))
    .post('/sign-in', limited, (c) =>
      posted(c, parts, {
        async accept({ login = '', password = '', next }) {
          keepSession(c, parts, await people.signIn({ login, password }, browserOf(c, parts)));
          return c.redirect(localPath(next), 303);
        },
        refused: (complaint, form, status) => show(c, parts, form, { complaint, status }),
      }),
    )
    .post('/sign-out', limited, (c) => leave(c, parts, () => people.signOut(sessionOf(c, parts))))
    .post('/sign-out-everywhere', limited, (c) => leave(c, parts, () => people.signOutEverywhere(sessionOf(c, parts))))
    .route(
      '/',
      passkeyRoutes('/sign-in/passkey', parts, {
        options: (c) => people.passkeys.signInOptions(browserOf(c, parts)),
        async finish(c, credential, { next = '/' }) {
          keepSession(c, parts, await people.passkeys.signIn(credential, browserOf(c, parts)));
          return next;
        },
      }),
    );
}

function leave(c: Context, parts: PeoplePages, end: () => Promise<void>): Promise<Response> {
  return posted(c, parts, {
    async accept() {
      await end();
      forgetSession(c, parts);
      return c.redirect('/', 303);
    },
    refused: async (complaint) => plain(c, 422, 'This did not work', complaint),
  });
}

async function show(
  c: Context,
  parts: PeoplePages,
  { login = '', next }: Form,
  failure: { readonly complaint?: string; readonly status?: 422 | 429 } = {},
): Promise<Response> {
  const isOwned = await parts.people.isOwned();
  const body = html`<h1>Sign in</h1>
    ${isOwned ? '' : html`<p>No owner has a password or a passkey yet. Run <code class="copy">${openCommand(next)}</code> on the machine that runs the gateway: it opens ${isWanted(next) ? 'what you came for' : 'the gateway'}, signed in as its owner.</p>`}
    ${alertOf(failure.complaint)}
    <form method="post" action="/sign-in">
      ${formField(c, parts)}<input type="hidden" name="next" value="${localPath(next)}">
      <label for="login">Name or e-mail address</label>
      <input id="login" name="login" value="${login}" autocomplete="username" autocapitalize="none" spellcheck="false" required>
      <label for="password">Password</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required>
      <button type="submit">Sign in</button>
    </form>
    ${passkeyForm(c, parts, next)}
    <p><small>Forgotten? On the machine that runs the gateway <code>${openCommand(next)}</code> signs the owner in; others ask the owner for a new invitation.</small></p>`;
  return scriptPage(c, { title: 'Sign in', body, ...(failure.status ? { status: failure.status } : {}) });
}

/** What signs the owner in and comes back to the path; the path only if no shell reads anything else in it, because links choose it. */
function openCommand(next: string | undefined): string {
  return isWanted(next) ? `porin open ${next}` : 'porin open';
}

function isWanted(next: string | undefined): boolean {
  return next !== undefined && localPath(next) === next && /^\/[\w./-]+$/.test(next);
}

function passkeyForm(c: Context, parts: PeoplePages, next: string | undefined) {
  if (parts.people.passkeys.site(c.req.header('host')).kind !== 'here') return '';
  return html`<form>${formField(c, parts)}<input type="hidden" name="next" value="${localPath(next)}">
    ${passkeyButton('get', '/sign-in/passkey', 'Sign in with a passkey')}</form>`;
}
