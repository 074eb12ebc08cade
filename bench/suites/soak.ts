import { startScript } from '../lib/child.ts';
import { startGateway } from '../lib/gateway.ts';
import { makeTenant, type SoakTenant, soakPool } from '../lib/soak-tenant.ts';
import { percentile } from '../lib/statistics.ts';
import type { Suite } from '../lib/suite.ts';

const tenants = 50;
const perSecond = 1_000;
const seconds = Number(process.env['PORIN_SOAK_SECONDS'] ?? 20);

/** What was seen; a fault is a text that says which. */
interface Tally {
  readonly latencies: number[];
  readonly faults: string[];
  /** Runs that were answered for. */
  runs: number;
  behind: number;
}

type Kind = (tenant: SoakTenant, marker: string) => Promise<number>;

const expectThat = (isTrue: boolean, what: string) => {
  if (!isTrue) throw new Error(what);
};

/** What tenants do, each with its share in a hundred; gives how many runs it acknowledged. */
const kinds: readonly (readonly [share: number, name: string, kind: Kind])[] = [
  [
    40,
    'a connector’s action',
    async (tenant, marker) => {
      const room = Number(marker.replace(/\D/g, '').slice(-6)) + 1;
      const path = `/actions/get-conference/run?connectionId=${tenant.connectionId}`;
      const { output } = await tenant.call('POST', path, { input: { room_id: room } });
      expectThat(
        output.name === `${tenant.key} ${room}`,
        `${tenant.name} asked for room ${room} and got ${output.name}`,
      );
      return 1;
    },
  ],
  [
    25,
    'a raw request',
    async (tenant, marker) => {
      const api = { method: 'GET', path: `/echo/${marker}` };
      const { output } = await tenant.call('POST', '/act', { connectionId: tenant.connectionId, api });
      expectThat(
        output.key === tenant.key && output.marker === marker,
        `${tenant.name} got ${output.key} ${output.marker}`,
      );
      return 1;
    },
  ],
  [
    15,
    'a saved action',
    async (tenant, marker) => {
      const path = `/actions/echo/run?connectionId=${tenant.connectionId}`;
      const { output } = await tenant.call('POST', path, { input: { marker } });
      const isOwn = output.data.key === tenant.key && output.data.given.includes(`for ${tenant.connectionId}`);
      expectThat(isOwn && output.data.marker === marker, `${tenant.name} got ${JSON.stringify(output)}`);
      return 1;
    },
  ],
  [
    10,
    'one request twice at once',
    async (tenant, marker) => {
      // Every tenant uses the same keys, which are its own all the same.
      const headers = { 'idempotency-key': `key-${marker.split('-').at(-1)}` };
      const request = { connectionId: tenant.connectionId, key: 'echo', input: { marker } };
      const both = await Promise.all([
        tenant.call('POST', '/act', request, headers),
        tenant.call('POST', '/act', request, headers),
      ]);
      const isOne = both[0].actionRunId === both[1].actionRunId && both[0].output.data.marker === marker;
      expectThat(isOne && both[0].output.data.key === tenant.key, `${tenant.name} got ${JSON.stringify(both)}`);
      return 1;
    },
  ],
  [
    2,
    'code',
    async (tenant, marker) => {
      const code = `module.exports = async ({ input, membrane }) => membrane.api({ method: 'GET', path: '/echo/' + input.marker })`;
      const request = { connectionId: tenant.connectionId, code, input: { marker } };
      const { output } = await tenant.call('POST', '/act', request);
      const body = output.body ?? output;
      expectThat(body.key === tenant.key && body.marker === marker, `${tenant.name} got ${JSON.stringify(output)}`);
      return 1;
    },
  ],
  [
    8,
    'its log of runs',
    async (tenant) => {
      const { items } = await tenant.call('GET', '/action-run-logs?limit=20');
      const foreign = items.filter((run: { tenantId: string }) => run.tenantId !== tenant.id).length;
      expectThat(foreign === 0, `${tenant.name} saw ${foreign} runs of others`);
      return 0;
    },
  ],
];

const wheel = kinds.flatMap(([share, , kind]) => Array<Kind>(share).fill(kind));

/** Fifty tenants at once, at a fixed rate whether the gateway keeps up or not; every answer and every record is checked. */
export default {
  title: `${perSecond} requests a second of ${tenants} tenants, mixed, for ${seconds} s`,
  async run(say) {
    const upstream = await startScript('./echo.ts');
    const gateway = await startGateway(
      {
        PORIN_EGRESS_ALLOW_CIDRS: '127.0.0.0/8',
        PORIN_APP_BASE_URLS: JSON.stringify({ clickmeeting: upstream.firstLine }),
      },
      ['--no-sandbox'],
    );
    const pool = soakPool(gateway);
    try {
      say('making the tenants');
      const all = await Promise.all(Array.from({ length: tenants }, (_, index) => makeTenant(gateway, pool, index)));
      const warm = await offer(all, 2);
      const before = await gateway.child.usage();
      say(`${seconds} s at ${perSecond} a second`);
      const tally = await offer(all, seconds);
      const after = await gateway.child.usage();
      say('reading every record');
      const audit = await auditOf(all);
      const { several } = (await (await fetch(`${upstream.firstLine}/effects`)).json()) as { several: number };
      for (const fault of tally.faults.slice(0, 3)) say(fault);
      const done = tally.latencies.length;
      const cpu = (after.cpuMicros - before.cpuMicros) / done;
      const grown = (after.rssBytes - before.rssBytes) / 1e6;
      return [
        {
          what: 'answered, of those offered',
          value: done / (seconds * perSecond),
          unit: '×',
          goal: { atLeast: 0.99 },
          measured: `${done} of ${seconds * perSecond}, ${Math.round(cpu)} µs CPU each; memory grew by ${grown.toFixed(0)} MB`,
        },
        {
          what: 'wrong, foreign or failed answers',
          value: tally.faults.length,
          unit: '×',
          goal: { atMost: 0 },
          measured: tally.faults[0] ?? 'none',
        },
        {
          what: 'records that are foreign, open or missing, effects that came twice',
          value: audit.wrong + several + Math.max(0, warm.runs + tally.runs - audit.read),
          unit: '×',
          goal: { atMost: 0 },
          measured: `${audit.read} records read, ${warm.runs + tally.runs} runs answered for; ${several} effects twice`,
        },
        {
          what: 'p99 at that rate',
          value: percentile(tally.latencies, 0.99),
          unit: 'ms',
          goal: { atMost: 1_000 },
          measured: `p50 ${percentile(tally.latencies, 0.5).toFixed(1)} ms; ${tally.behind} offered late`,
        },
      ];
    } finally {
      await pool.close();
      await gateway.stop();
      await upstream.stop();
    }
  },
} satisfies Suite;

/** Offers requests at the fixed rate, and waits for the last answer. */
async function offer(all: readonly SoakTenant[], forSeconds: number): Promise<Tally> {
  const tally: Tally = { latencies: [], faults: [], runs: 0, behind: 0 };
  const startedAt = performance.now();
  const total = forSeconds * perSecond;
  const under: Promise<void>[] = [];
  for (let number = 0; number < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * perSecond));
    if (due - number > perSecond / 5) tally.behind += due - number;
    for (; number < due; number++) under.push(once(all, number, tally));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await Promise.all(under);
  return tally;
}

let markers = 0;

async function once(all: readonly SoakTenant[], number: number, tally: Tally): Promise<void> {
  const tenant = all[number % all.length];
  // Steps of 37 visit all hundred places of the wheel, so that neighbours do different things.
  const kind = wheel[(number * 37) % wheel.length];
  if (!tenant || !kind) return;
  const startedAt = performance.now();
  try {
    const runs = await kind(tenant, `${tenant.name}-${markers++}`);
    tally.runs += runs;
    tally.latencies.push(performance.now() - startedAt);
  } catch (error) {
    tally.faults.push(error instanceof Error ? error.message : String(error));
  }
}

/** Reads every record of every tenant: each is its own, and none is open. */
async function auditOf(all: readonly SoakTenant[]): Promise<{ readonly read: number; readonly wrong: number }> {
  let read = 0;
  let wrong = 0;
  for (const tenant of all) {
    for (let cursor: string | undefined = '0'; cursor !== undefined; ) {
      const page = await tenant.call('GET', `/action-run-logs?limit=1000&cursor=${cursor}`);
      read += page.items.length;
      wrong += page.items.filter(
        (run: { tenantId: string; connectionId: string; status: string }) =>
          run.tenantId !== tenant.id || run.connectionId !== tenant.connectionId || run.status !== 'success',
      ).length;
      cursor = page.cursor;
    }
  }
  return { read, wrong };
}
