import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGateway } from '../../src/app.ts';
import type { Provider } from '../../src/faces/mcp/provider.ts';
import type { ErrorBody } from '../../src/kernel/errors.ts';
import { resolveSettings } from '../../src/platform/config/resolve.ts';
import { listRunning } from '../../src/platform/config/running.ts';

export interface Answer<T = any> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body read as JSON; undefined when it is none. */
  readonly body: T;
}

export interface CallOptions {
  readonly token?: string | null;
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly raw?: string | Uint8Array<ArrayBuffer> | URLSearchParams;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

export interface BootOptions {
  /** Settings as flags: names as in the schema. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** An existing data directory; a temporary one when absent. */
  readonly data?: string;
  /** What the endpoint of MCP offers beside the gateway's own. */
  readonly provider?: Provider;
}

export type TestGateway = Awaited<ReturnType<typeof bootGateway>>;

/** Starts the whole gateway with its sandboxes in this process, on free ports and a data directory of its own. */
export async function bootGateway({ settings = {}, data, provider }: BootOptions = {}) {
  const home = mkdtempSync(join(tmpdir(), 'porin-e2e-'));
  const dataDir = data ?? join(home, 'data');
  const env = { HOME: home, XDG_STATE_HOME: join(home, 'state'), XDG_DATA_HOME: join(home, 'share') };
  const flags = { data: dataDir, port: 0, sandboxPortBase: 0, logLevel: 'silent', ...settings };
  const started = await startGateway(resolveSettings(flags, env).config, env, { provider });
  const { url } = started.ready;
  const ownerToken = listRunning(env)[0]?.token ?? '';
  const call = createCall(url, ownerToken);
  const sandbox = started.ready.sandboxes['clickmeeting'];
  return {
    url,
    ownerToken,
    dataDir,
    env,
    call,
    ...requests(call),
    sandbox: sandboxControl(call, sandbox?.['url'] ?? '', sandbox?.['apiKey'] ?? ''),
    async stop() {
      await started.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export type Call = ReturnType<typeof createCall>;

/** Sends `GET /path` with the owner's token, unless told otherwise. */
export function createCall(url: string, ownerToken: string) {
  return async (route: string, options: CallOptions = {}): Promise<Answer> => {
    const [method = 'GET', path = '/'] = route.split(/ (.*)/s);
    const token = options.token === undefined ? ownerToken : options.token;
    const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  };
}

/** The requests that nearly every test makes. */
export function requests(call: Call) {
  return {
    /** A token of a tenant of that key. */
    async tokenOf(tenant: string, scopes?: readonly string[]): Promise<string> {
      const { body } = await call('POST /tokens', { body: { tenant, ...(scopes ? { scopes } : {}) } });
      return body.token;
    },
    /** A READY connection to the sandbox. */
    async sandboxConnection(options: CallOptions = {}): Promise<{ id: string; state: string }> {
      const answer = await call('POST /connections/ensure', {
        ...options,
        body: { appUrl: 'clickmeeting.com', sandbox: true },
      });
      return answer.body;
    },
    run: (action: string, connectionId: string, input: unknown = {}, options: CallOptions = {}) =>
      call(`POST /actions/${action}/run`, { ...options, body: { connectionId, input } }),
  };
}

/** Steers the sandbox through its control API, whose token the gateway tells its owner. */
export function sandboxControl(call: Call, url: string, apiKey: string) {
  const origin = url === '' ? '' : new URL(url).origin;
  let token: Promise<string> | undefined;
  const control = async (route: string, body?: unknown): Promise<any> => {
    const [method = 'GET', path = '/'] = route.split(' ');
    token ??= call('GET /sandboxes').then(({ body }) => body.items.find((item: any) => item.url === url).controlToken);
    const response = await fetch(`${origin}/_sandbox${path}`, {
      method,
      headers: { 'x-sandbox-token': await token },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${route}: ${JSON.stringify(answer)}`);
    return answer;
  };
  return {
    url,
    origin,
    apiKey,
    control,
    fault: (rule: Readonly<Record<string, unknown>>) => control('POST /faults', rule),
    async heal() {
      await control('DELETE /faults');
    },
    /** What the app was asked since `forget`, oldest first. */
    requests: async (): Promise<LoggedRequest[]> => (await control('GET /requests')).items.toReversed(),
    async forget() {
      await control('DELETE /requests');
    },
  };
}

/** The parts of an error answer that stay the same from one request to the next. */
export function stable(answer: Answer): Omit<ErrorBody, 'requestId'> {
  const { requestId: _, ...rest } = answer.body;
  return rest;
}

function parsed(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    // A page, a metric or nothing.
    return undefined;
  }
}
