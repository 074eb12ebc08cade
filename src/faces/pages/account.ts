import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { Account } from '../../kernel/ports/people.ts';
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
  sessionOf,
} from './people-parts.ts';

/** GET /account and its forms: where a person sets the password and passkeys that he signs in with. */
export function accountPages(parts: PeoplePages): Hono {
  const { people } = parts;
  const { passkeys } = people;
  const refused = (c: Context) => (complaint: string, form: Form) => show(c, parts, { complaint, form });
  return new Hono()
    .get('/account', (c) => answered(c, () => show(c, parts)))
    .post('/account/password', limited, (c) =>
      posted(c, parts, {
        async accept({ login = '', password = '' }) {
          const given = { login, password };
          keepSession(c, parts, await people.setPassword(sessionOf(c, parts), given, browserOf(c, parts)));
          return c.redirect('/account?done=password', 303);
        },
        refused: refused(c),
      }),
    )
    .post('/account/passkeys/remove', limited, (c) =>
      posted(c, parts, {
        async accept({ id = '' }) {
          await passkeys.remove(sessionOf(c, parts), id);
          return c.redirect('/account', 303);
        },
        refused: refused(c),
      }),
    )
    .route(
      '/',
      passkeyRoutes('/account/passkeys', parts, {
        options: (c) => passkeys.addOptions(sessionOf(c, parts), browserOf(c, parts)),
        async finish(c, credential) {
          await passkeys.add(sessionOf(c, parts), credential, browserOf(c, parts));
          return '/account?done=passkey';
        },
      }),
    );
}

async function show(
  c: Context,
  parts: PeoplePages,
  failure?: { readonly complaint: string; readonly form: Form },
): Promise<Response> {
  const account = await parts.people.account(sessionOf(c, parts));
  const renewed = await parts.people.renew(sessionOf(c, parts), browserOf(c, parts));
  if (renewed) keepSession(c, parts, renewed);
  const body = html`<h1>${account.name}</h1>
    <p class="soft">${account.role === 'owner' ? 'Owner of this gateway' : 'Member'}${account.login === null ? '' : `, signs in as ${account.login}`}</p>
    ${doneNote(c.req.query('done'))}
    ${alertOf(failure?.complaint)}
    ${account.mayChange ? changes(c, parts, account, failure?.form['login']) : html`<p>You signed in a while ago. To change the password or passkeys, <a href="/sign-in?next=/account">sign in again</a>.</p>`}
    ${account.passkeys.length === 0 ? '' : passkeyList(c, parts, account)}
    <form method="post" action="/sign-out">${formField(c, parts)}<p><a href="/">Go to the start page</a></p>
      <button type="submit" class="quiet">Sign out</button><button type="submit" class="quiet" formaction="/sign-out-everywhere">Sign out everywhere</button></form>`;
  return scriptPage(c, { title: 'Account', body, ...(failure ? { status: 422 as const } : {}) });
}

function doneNote(done: string | undefined) {
  if (done === 'password')
    return html`<p role="status"><strong>The password is set.</strong> Other browsers are signed out.</p>`;
  if (done === 'passkey') return html`<p role="status"><strong>The passkey is added.</strong></p>`;
  return '';
}

function changes(c: Context, parts: PeoplePages, account: Account, typed: string | undefined) {
  const isOpen = !account.hasPassword && account.passkeys.length === 0;
  const login = typed ?? account.login ?? (account.role === 'owner' ? 'owner' : '');
  return html`${isOpen ? html`<p>Choose how you sign in next time. You can also skip this: <code>porin open</code> signs you in on the machine that runs the gateway.</p>` : ''}
    <form method="post" action="/account/password">
      ${formField(c, parts)}
      <h2>Password</h2>
      ${newSignInFields(login, account.hasPassword ? 'New password' : 'Password')}
      <button type="submit">${account.hasPassword ? 'Change password' : 'Set password'}</button>
    </form>
    ${newPasskey(c, parts)}`;
}

function newPasskey(c: Context, parts: PeoplePages) {
  const site = parts.people.passkeys.site(c.req.header('host'));
  const offer = {
    here: () => passkeyButton('create', '/account/passkeys', 'Add a passkey'),
    elsewhere: (url: string) =>
      html`<p>Browsers keep no passkeys for an address of numbers. Set a password, then sign in at <a href="${url}/sign-in?next=/account">${url}</a> and add a passkey there.</p>`,
    nowhere: () =>
      html`<p>Browsers keep no passkeys for an address of numbers. Give the gateway a name with <code>PORIN_PUBLIC_URL</code>.</p>`,
  };
  return html`<form>${formField(c, parts)}<h2>Passkeys</h2>
    <p><small>Sign in with your fingerprint, face, PIN or security key. The gateway stores nothing secret for it.</small></p>
    ${site.kind === 'elsewhere' ? offer.elsewhere(site.url) : offer[site.kind]()}</form>`;
}

function passkeyList(c: Context, parts: PeoplePages, { passkeys, mayChange }: Account) {
  return html`<dl>${passkeys.map(
    ({ id, name, createdAt, lastUsedAt }) =>
      html`<dt>${name}, made ${day(createdAt)}</dt><dd>${
        lastUsedAt === null ? 'not used yet' : `last used ${day(lastUsedAt)}`
      }${
        mayChange
          ? html`<form method="post" action="/account/passkeys/remove">${formField(c, parts)}<input type="hidden" name="id" value="${id}"><button type="submit" class="quiet">Remove</button></form>`
          : ''
      }</dd>`,
  )}</dl>`;
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
