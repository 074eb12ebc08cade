import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie } from 'hono/cookie';
import { isPorinError, type PorinError } from '../../kernel/errors.ts';
import type { ConnectPage } from '../../kernel/ports/connect.ts';
import type { ConnectFlow } from '../../kernel/ports/connect-flows.ts';
import type { Visitor } from '../../kernel/ports/people.ts';
import { complaintOf } from './connect-complaint.ts';
import type { Complaint } from './connect-form.ts';
import { type ConnectPages, refusal, type Status, show } from './connect-parts.ts';
import { showConnected } from './connect-result.ts';
import { beginSignIn, signInPages } from './connect-sign-in.ts';
import { connectView, failedView, hostOf, redirectOf } from './connect-view.ts';
import { cookieName, type Form, formCookie, formToken, isForeign, isOwnForm, readForm } from './forms.ts';

// An OpenAPI document may be pasted.
const maxFormBytes = 2 * 1024 * 1024;

/** GET and POST /connect/{link}: where a person connects an account, and where the app sends the browser back to. Works without script. */
export function connectPages(parts: ConnectPages): Hono {
  const tooLarge = (c: Context) =>
    refusal(c, parts, { status: 413, title: 'This form is too large', text: 'Go back and enter less.' });
  return new Hono()
    .get('/connect/:link', (c) => served(c, parts, (visit) => showForm(c, parts, visit)))
    .post('/connect/:link', bodyLimit({ maxSize: maxFormBytes, onError: tooLarge }), (c) =>
      served(c, parts, (visit) => act(c, parts, visit)),
    )
    .route('/', signInPages(parts));
}

/** One request for the page of a link. */
interface Visit {
  readonly link: string;
  readonly subject: ConnectPage;
  readonly flow: ConnectFlow | undefined;
  readonly visitor: Visitor | undefined;
}

/** Finds out what the link is about and who looks at it; says so on a page when it is no good. */
async function served(c: Context, parts: ConnectPages, serve: (visit: Visit) => Promise<Response>): Promise<Response> {
  const link = c.req.param('link') ?? '';
  const flow = await parts.flows.find(link);
  try {
    if (flow?.isPending === false) return await over(c, parts, { link, flow });
    const subject = await parts.connect.open(link);
    const visitor = await parts.people.visitor(getCookie(c, cookieName(parts.connect.publicUrl(), 'session')));
    if (visitor?.role === 'member' && visitor.tenantId !== subject.tenantId)
      return await notYours(c, parts, { subject, flow, visitor });
    if (!flow?.isFramed && (await holder(c, parts, link)) === 'foreign') return await inUse(c, parts, flow);
    return await serve({ link, subject, flow, visitor });
  } catch (error) {
    if (isPorinError(error) && error.code === 'not_found') return notValid(c, parts, flow);
    throw error;
  }
}

async function showForm(
  c: Context,
  parts: ConnectPages,
  visit: Visit,
  refused?: { complaint: Complaint; status: Status },
): Promise<Response> {
  const { subject, flow } = visit;
  const base = parts.connect.publicUrl();
  const isFramed = flow?.isFramed ?? false;
  const title = `Connect ${subject.appName}`;
  const context = {
    token: isFramed ? undefined : formToken(c, base),
    host: hostOf(base),
    complaint: refused?.complaint,
    isFramed,
  };
  return show(c, parts, {
    title: refused === undefined ? title : `Not yet: ${title}`,
    body: connectView(subject, context, flow),
    flow,
    ...(isFramed ? { waitsWith: visit.link } : {}),
    ...(subject.isBuilding ? { refresh: { seconds: 2 } } : {}),
    status: refused?.status ?? 200,
  });
}

async function act(c: Context, parts: ConnectPages, visit: Visit): Promise<Response> {
  const form = await readForm(c);
  if (!isOurs(c, parts, visit.flow, form)) return foreign(c, parts, visit.flow);
  const { flow, link } = visit;
  if (!(await claimed(c, parts, visit))) return inUse(c, parts, flow);
  if (form['cancel'] !== undefined && flow) return cancelled(c, parts, flow);
  const { option = '', answer, form: _, cancel: __, ...given } = form;
  const entered = Object.fromEntries(Object.entries(given).filter(([, value]) => value.trim() !== ''));
  try {
    if (answer !== undefined) return await answered(c, parts, visit, entered);
    const chosen = visit.subject.options.find(({ key }) => key === option);
    if (chosen?.signIn)
      return await beginSignIn(c, parts, { link, option: chosen, entered, flow, subject: visit.subject });
    const subject = await parts.connect.submit(link, option, entered);
    return await showConnected(c, parts, subject, flow);
  } catch (error) {
    if (!isPorinError(error) || error.kind.status === 500 || error.code === 'not_found') throw error;
    return showRefused(c, parts, visit, { error, form: { ...entered, option, answer: answer ?? '' } });
  }
}

/** The page again, with what was wrong; the connection may have noted the refusal, so it is read anew. */
async function showRefused(
  c: Context,
  parts: ConnectPages,
  visit: Visit,
  { error, form }: { readonly error: PorinError; readonly form: Form },
): Promise<Response> {
  const subject = await parts.connect.open(visit.link);
  const complaint = complaintOf(error, form, subject.options);
  return showForm(c, parts, { ...visit, subject }, { complaint, status: error.kind.status === 400 ? 422 : 502 });
}

async function answered(c: Context, parts: ConnectPages, visit: Visit, entered: Form): Promise<Response> {
  const subject = await parts.connect.answer(visit.link, entered, { isManager: visit.visitor?.role === 'owner' });
  if (subject.isConnected) return showConnected(c, parts, subject, visit.flow);
  return showForm(c, parts, { ...visit, subject });
}

/** A page that was shown in a frame of another site has no cookies; its address, which is unguessable, and the form's origin vouch for it. */
function isOurs(c: Context, { connect }: ConnectPages, flow: ConnectFlow | undefined, form: Form): boolean {
  if (flow?.isFramed) return c.req.header('origin') !== undefined && !isForeign(c, connect.publicUrl());
  return isOwnForm(c, connect.publicUrl(), form);
}

async function cancelled(c: Context, parts: ConnectPages, flow: ConnectFlow): Promise<Response> {
  const result = await parts.flows.cancel(flow);
  const redirect = redirectOf(flow, result);
  return show(c, parts, {
    title: 'Cancelled',
    body: failedView('Cancelled: nothing was connected.', redirect === undefined ? {} : { redirect }),
    flow,
    result,
    ...(redirect === undefined ? {} : { refresh: { seconds: 0, url: redirect } }),
  });
}

/** A page in a frame has no cookie to be bound to; its address is known to that frame alone. */
async function claimed(c: Context, { connect }: ConnectPages, { link, flow }: Visit): Promise<boolean> {
  return flow?.isFramed || connect.claim(link, formCookie(c, connect.publicUrl()) ?? '');
}

function holder(c: Context, { connect }: ConnectPages, link: string) {
  return connect.holder(link, formCookie(c, connect.publicUrl()));
}

/** A page that is asked for again: its own browser is told how it ended, in case the answer was lost on its way. */
async function over(c: Context, parts: ConnectPages, { link, flow }: { link: string; flow: ConnectFlow }) {
  const result = (await holder(c, parts, link)) === 'own' ? await parts.flows.result(flow) : undefined;
  if (result?.type !== 'newConnectionCreated') return notValid(c, parts, flow);
  const { name } = result.connection;
  return showConnected(c, parts, { appName: name, connectionName: name }, flow);
}

function inUse(c: Context, parts: ConnectPages, flow: ConnectFlow | undefined) {
  const text =
    'Somebody has begun to connect with it in another browser, and only that browser can go on. If it was you, go on there. If not, tell whoever sent you the link, and ask for a new one.';
  return refusal(c, parts, { status: 403, title: 'This link is in use', text, flow });
}

function foreign(c: Context, parts: ConnectPages, flow: ConnectFlow | undefined) {
  const text =
    'It was not shown to this browser by the gateway, or its cookie is gone. Open the link itself again and send the form there.';
  return refusal(c, parts, { status: 403, title: 'This form was sent from another site', text, flow });
}

function notYours(
  c: Context,
  parts: ConnectPages,
  { subject, flow, visitor }: Pick<Visit, 'subject' | 'flow'> & { readonly visitor: Visitor },
) {
  const text = `You are signed in as ${visitor.name}, who connects accounts for another tenant; this link is for ${subject.tenantKey}. If somebody sent it to you, do not go on. If it is meant for you, sign out first.`;
  return refusal(c, parts, { status: 403, title: 'This link is for somebody else', text, flow });
}

/** One page for every link that cannot be used, so that it tells nobody which of them exist. */
function notValid(c: Context, parts: ConnectPages, flow: ConnectFlow | undefined) {
  const text =
    'It was used, is older than an hour, or was not copied whole. If you have just connected the app, everything is done and you can close this tab. Otherwise ask whoever sent it for a new one; porin connection get shows it.';
  return refusal(c, parts, { status: 404, title: 'This link is not valid', text, flow });
}
