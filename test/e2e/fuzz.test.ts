import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorKinds } from '../../src/kernel/errors.ts';
import { operations } from '../../src/registry.gen.ts';
import { startPostgres, type TestPostgres } from '../durability/postgres-server.ts';
import { knownThings } from './fuzz-known.ts';
import { type OddAnswer, type OddRequest, rawRequestsFor, requestsFor, sendOdd, show } from './fuzz-requests.ts';
import { startProgram, temporaryHome } from './program.ts';

/** Requests to each route; many more with PORIN_FUZZ_RUNS. */
const runs = Number(process.env['PORIN_FUZZ_RUNS'] ?? 8);
/** The same seed sends the same requests. */
const seed = Number(process.env['PORIN_FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const answerMs = 10_000;
const atOnce = 12;

/** Routes that are no operation's; `*` is something odd. */
const rawRoutes = [
  'GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS /connections/*/proxy/*',
  'GET|POST|PUT|DELETE /connections/*/api/*',
  'POST|PUT /files',
  'GET|HEAD|DELETE /files/*',
  'GET|POST /sse/connection-events/*',
  'GET|POST /oauth/authorize',
  'GET|POST /oauth/register',
  'GET|POST /oauth/par',
  'GET|POST /oauth/token',
  'GET|POST /oauth/revoke',
  'GET|POST /oauth/callback',
  'GET /.well-known/oauth-authorization-server/*',
  'GET /.well-known/oauth-protected-resource/*',
  'GET|POST|PUT /connect',
  'GET|POST /connect/*',
  'GET /connect-code/*',
  'GET|POST /screens/*',
  'GET|POST /screens/connect',
  'GET|POST /screens/connection',
  'GET|POST /screens/integrations/*/connect',
  'GET /embed/*',
  'GET /embed/integrations/*/connect',
  'GET /embed/connections/*/refresh',
  'GET|POST /authorize/*',
  'GET|POST /welcome/*',
  'GET|POST /invitation/*',
  'GET|POST /account',
  'POST /account/password',
  'POST /account/passkeys/remove',
  'GET|POST /sign-in',
  'POST /sign-out',
  'GET|POST|DELETE|TRACE /*',
  'GET|POST /*/*',
  'GET /openapi.json',
  'GET /metrics',
  'GET /assets/*',
];

/** What would end the test: the gateway itself, and the tokens that it is asked with. */
const ending = new Set(['system.stop']);

let server: TestPostgres | undefined;
afterAll(() => server?.stop());

describe.each([
  ['SQLite', async () => ({})],
  [
    'Postgres',
    async () => {
      server = await startPostgres();
      const key = createHash('sha256').update('a key for this test').digest('base64');
      return { PORIN_DATABASE_URL: await server.newDatabase(), PORIN_VAULT_KEY: key };
    },
  ],
])('odd requests to a gateway on %s', (_, settings) => {
  const { data, env, remove } = temporaryHome();
  let gateway: Awaited<ReturnType<typeof startProgram>>;
  let tenant = '';
  let secrets: string[] = [];
  beforeAll(async () => {
    const limits = { PORIN_TENANT_REQUESTS_PER_MINUTE: '0', PORIN_CONNECTION_REQUESTS_PER_MINUTE: '0' };
    const own = { ...env, ...(await settings()), ...limits, PORIN_LOG_LEVEL: 'warn', PORIN_CODE_TIMEOUT_MS: '1000' };
    gateway = await startProgram({ data, env: own, flags: ['--apps', 'sandbox'] });
    tenant = await gateway.tokenOf('fuzz');
    secrets = [gateway.ownerToken, gateway.sandbox.apiKey];
  });
  afterAll(async () => {
    await gateway?.stop();
    remove();
  });

  test(`are answered, and none with a fault of the gateway (seed ${seed})`, {
    timeout: 30_000 + runs * 60_000,
  }, async () => {
    const faults: string[] = [];
    const seen = new Map<number, number>();
    for (const { route, requests } of await plans(gateway, tenant)) {
      await inTurns(requests, async (request) => {
        const fault = await faultOf(gateway.url, request, seen, secrets);
        if (fault !== undefined) faults.push(`${route}: ${fault}\n    ${show(request)}${logged(gateway, fault)}`);
      });
    }
    if (process.env['PORIN_FUZZ_RUNS'] !== undefined) process.stderr.write(`${JSON.stringify([...seen].sort())}\n`);
    expect(faults.slice(0, 12)).toEqual([]);
    // Requests that are all refused at the door would try nothing.
    expect(seen.get(200) ?? 0).toBeGreaterThan(100);
    expect((await gateway.call('GET /health', { token: null })).status).toBe(200);
    expect((await gateway.call('GET /connections', { token: tenant })).status).toBe(200);
    const said = gateway.said.stderr.split('\n').filter((line) => /"level":"(error|fatal)"|Error|Warning/.test(line));
    expect(said.slice(0, 10)).toEqual([]);
  });
});

/** What the gateway's log says about the request of a fault. */
function logged({ said }: Running, fault: string): string {
  const [requestId = '-'] = /req_[\w-]+/.exec(fault) ?? [];
  const line = said.stderr.split('\n').find((one) => one.includes(requestId)) ?? '';
  return line === '' ? '' : `\n    ${line.slice(0, 700)}`;
}

interface Plan {
  readonly route: string;
  readonly requests: readonly OddRequest[];
}

type Running = Awaited<ReturnType<typeof startProgram>>;

/** All requests, by route; those that take something away come last, or the others would find nothing. */
async function plans(gateway: Running, tenant: string): Promise<Plan[]> {
  const planned: Plan[] = [];
  const known = await knownThings(gateway, tenant);
  const strangers = ['', 'nonsense', 'eyJhbGciOiJub25lIn0.eyJpZCI6ImxvY2FsIn0.', 'Basic Zm9vOmJhcg=='];
  const own = [tenant, tenant, tenant, tenant];
  const most = [...own, ...own, ...Array.from({ length: 5 }, () => gateway.ownerToken), ...strangers.slice(0, 2)];
  for (const [id, operation] of Object.entries(operations)) {
    const tokens = ending.has(id) ? [tenant] : most;
    planned.push({ route: id, requests: sample(planned.length, requestsFor(operation, { known, tokens })) });
  }
  for (const route of rawRoutes) {
    const tokens = [...own, gateway.ownerToken, ...strangers];
    planned.push({ route, requests: sample(planned.length, rawRequestsFor(route, { known, tokens })) });
  }
  const ends = ({ route }: Plan) => Number(/\.(delete|archive|disconnect|reconnect|revoke)$/.test(route));
  return planned.sort((a, b) => ends(a) - ends(b));
}

/** Each route has a seed of its own, or all would get the same texts. */
function sample(route: number, requests: fc.Arbitrary<OddRequest>): OddRequest[] {
  return fc.sample(requests, { numRuns: runs, seed: seed + route });
}

async function inTurns(requests: readonly OddRequest[], send: (request: OddRequest) => Promise<void>): Promise<void> {
  const left = requests[Symbol.iterator]();
  const worker = async () => {
    for (const request of left) await send(request);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** What is wrong with the answer to a request; undefined when nothing is. */
async function faultOf(
  url: string,
  request: OddRequest,
  seen: Map<number, number>,
  secrets: readonly string[],
): Promise<string | undefined> {
  let answer: OddAnswer;
  try {
    answer = await sendOdd(url, request, answerMs);
  } catch (error) {
    return String(error);
  }
  seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
  const told = secrets.find((secret) => secret !== '' && answer.text.includes(secret));
  const mayTell = /^\/(sandboxes|connections)/.test(request.path);
  if (told !== undefined && !mayTell) return `tells a secret: ${answer.status}`;
  if (answer.status < 400) return undefined;
  const isProxied = /^\/connections\/[^/]+\/(proxy|api)/.test(request.path) && answer.status < 500;
  return isProxied || request.method === 'HEAD' ? serverFault(answer) : (shapeFault(answer) ?? serverFault(answer));
}

function serverFault({ status, text }: OddAnswer): string | undefined {
  if (status < 500) return undefined;
  const code = /"code":"(\w+)"/.exec(text)?.[1] ?? '';
  const isSaid =
    (status === 502 && /^(upstream_failed|outcome_unknown)$/.test(code)) || (status === 503 && code === 'unavailable');
  return isSaid ? undefined : `${status} ${text.slice(0, 300)}`;
}

const types = new Set<string>(Object.values(errorKinds).map(({ type }) => type));

/** An error is JSON of the closed list, OAuth's own, or a page for a person. */
function shapeFault({ status, type, text }: OddAnswer): string | undefined {
  if (type.startsWith('text/html')) return undefined;
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return `${status} is no JSON: ${type} ${text.slice(0, 200)}`;
  }
  if (typeof body !== 'object' || body === null) return `${status} ${text.slice(0, 200)}`;
  if ('error' in body && typeof body.error === 'string') return undefined;
  const isKnown = 'type' in body && types.has(String(body.type)) && 'message' in body && body.message !== '';
  return isKnown ? undefined : `${status} is no error of the list: ${text.slice(0, 200)}`;
}
