import { type Child, startScript, type Usage } from './child.ts';
import { type MeasuredGateway, startGateway } from './gateway.ts';
import { type LoadOptions, type LoadResult, loadWithoutErrors } from './load.ts';

/** Upstream, floor and gateway side by side, with a ready connection of the gateway to the upstream. */
export interface Bed {
  readonly upstream: string;
  readonly floor: { readonly url: string; readonly child: Child };
  readonly gateway: MeasuredGateway;
  readonly connectionId: string;
  /** A token of a tenant, as callers in production have one. */
  readonly token: string;
  stop(): Promise<void>;
}

export async function makeBed(): Promise<Bed> {
  const upstream = await startScript('./upstream.ts');
  const floor = await startScript('./floor.ts', [upstream.firstLine]);
  const settings = {
    PORIN_EGRESS_ALLOW_CIDRS: '127.0.0.0/8',
    PORIN_APP_BASE_URLS: JSON.stringify({ clickmeeting: `${upstream.firstLine}/v1` }),
  };
  const gateway = await startGateway(settings, ['--no-sandbox']);
  const { token } = await gateway.call('POST', '/tokens', { tenant: 'bench' });
  const connection = await connect(gateway.url, token);
  return {
    upstream: upstream.firstLine,
    floor: { url: floor.firstLine, child: floor },
    gateway,
    connectionId: connection.id,
    token,
    async stop() {
      await gateway.stop();
      await floor.stop();
      await upstream.stop();
    },
  };
}

async function connect(url: string, token: string): Promise<{ id: string }> {
  const body = JSON.stringify({ appUrl: 'clickmeeting.com', input: { apiKey: `us${'0'.repeat(40)}` } });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}/connections/ensure`, { method: 'POST', headers, body });
  const view = (await response.json()) as { id: string; state: string };
  if (view.state !== 'READY')
    throw new Error(`The connection to the bench upstream is not ready: ${JSON.stringify(view)}`);
  return view;
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
