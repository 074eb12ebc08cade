import { type Context, Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { isPorinError } from '../../kernel/errors.ts';
import type { ApprovalPages, ApprovalSubject } from '../../kernel/ports/approvals.ts';
import type { Visitor, VisitorsPort } from '../../kernel/ports/people.ts';
import { approvalContents, approvalFacts, endedText } from './approval-parts.ts';
import { cookieName, formToken, isOwnForm, readForm } from './forms.ts';
import { type Markup, page, pageHeaders, pageHeadersWithForm } from './layout.ts';
import { foreignForm, limited, plain } from './people-parts.ts';
import { explained } from './words.ts';

export interface ApprovalPageParts {
  readonly approvalPages: ApprovalPages;
  readonly visitors: VisitorsPort;
}

/** GET and POST /approve/{id}: where a person allows one run. Only a signed-in person; tokens count for nothing here. Works without script. */
export function approvalPage(parts: ApprovalPageParts): Hono {
  return new Hono()
    .get('/approve/:id', (c) => answered(c, () => show(c, parts)))
    .post('/approve/:id', limited, (c) => answered(c, () => decide(c, parts)));
}

async function show(c: Context, parts: ApprovalPageParts): Promise<Response> {
  const visitor = await visitorOf(c, parts);
  if (!visitor) return toSignIn(c, parts);
  return showSubject(c, parts, await parts.approvalPages.open(idOf(c), visitor), visitor);
}

async function decide(c: Context, parts: ApprovalPageParts): Promise<Response> {
  const form = await readForm(c);
  if (!isOwnForm(c, parts.visitors.publicUrl(), form)) return foreignForm(c);
  const visitor = await visitorOf(c, parts);
  if (!visitor) return toSignIn(c, parts);
  const { decision } = form;
  if (decision !== 'approved' && decision !== 'denied') return show(c, parts);
  const { subject } = await parts.approvalPages.decide(idOf(c), visitor, decision);
  return showSubject(c, parts, subject, visitor);
}

/** The session alone: whoever holds the address, or the token that asked, is nobody here. */
function visitorOf(c: Context, { visitors }: ApprovalPageParts): Promise<Visitor | undefined> {
  return visitors.visitor(getCookie(c, cookieName(visitors.publicUrl(), 'session')));
}

function idOf(c: Context): string {
  return c.req.param('id') ?? '';
}

function toSignIn(c: Context, { visitors }: ApprovalPageParts): Response {
  const next = encodeURIComponent(`/approve/${encodeURIComponent(idOf(c))}`);
  return c.redirect(`${visitors.publicUrl()}/sign-in?next=${next}`, 303);
}

function showSubject(
  c: Context,
  { visitors }: ApprovalPageParts,
  subject: ApprovalSubject,
  visitor: Visitor,
): Response | Promise<Response> {
  if (subject.status !== 'pending') {
    const [title, text] = endedText(subject);
    const body = html`<h1>${title}</h1><p role="status">${text}</p>${approvalFacts(subject)}${subject.isReadable ? approvalContents(subject) : ''}<p class="soft">You can close this page.</p>`;
    return told(c, subject.status === 'expired' ? 410 : 200, title, body);
  }
  const token = formToken(c, visitors.publicUrl());
  const title = `Allow ${subject.requestedBy} to do this?`;
  return c.html(page(title, questionBody(subject, { token, visitor })), 200, pageHeadersWithForm());
}

function questionBody(
  subject: ApprovalSubject,
  { token, visitor }: { readonly token: string; readonly visitor: Visitor },
): Markup {
  const { requestedBy, isReadable } = subject;
  const until = new Date(subject.expiresAt).toISOString().slice(11, 16);
  const minutes = Math.max(1, Math.round((Date.parse(subject.expiresAt) - Date.now()) / 60_000));
  return html`<h1>Allow this?</h1>
    <p><strong>${requestedBy}</strong> asks to run one action. Approve it only if you want exactly this.</p>
    ${approvalFacts(subject)}
    ${isReadable ? approvalContents(subject) : html`<p class="bad" role="alert">What was asked cannot be shown any more, so it cannot be approved.</p>`}
    <form method="post" autocomplete="off">
      <input type="hidden" name="form" value="${token}">
      <p><small>You decide as ${visitor.name}. It can be decided for ${minutes} more min, until ${until} UTC, and is done once at most.</small></p>
      ${isReadable ? html`<button type="submit" name="decision" value="approved">Approve</button>` : ''}
      <button type="submit" name="decision" value="denied" class="quiet">Deny</button>
    </form>`;
}

function told(c: Context, status: 200 | 410, title: string, body: Markup) {
  return c.html(page(title, body), status, { ...pageHeaders });
}

/** For a person, who repeats nothing. */
const gone =
  'There is no such question, or it is for somebody else. See whether the address is complete, and that you are signed in as who was asked.';

/** What a handler gives, or the refusal as a page. */
async function answered(c: Context, serve: () => Promise<Response>): Promise<Response> {
  try {
    return await serve();
  } catch (error) {
    if (!isPorinError(error) || error.kind.status >= 500) throw error;
    const isGone = error.code === 'not_found';
    return plain(
      c,
      isGone ? 404 : 400,
      isGone ? 'This address leads nowhere' : 'This cannot go on',
      isGone ? gone : explained(error),
    );
  }
}
