import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import {
  answered,
  browserOf,
  formField,
  formPage,
  keepSession,
  limited,
  type PeoplePages,
  plain,
  posted,
} from './people-parts.ts';

/** GET and POST /welcome/{token}: where the owner's link leads. Looking at it, as previews do, does not use it up. */
export function welcomePages(parts: PeoplePages): Hono {
  return new Hono()
    .get('/welcome/:token', (c) => answered(c, () => show(c, parts)))
    .post('/welcome/:token', limited, (c) =>
      posted(c, parts, {
        async accept() {
          const session = await parts.people.acceptOwnership(c.req.param('token'), browserOf(c, parts));
          keepSession(c, parts, session);
          return c.redirect(session.next, 303);
        },
        refused: async (complaint) => plain(c, 422, 'This did not work', complaint),
      }),
    );
}

async function show(c: Context, parts: PeoplePages): Promise<Response> {
  const { isOwned } = await parts.people.ownerLink(c.req.param('token') ?? '');
  const body = html`<h1>${isOwned ? 'Welcome back' : 'Welcome to Porin'}</h1>
    ${
      isOwned
        ? html`<p>This gateway has an owner who can sign in. The link still signs you in as the owner, because it comes from the user who
          runs the gateway on its machine.</p>`
        : html`<p>This link comes from the machine that runs the gateway. Whoever presses the button becomes its owner, who approves
          programs, invites people and manages everything.</p>`
    }
    <form method="post">${formField(c, parts)}<button type="submit">I am the owner</button></form>
    <p><small>The link works once. If you did not start this gateway, close this page.</small></p>`;
  return formPage(c, { title: 'Welcome', body });
}
