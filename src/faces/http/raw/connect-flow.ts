import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { html } from 'hono/html';
import type { z } from 'zod';
import { isPorinError, PorinError } from '../../../kernel/errors.ts';
import { describeIssues, issuesOf } from '../../../kernel/issues.ts';
import type { BegunFlow, ConnectAsk, ConnectResult } from '../../../kernel/ports/connect-flows.ts';
import { checkRedirectUri } from '../../../kernel/redirect.ts';
import { connectPages } from '../../pages/connect.ts';
import { closeButton, linkPath, refusal, show } from '../../pages/connect-parts.ts';
import { showConnected } from '../../pages/connect-result.ts';
import { failedView } from '../../pages/connect-view.ts';
import { readForm } from '../../pages/forms.ts';
import { ended, explained } from '../../pages/words.ts';
import type { FaceEnv, FaceParts } from '../face.ts';
import { payloadSchema, screenSchema } from './connect-payload.ts';

const maxFormBytes = 256 * 1024;
const limited = bodyLimit({
  maxSize: maxFormBytes,
  onError: () => {
    throw new PorinError('payload_too_large', `The form is larger than ${maxFormBytes} bytes`);
  },
});

/** The connect page, and what the browser side of the SDK calls: the form of connect(), and the screens that it frames. */
export function mountConnectFlow(app: Hono<FaceEnv>, parts: FaceParts): void {
  app.route('/', connectPages(parts));
  app.post('/connect', limited, (c) => connect(c, parts));
  app.get('/screens/connections', (c) => openRequest(c, parts));
  app.get('/screens/connect', (c) => openRequest(c, parts));
  for (const root of ['/embed', '/isolated-embed']) {
    app.get(`${root}/integrations/:integration/connect`, (c) => screen(c, parts, c.req.query()));
    app.get(`${root}/integrations/:integration`, (c) => screen(c, parts, c.req.query()));
    app.get(`${root}/connections/:connection/refresh`, (c) => screen(c, parts, c.req.query()));
    app.get(`${root}/*`, (c) => unavailable(c, parts));
  }
  app.post('/screens/connect', limited, async (c) => screen(c, parts, await readForm(c)));
  app.post('/screens/connection', limited, async (c) => screen(c, parts, await readForm(c)));
  app.post('/screens/integrations/:integration/connect', limited, async (c) => screen(c, parts, await readForm(c)));
  app.post('/screens/*', limited, (c) => unavailable(c, parts));
}

type Payload = z.output<typeof payloadSchema>;

/** POST /connect: connects with what came along, or leads to the page that asks for it. Whatever goes wrong, the window that asked is told. */
async function connect(c: Context, parts: FaceParts): Promise<Response> {
  let payload: Payload | undefined;
  let begun: BegunFlow | undefined;
  try {
    payload = readPayload(await readForm(c));
    const { token, input, authOptionKey, ...ask } = payload;
    begun = await parts.flows.begin(await parts.authenticate(token), { ...ask, ...originOf(c) });
    // In a hidden frame nobody could answer a page.
    const isHidden = c.req.header('sec-fetch-dest') === 'iframe';
    if (input === undefined && !isHidden) return toPage(c, parts, begun);
    return await submit(c, parts, begun, { input: input ?? {}, option: authOptionKey ?? '', isHidden });
  } catch (error) {
    const isOurFault = !isPorinError(error) || error.kind.type === 'internal';
    const known = isOurFault ? new PorinError('internal', 'The gateway failed to connect it') : error;
    const result = begun && (await parts.flows.fail(begun.flow, known));
    if (isOurFault) throw error;
    return told(c, parts, result ?? failureOf(known, payload?.requestId ?? ''), begun);
  }
}

async function submit(
  c: Context,
  parts: FaceParts,
  begun: BegunFlow,
  { input, option, isHidden }: { input: Readonly<Record<string, string>>; option: string; isHidden: boolean },
): Promise<Response> {
  const { options } = await parts.connect.open(begun.linkToken);
  const chosen = option === '' ? options[0] : options.find(({ key }) => key === option);
  if (!isHidden && (chosen === undefined || chosen.signIn !== undefined)) return toPage(c, parts, begun);
  if (chosen?.signIn)
    throw new PorinError('bad_request', 'This way to connect needs a person at a window of their own');
  try {
    return await showConnected(
      c,
      parts,
      await parts.connect.submit(begun.linkToken, chosen?.key ?? option, input),
      begun.flow,
      { isAnswer: true },
    );
  } catch (error) {
    // A person is there to correct it; the page shows what the app said.
    if (!isHidden && isPorinError(error) && error.code === 'bad_request') return toPage(c, parts, begun);
    throw error;
  }
}

/** The token is left behind here: from now on the link, which can do one thing, stands in the address. */
function toPage(c: Context, parts: FaceParts, { linkToken }: BegunFlow): Response {
  c.header('referrer-policy', 'no-referrer');
  c.header('cache-control', 'no-store');
  return c.redirect(linkPath(parts, linkToken), 303);
}

function told(
  c: Context,
  parts: FaceParts,
  result: ConnectResult,
  begun: BegunFlow | undefined,
): Response | Promise<Response> {
  const message =
    result.type === 'newConnectionFailure' ? explained({ message: result.error, hint: result.errorData.hint }) : '';
  const body = failedView(message, {});
  // Without a flow the page still has its script, which tells the origin that sent the form and nobody else.
  return show(c, parts, {
    title: 'It is not connected',
    body,
    flow: begun?.flow,
    result,
    status: 400,
    origin: originOf(c).origin,
    isAnswer: true,
  });
}

function failureOf(error: PorinError, requestId: string): ConnectResult {
  const errorData = error.toBody();
  return { source: 'integration.app', requestId, type: 'newConnectionFailure', error: error.message, errorData };
}

/** GET /screens/connections?connectionRequestId=…: the page of a connection request. */
async function openRequest(c: Context, parts: FaceParts): Promise<Response> {
  try {
    return toPage(c, parts, await parts.flows.open(c.req.query('connectionRequestId') ?? ''));
  } catch (error) {
    if (!isPorinError(error) || error.kind.status >= 500) throw error;
    const title = 'This request is not valid';
    const text = error.message === title ? ended(error.hint) : explained(error);
    return refusal(c, parts, { status: 404, title, text });
  }
}

/** A page in a frame of the caller's site: the token that came along is exchanged for a link at once. */
async function screen(c: Context, parts: FaceParts, given: Readonly<Record<string, string>>): Promise<Response> {
  try {
    const { token, ...ask } = parsed(screenSchema, { ...given, ...c.req.param() });
    const origin = c.req.method === 'POST' ? originOf(c) : {};
    return toPage(
      c,
      parts,
      await parts.flows.begin(await parts.authenticate(token), { ...ask, ...origin, isFramed: true }),
    );
  } catch (error) {
    if (!isPorinError(error) || error.kind.status >= 500) throw error;
    const status = error.kind.status === 401 ? 401 : error.kind.status === 404 ? 404 : 400;
    const text = explained(error);
    return refusal(c, parts, { status, title: 'This cannot be connected', text, isFramed: true });
  }
}

function unavailable(c: Context, parts: FaceParts): Response | Promise<Response> {
  return show(c, parts, {
    title: 'Not available',
    status: 404,
    isFramed: true,
    body: html`<h1>Not available</h1><p>This gateway connects accounts. It has no page for this; the CLI and the API may do what you want:
      <code>porin --help</code>.</p>${closeButton('Close')}`,
  });
}

function readPayload(form: Readonly<Record<string, string>>): Payload {
  let value: unknown;
  try {
    value = JSON.parse(form['payload'] ?? '');
  } catch {
    // The parser's own words repeat a piece of it, which may be a secret.
    throw new PorinError('bad_request', 'payload: expected a form field with a JSON object');
  }
  const payload = parsed(payloadSchema, value);
  if (payload.redirectUri !== undefined) checkRedirectUri(payload.redirectUri);
  return payload;
}

function parsed<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = issuesOf(result.error, schema, value).map(({ path, message, expected }) => ({
    path,
    message,
    expected,
  }));
  throw new PorinError('bad_request', describeIssues(issues), { details: { issues } });
}

/** The site that sent a form, as the browser vouches for it. */
function originOf(c: Context): Pick<ConnectAsk, 'origin'> {
  const origin = c.req.header('origin');
  return origin !== undefined && /^https?:\/\/[^/\s]+$/.test(origin) ? { origin } : {};
}
