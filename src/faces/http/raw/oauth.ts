import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import type { StatusCode } from 'hono/utils/http-status';
import { isPorinError, PorinError } from '../../../kernel/errors.ts';
import type { OAuthParameters, Requester } from '../../../kernel/ports/oauth.ts';
import { errorAnswer } from '../errors.ts';
import type { FaceEnv, FaceParts } from '../face.ts';
import { bearerToken, parseJsonObject, queryOf } from '../request.ts';

const maxBodyBytes = 64 * 1024;
const wellKnown = '/.well-known/oauth-';

/** The endpoints of the authorization server that programs call; people meet the approval page. */
export function mountOAuth(app: Hono<FaceEnv>, parts: FaceParts): void {
  const { oauth } = parts;
  const requester = requesterOf(parts);
  // Clients that run in a browser read and post here from anywhere; nothing here rests on cookies.
  const open = cors({ origin: '*', allowMethods: ['GET', 'POST'], exposeHeaders: ['retry-after'], maxAge: 7_200 });
  const limited = bodyLimit({ maxSize: maxBodyBytes, onError: (c) => refusal(c, parts, tooLarge()) });
  for (const path of ['authorization-server', 'protected-resource']) {
    app.use(`${wellKnown}${path}`, open);
    app.use(`${wellKnown}${path}/*`, open);
  }
  // With a base path in the public address it follows the well-known name (RFC 8414 §3).
  app.on(
    'GET',
    ['', '/*'].map((rest) => `${wellKnown}authorization-server${rest}`),
    (c) => c.json(oauth.serverMetadata()),
  );
  app.on(
    'GET',
    ['', '/*'].map((rest) => `${wellKnown}protected-resource${rest}`),
    (c) => {
      const path = c.req.path.slice(`${wellKnown}protected-resource`.length);
      const metadata = oauth.resourceMetadata(path);
      return metadata ? c.json(metadata) : c.notFound();
    },
  );
  app.use('/oauth/*', async (c, next) => {
    await next();
    c.header('cache-control', 'no-store');
  });
  for (const path of ['/oauth/register', '/oauth/token', '/oauth/revoke']) app.use(path, open);
  const post = (path: string, status: 200 | 201, serve: (given: OAuthParameters, from: Requester) => Promise<object>) =>
    app.post(path, limited, async (c) => {
      try {
        return c.json(await serve(await bodyOf(c), await requester(c)), status);
      } catch (error) {
        return refusal(c, parts, error);
      }
    });
  post('/oauth/register', 201, (given, from) => oauth.register(given, from));
  post('/oauth/par', 201, (given, from) => oauth.push(given, from));
  post('/oauth/token', 200, (given, from) => oauth.token(given, from));
  post('/oauth/revoke', 200, async (given) => {
    await oauth.revoke(given);
    return {};
  });
}

/** Tells who sends a request, as far as the connection and its headers do. */
export function requesterOf({ authenticate, clients }: Pick<FaceParts, 'authenticate' | 'clients'>) {
  return async (c: Context): Promise<Requester> => {
    const { incoming } = c.env as FaceEnv['Bindings']; // Every route of this app gets them from the server.
    const { headers } = incoming;
    return {
      ip: clients.ip(incoming),
      userAgent: headers['user-agent'] ?? '',
      isOwner: await isOwner(bearerToken(headers.authorization), authenticate),
    };
  };
}

/** The query's parameters; one given several times is a list. */
export function queryParameters(c: Context): OAuthParameters {
  return queryOf(new URL(c.req.url).search);
}

/** A token that is of no use here is no reason to refuse: these endpoints ask for none. */
async function isOwner(token: string | undefined, authenticate: FaceParts['authenticate']): Promise<boolean> {
  if (token === undefined) return false;
  try {
    return (await authenticate(token)).isOwner;
  } catch (error) {
    if (isPorinError(error) && error.code === 'not_authenticated') return false;
    throw error;
  }
}

/** A form, as the RFCs have it, or JSON; a parameter given several times is a list. */
async function bodyOf(c: Context<FaceEnv>): Promise<OAuthParameters> {
  const body = Buffer.from(await c.req.arrayBuffer());
  const isJson = /^application\/(?:[\w.-]+\+)?json\b/i.test(c.req.header('content-type') ?? '');
  return isJson ? parseJsonObject(body) : queryOf(`?${body.toString('utf8')}`);
}

/** RFC 6749 §5.2, with what to do next and which case it is. */
function refusal(c: Context<FaceEnv>, parts: FaceParts, error: unknown): Response {
  const { shown, headers } = errorAnswer(error, { request: c.env.incoming, requestId: c.get('requestId') }, parts);
  const { status } = shown.kind;
  const plain = status === 429 ? 'slow_down' : status >= 500 ? 'server_error' : 'invalid_request';
  const details = typeof shown.details === 'object' && shown.details !== null ? shown.details : {};
  const body = {
    error: plain,
    error_code: shown.code,
    error_description: asciiText(`${shown.message}. ${shown.hint}.`),
    ...('error' in details ? details : {}),
  };
  return c.json(body, status as StatusCode as 400, { ...headers });
}

/** The characters that RFC 6749 §5.2 allows in a description. */
function asciiText(text: string): string {
  return text.replace(/["\\]/g, "'").replace(/[^\x20-\x7e]/g, '?');
}

function tooLarge(): PorinError {
  return new PorinError('payload_too_large', `The body is larger than ${maxBodyBytes} bytes`);
}
