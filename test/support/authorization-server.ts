import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGrants, type Grants, TokenError } from './authorization-grants.ts';

/** How the server behaves; may be changed while it runs. */
export interface ServerBehaviour {
  clientId: string;
  clientSecret: string;
  /** How the client has to say who it is. */
  clientAuth: 'header' | 'body' | 'none';
  redirectUri: string;
  /** A refresh gives a new refresh token, and using an old one voids the family. */
  rotates: boolean;
  expiresInSeconds: number | undefined;
  givesRefreshToken: boolean;
  requiresPkce: boolean;
  /** Said in the answer to the browser; `undefined` leaves it out. */
  iss: string | undefined;
  /** Waited before a token request is looked at, and before its answer leaves. */
  delaysMs: () => readonly [before: number, after: number];
  /** Answers token requests in place of the server; `undefined` passes them on. */
  fault:
    | ((
        grant: string,
      ) => { status: number; body?: string; headers?: Record<string, string> } | 'hang' | 'drop' | undefined)
    | undefined;
}

export interface TokenRequestSeen {
  readonly grant: string;
  /** The refresh token, code or device code that it carried; empty for none. */
  readonly presented: string;
  answer: 'pending' | 'given' | string;
}

export type AuthorizationServer = Awaited<ReturnType<typeof startAuthorizationServer>>;

/** A strict authorization server (RFC 6749, 7636, 7009, 8628, 9207) with a small API behind its tokens. */
export async function startAuthorizationServer(over: Partial<ServerBehaviour> = {}) {
  const behaviour: ServerBehaviour = {
    clientId: 'porin',
    clientSecret: 'client-secret-0123456789',
    clientAuth: 'header',
    redirectUri: 'http://gateway.test/oauth/callback',
    rotates: true,
    expiresInSeconds: 3600,
    givesRefreshToken: true,
    requiresPkce: true,
    iss: undefined,
    delaysMs: () => [0, 0],
    fault: undefined,
    ...over,
  };
  const grants = createGrants(behaviour);
  const seen: TokenRequestSeen[] = [];
  const apiRequests: string[] = [];
  const server = createServer((request, response) => {
    void route(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = new URL(request.url ?? '/', url);
    const form = new URLSearchParams(await textOf(request));
    switch (`${request.method} ${at.pathname}`) {
      case 'GET /authorize':
        return authorizePage(grants, at, response);
      case 'POST /decision':
        return decision(grants, behaviour, form, response);
      case 'POST /token':
        return token(request, form, response);
      case 'POST /device':
        return answered(response, () => grants.startDevice(clientOf(behaviour, request, form), url));
      case 'POST /revoke':
        return answered(response, () => grants.revoke(clientOf(behaviour, request, form), form.get('token') ?? ''));
    }
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const isLive = grants.isLive(bearer);
    apiRequests.push(`${request.method} ${at.pathname} ${isLive ? 200 : 401}`);
    json(response, isLive ? 200 : 401, isLive ? { ok: true } : { message: 'The token is not valid' });
  }

  async function token(request: IncomingMessage, form: URLSearchParams, response: ServerResponse): Promise<void> {
    const grant = form.get('grant_type') ?? '';
    const presented = form.get('refresh_token') ?? form.get('code') ?? form.get('device_code') ?? '';
    const entry: TokenRequestSeen = { grant, presented, answer: 'pending' };
    seen.push(entry);
    const fault = behaviour.fault?.(grant);
    if (fault === 'hang') return;
    if (fault === 'drop') return void response.destroy();
    if (fault)
      return void response
        .writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers })
        .end(fault.body ?? '');
    const [before, after] = behaviour.delaysMs();
    if (before > 0) await sleep(before);
    let answer: () => object;
    try {
      const given = grants.token(clientOf(behaviour, request, form), form);
      entry.answer = 'given';
      answer = () => given;
    } catch (error) {
      entry.answer = error instanceof TokenError ? error.message : String(error);
      answer = () => {
        throw error;
      };
    }
    if (after > 0) await sleep(after);
    answered(response, answer);
  }

  return {
    url,
    behaviour,
    grants,
    /** Every token request that arrived, oldest first. */
    tokenRequests: seen,
    apiRequests,
    /** What a person does whom the gateway sent here: agrees or not. Gives the address that the browser is sent back to. */
    async visit(address: string, decision: 'agree' | 'deny' = 'agree'): Promise<URL> {
      const page = await fetch(address, { redirect: 'manual' });
      const id = /name="id" value="([^"]+)"/.exec(await page.text())?.[1];
      if (id === undefined) throw new Error(`The authorization server refused: ${page.status}`);
      const answer = await fetch(`${url}/decision`, {
        method: 'POST',
        body: new URLSearchParams({ id, decision }),
        redirect: 'manual',
      });
      return new URL(answer.headers.get('location') ?? 'about:blank');
    },
    stop() {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function authorizePage(grants: Grants, at: URL, response: ServerResponse): void {
  try {
    const id = grants.begin(at.searchParams);
    const body = `<form method="post" action="/decision"><input type="hidden" name="id" value="${id}"></form>`;
    response.writeHead(200, { 'content-type': 'text/html' }).end(body);
  } catch (error) {
    // Never back to the client: the address may be an attacker's.
    json(response, 400, { error: String(error) });
  }
}

function decision(grants: Grants, { iss }: ServerBehaviour, form: URLSearchParams, response: ServerResponse): void {
  const { redirectUri, state, code } = grants.decide(form.get('id') ?? '', form.get('decision') === 'agree');
  const back = new URL(redirectUri);
  if (code === undefined) back.searchParams.set('error', 'access_denied');
  else back.searchParams.set('code', code);
  back.searchParams.set('state', state);
  if (iss !== undefined) back.searchParams.set('iss', iss);
  response.writeHead(302, { location: back.href }).end();
}

function answered(response: ServerResponse, answer: () => object): void {
  try {
    json(response, 200, answer());
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    json(response, error.status, { error: error.message, error_description: error.description });
  }
}

/** The client that a request proves to come from. Errors: `invalid_client`, also for the right secret in the wrong place. */
function clientOf(
  { clientId, clientSecret, clientAuth }: ServerBehaviour,
  request: IncomingMessage,
  form: URLSearchParams,
): string {
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const [user, password] =
    basic === undefined ? [] : Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent);
  const given = {
    header: [user, password],
    body: [form.get('client_id'), form.get('client_secret')],
    none: [form.get('client_id'), ''],
  }[clientAuth];
  const isOther = clientAuth === 'header' ? form.has('client_secret') : basic !== undefined;
  const expected = [clientId, clientAuth === 'none' ? '' : clientSecret];
  if (isOther || given[0] !== expected[0] || given[1] !== expected[1])
    throw new TokenError('invalid_client', 'wrong client', 401);
  return clientId;
}

function json(response: ServerResponse, status: number, body: object): void {
  if (response.destroyed) return;
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
