import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { Form } from './forms.ts';
import {
  alertOf,
  answered,
  browserOf,
  formField,
  keepSession,
  limited,
  newSignInFields,
  type PeoplePages,
  passkeyButton,
  passkeyRoutes,
  posted,
  scriptPage,
} from './people-parts.ts';

/** GET and POST /invitation/{token}: where somebody who was invited becomes a person. Looking at it does not use it up. */
export function invitationPages(parts: PeoplePages): Hono {
  const { people } = parts;
  return new Hono()
    .get('/invitation/:token', (c) => answered(c, () => show(c, parts, {})))
    .post('/invitation/:token', limited, (c) =>
      posted(c, parts, {
        async accept({ name = '', login = '', password = '' }) {
          const given = { name, login, password };
          const session = await people.acceptInvitation(c.req.param('token'), given, browserOf(c, parts));
          keepSession(c, parts, session);
          return c.redirect(session.next, 303);
        },
        refused: (complaint, form) => show(c, parts, form, complaint),
      }),
    )
    .route(
      '/',
      passkeyRoutes('/invitation/:token/passkey', parts, {
        options: (c, given) => people.passkeys.invitationOptions(tokenOf(c), chosen(given), browserOf(c, parts)),
        async finish(c, credential, given) {
          const browser = browserOf(c, parts);
          const session = await people.passkeys.acceptInvitation(tokenOf(c), chosen(given), credential, browser);
          keepSession(c, parts, session);
          return session.next;
        },
      }),
    );
}

function tokenOf(c: Context): string {
  return c.req.param('token') ?? '';
}

function chosen({ name = '', login = '' }: Form) {
  return { name, login };
}

async function show(c: Context, parts: PeoplePages, typed: Form, complaint?: string): Promise<Response> {
  const token = tokenOf(c);
  const { role, tenantKey, name = '' } = await parts.people.invitation(token);
  const isHere = parts.people.passkeys.site(c.req.header('host')).kind === 'here';
  const passkey = isHere
    ? passkeyButton('create', `/invitation/${encodeURIComponent(token)}/passkey`, 'Use a passkey instead')
    : '';
  const body = html`<h1>You are invited</h1>
    <p>${
      role === 'owner'
        ? 'You will be an owner of this gateway: you approve programs, invite people and manage everything.'
        : html`You will be a member of this gateway and approve programs that act for <strong>${tenantKey}</strong>.`
    }</p>
    ${alertOf(complaint)}
    <form method="post">
      ${formField(c, parts)}
      <label for="name">Your name</label>
      <input id="name" name="name" value="${typed['name'] ?? name}" autocomplete="name" maxlength="200" required>
      ${newSignInFields(typed['login'] ?? '')}
      <button type="submit">Accept</button>${passkey}
    </form>
    <p><small>The link works once.</small></p>`;
  return scriptPage(c, { title: 'Invitation', body, ...(complaint === undefined ? {} : { status: 422 as const }) });
}
