import { type Context, Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { isPorinError, type PorinError } from '../../kernel/errors.ts';
import type { ApprovalPage, Decision, OAuthParameters, OAuthPort, Requester } from '../../kernel/ports/oauth.ts';
import type { Visitor, VisitorsPort } from '../../kernel/ports/people.ts';
import { requestFacts, scopeFields, tenantField } from './authorize-parts.ts';
import { cookieName, formToken, isOwnForm, readForm } from './forms.ts';
import { type Markup, page, pageHeaders, pageHeadersWithForm } from './layout.ts';
import { foreignForm, limited, plain } from './people-parts.ts';
import { explained } from './words.ts';

export interface AuthorizeParts {
  readonly oauth: OAuthPort;
  readonly visitors: VisitorsPort;
  /** Where a request comes from. */
  readonly requester: (c: Context) => Promise<Requester>;
  /** The parameters of the request's query; one given several times is a list. */
  readonly queryOf: (c: Context) => OAuthParameters;
}

/** GET /oauth/authorize, and GET and POST /authorize/{request}: where a person allows a program to act. Works without script. */
export function authorizePages(parts: AuthorizeParts): Hono {
  const { oauth } = parts;
  return new Hono()
    .get('/oauth/authorize', (c) =>
      answered(c, async () => c.redirect(await oauth.begin(parts.queryOf(c), await parts.requester(c)), 303)),
    )
    .get('/authorize/:request', (c) => answered(c, () => show(c, parts)))
    .post('/authorize/:request', limited, (c) => answered(c, () => decide(c, parts)));
}

async function show(c: Context, parts: AuthorizeParts): Promise<Response> {
  const visitor = await visitorOf(c, parts);
  if (!visitor) return toSignIn(c, parts);
  const subject = await parts.oauth.open(requestId(c), visitor);
  return showPage(c, parts, subject, { visitor, ticked: subject.scopes });
}

async function decide(c: Context, parts: AuthorizeParts): Promise<Response> {
  const form = await readForm(c);
  if (!isOwnForm(c, parts.oauth.publicUrl(), form)) return foreignForm(c);
  const visitor = await visitorOf(c, parts);
  if (!visitor) return toSignIn(c, parts);
  const id = requestId(c);
  const ticked = Object.keys(form)
    .filter((name) => name.startsWith('scope:'))
    .map((name) => name.slice('scope:'.length));
  const { decision } = form;
  try {
    if (decision === 'deny') return await follow(c, parts, await parts.oauth.deny(id));
    const approval = {
      tenantKey: form['tenant'] ?? '',
      newTenantKey: form['newTenant'],
      scopes: ticked,
      asCode: decision === 'code',
    };
    if (decision === 'approve' || decision === 'code')
      return await follow(c, parts, await parts.oauth.approve(id, visitor, approval));
    return await show(c, parts);
  } catch (error) {
    if (!isPorinError(error) || error.code !== 'bad_request') throw error;
    const subject = await parts.oauth.open(id, visitor);
    const key = form['tenant']?.trim() ?? subject.tenant.key;
    const isNew = subject.tenant.key === key ? subject.tenant.isNew : isToldOf(key, form, error);
    const tenant = { ...subject.tenant, key, isNew };
    return showPage(c, parts, { ...subject, tenant }, { visitor, ticked, complaint: explained(error) });
  }
}

/** True when the person was told, or is told by this error, that approving creates this tenant. */
function isToldOf(key: string, form: Readonly<Record<string, string>>, { details }: PorinError): boolean {
  const asked = typeof details === 'object' && details !== null && 'newTenantKey' in details && details.newTenantKey;
  return key === asked || key === form['newTenant'];
}

/** A ticket is as good as the owner's session for its one request; a member's session yields to it. */
async function visitorOf(c: Context, { oauth, visitors }: AuthorizeParts): Promise<Visitor | undefined> {
  const signedIn = await visitors.visitor(getCookie(c, cookieName(visitors.publicUrl(), 'session')));
  if (signedIn?.role === 'owner') return signedIn;
  return (await oauth.ticketHolder(requestId(c), c.req.query('ticket'))) ?? signedIn;
}

function requestId(c: Context): string {
  return c.req.param('request') ?? '';
}

function toSignIn(c: Context, { visitors }: AuthorizeParts): Response {
  const next = encodeURIComponent(`/authorize/${encodeURIComponent(requestId(c))}`);
  return c.redirect(`${visitors.publicUrl()}/sign-in?next=${next}`, 303);
}

async function follow(c: Context, parts: AuthorizeParts, decision: Decision): Promise<Response> {
  if (decision.outcome === 'redirect') {
    // The code in it must not be kept, nor told to anybody as the place that one came from.
    for (const name of ['cache-control', 'referrer-policy']) c.header(name, pageHeaders[name]);
    return c.redirect(decision.to, 303);
  }
  if (decision.outcome === 'late') return show(c, parts);
  if (decision.outcome === 'code') return told(c, 200, 'The code', codePage(decision));
  return told(
    c,
    200,
    'Denied',
    html`<h1>Denied</h1><p>${decision.clientName} gets nothing. You can close this page.</p>`,
  );
}

/** What a form shows beside its subject. */
interface FormState {
  readonly token: string;
  readonly visitor: Visitor;
  readonly ticked: readonly string[];
  readonly complaint?: string;
}

function showPage(
  c: Context,
  { oauth }: AuthorizeParts,
  subject: ApprovalPage,
  form: Omit<FormState, 'token'>,
): Response | Promise<Response> {
  if (subject.state === 'decided') return told(c, 410, 'Already decided', decidedPage(subject));
  if (subject.state === 'expired') return told(c, 410, 'Too late', expiredPage(subject));
  const token = formToken(c, oauth.publicUrl());
  return c.html(
    page(`Allow ${subject.clientName}?`, approvalForm(subject, { ...form, token })),
    form.complaint === undefined ? 200 : 422,
    pageHeadersWithForm(subject.answer.kind === 'code' ? undefined : subject.answer.redirectUri),
  );
}

function approvalForm(subject: ApprovalPage, { token, visitor, ticked, complaint }: FormState) {
  const { clientName, label, userCode, answer, isBuiltIn, isThisMachine } = subject;
  const nameless = isThisMachine ? 'a program on this machine' : 'it';
  return html`<h1>${clientName} asks to act for you</h1>
    ${
      // Other programs know nothing of these characters.
      isBuiltIn
        ? html`<p>Allow it only if you have just started ${label === '' ? nameless : html`<strong>${label}</strong>`} yourself, and it shows the same four characters:</p>
    <p class="code">${userCode}</p>`
        : html`<p>Allow it only if you have just connected it to this gateway yourself.</p>`
    }
    ${complaint === undefined ? '' : html`<p class="bad" role="alert">${complaint}</p>`}
    ${requestFacts(subject, Date.now())}
    <form method="post" autocomplete="off">
      <input type="hidden" name="form" value="${token}">
      ${tenantField(subject.tenant)}
      ${scopeFields(subject, ticked)}
      <p><small>You decide as ${visitor.name}.</small></p>
      <button type="submit" name="decision" value="approve">Approve</button>
      <button type="submit" name="decision" value="deny" class="quiet">Deny</button>
      ${answer.kind === 'program' && isBuiltIn ? html`<p><small>Is the program on another machine than this browser?</small><button type="submit" name="decision" value="code" class="quiet">Show me a code instead</button></p>` : ''}
    </form>`;
}

function codePage({ clientName, code, isBuiltIn }: Extract<Decision, { outcome: 'code' }>) {
  return html`<h1>Approved: one step is left</h1>
    <p>${isBuiltIn ? 'Copy this code and tell your agent:' : html`Copy this code and enter it in ${clientName}:`}</p>
    <p class="code">${code}</p>
    ${isBuiltIn ? html`<p>Or finish it yourself, in the words that ${clientName} printed:</p><p><code class="copy">… login complete ${code}</code></p>` : ''}
    <p class="soft">It works once, for ten minutes, and only for the program that asked. This page cannot show it again.</p>`;
}

function decidedPage({ clientName }: ApprovalPage) {
  return html`<h1>This request was decided already</h1>
    <p>If ${clientName} did not get its answer, start the login there again. <code>porin login list</code> shows what is logged in.</p>`;
}

function expiredPage({ clientName }: ApprovalPage) {
  return html`<h1>This request is too old</h1>
    <p>A request waits for 15 minutes. Start the login in ${clientName} again and open the new address.</p>`;
}

/** What a handler gives, or the refusal as a page: a browser must not be sent back to an address that nobody vouches for. */
async function answered(c: Context, serve: () => Promise<Response>): Promise<Response> {
  try {
    return await serve();
  } catch (error) {
    if (!isPorinError(error) || error.kind.status >= 500) throw error;
    const { status } = error.kind;
    const shown = status === 404 || status === 403 || status === 429 ? status : 400;
    const title = status === 404 ? 'This address leads nowhere' : 'This login cannot go on';
    return plain(c, shown, title, explained(error));
  }
}

function told(c: Context, status: 200 | 410, title: string, body: Markup) {
  return c.html(page(title, body), status, { ...pageHeaders });
}
