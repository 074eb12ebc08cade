import { type Child, startScript, type Usage } from './child.ts';
import { type MeasuredGateway, startGateway } from './gateway.ts';
import { type LoadOptions, type LoadResult, loadWithoutErrors } from './load.ts';

/** Upstream, floor and gateway side by side, with a ready connection of the gateway to the upstream. */
export interface Bed {
  readonly upstream: string;
  readonly floor: { readonly url: string; readonly child: Child };
  readonly gateway: MeasuredGateway;
  /** Tenants with a connection each: as many as it takes for 64 requests at once to stay within the app's limit per connection. */
  readonly callers: readonly Caller[];
  stop(): Promise<void>;
}

export interface Caller {
  readonly connectionId: string;
  readonly headers: Readonly<Record<string, string>>;
}

const tenants = 8;

export async function makeBed(): Promise<Bed> {
  const upstream = await startScript('./upstream.ts');
  const floor = await startScript('./floor.ts', [upstream.firstLine]);
  const settings = {
    PORIN_EGRESS_ALLOW_CIDRS: '127.0.0.0/8',
    PORIN_APP_BASE_URLS: JSON.stringify({ clickmeeting: `${upstream.firstLine}/v1` }),
  };
  const gateway = await startGateway(settings, ['--no-sandbox']);
  const callers = await Promise.all(
    Array.from({ length: tenants }, (_, index) => makeCaller(gateway, `bench-${index}`)),
  );
  return {
    upstream: upstream.firstLine,
    floor: { url: floor.firstLine, child: floor },
    gateway,
    callers,
    async stop() {
      await gateway.stop();
      await floor.stop();
      await upstream.stop();
    },
  };
}

async function makeCaller(gateway: MeasuredGateway, tenant: string): Promise<Caller> {
  const { token } = await gateway.call('POST', '/tokens', { tenant });
  const headers = { authorization: `Bearer ${token}` };
  const body = JSON.stringify({ appUrl: 'clickmeeting.com', input: { apiKey: `us${'0'.repeat(40)}` } });
  const response = await fetch(`${gateway.url}/connections/ensure`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body,
  });
  const view = (await response.json()) as { id: string; state: string };
  if (view.state !== 'READY')
    throw new Error(`The connection to the bench upstream is not ready: ${JSON.stringify(view)}`);
  return { connectionId: view.id, headers };
}

export interface Measured extends LoadResult {
  readonly cpuMicrosPerRequest: number;
  readonly rss: { readonly before: number; readonly after: number };
}

/** Loads one of the measured processes and reads what it cost. */
export async function measure(child: Child, options: LoadOptions): Promise<Measured> {
  const before: Usage = await child.usage();
  const result = await loadWithoutErrors(options);
  const after: Usage = await child.usage();
  const cpuMicrosPerRequest = (after.cpuMicros - before.cpuMicros) / result.requests;
  return { ...result, cpuMicrosPerRequest, rss: { before: before.rssBytes, after: after.rssBytes } };
}

/** Measures two in turns, so that a noisy moment of the machine meets both; gives the medians of a figure. */
export async function inTurns<T>(
  rounds: number,
  first: () => Promise<T>,
  second: () => Promise<T>,
): Promise<{ first: T[]; second: T[] }> {
  const results: { first: T[]; second: T[] } = { first: [], second: [] };
  for (let round = 0; round < rounds; round++) {
    results.first.push(await first());
    results.second.push(await second());
  }
  return results;
}
