import { inTurns, type Measured, makeBed, measure } from '../lib/bed.ts';
import type { Row, Suite } from '../lib/suite.ts';

const rounds = 5;
const small = { concurrency: 64, durationMs: 2_500 };
const big = { concurrency: 4, durationMs: 3_000 };

// Of each side the best round: other work on the machine only ever makes a round worse.
const least = (results: readonly Measured[], of: (result: Measured) => number) => Math.min(...results.map(of));
const most = (results: readonly Measured[], of: (result: Measured) => number) => Math.max(...results.map(of));

/** A raw request through token, tenant, connection, vault, policy and figures, against a bare pass-through. */
export default {
  title: 'a proxied request against bare node:http and undici',
  async run(say) {
    const bed = await makeBed();
    try {
      const proxied = (path: string) =>
        bed.callers.map(({ connectionId, headers }) => ({
          url: `${bed.gateway.url}/connections/${connectionId}/proxy${path}`,
          headers,
        }));
      const bare = (path: string) => bed.callers.map(({ headers }) => ({ url: `${bed.floor.url}/v1${path}`, headers }));
      const floor = (path: string, shape: typeof small) => measure(bed.floor.child, { targets: bare(path), ...shape });
      const gateway = (path: string, shape: typeof small) =>
        measure(bed.gateway.child, { targets: proxied(path), ...shape });
      say('warming up');
      await floor('/small', small);
      await gateway('/small', small);
      say(`1 KB answers, ${rounds} rounds`);
      const kilobyte = await inTurns(
        rounds,
        () => floor('/small', small),
        () => gateway('/small', small),
      );
      say(`10 MB answers, ${rounds} rounds`);
      await floor('/big', big);
      await gateway('/big', big);
      const megabytes = await inTurns(
        rounds,
        () => floor('/big', big),
        () => gateway('/big', big),
      );
      return [...smallRows(kilobyte.first, kilobyte.second), ...bigRows(megabytes.first, megabytes.second)];
    } finally {
      await bed.stop();
    }
  },
} satisfies Suite;

function smallRows(floor: readonly Measured[], gateway: readonly Measured[]): Row[] {
  const cpu = (results: readonly Measured[]) => least(results, (result) => result.cpuMicrosPerRequest);
  const rate = (results: readonly Measured[]) => most(results, (result) => result.perSecond);
  const micros = (value: number) => `${value.toFixed(1)} µs`;
  return [
    {
      what: 'CPU per 1 KB GET',
      value: cpu(gateway) / cpu(floor),
      unit: '×',
      goal: { atMost: 1.6 },
      measured: `${micros(cpu(gateway))} against ${micros(cpu(floor))}`,
    },
    {
      what: '1 KB GETs per second, c=64',
      value: rate(gateway) / rate(floor),
      unit: '×',
      goal: { atLeast: 0.6 },
      measured: `${Math.round(rate(gateway))} against ${Math.round(rate(floor))}`,
    },
  ];
}

function bigRows(floor: readonly Measured[], gateway: readonly Measured[]): Row[] {
  const rate = (results: readonly Measured[]) => most(results, (result) => result.bytesPerSecond / 1e6);
  const first = gateway[0]?.rss.after ?? 0;
  const growth = ((gateway.at(-1)?.rss.after ?? 0) - first) / 1e6;
  return [
    {
      what: '10 MB answers, bytes per second',
      value: rate(gateway) / rate(floor),
      unit: '×',
      goal: { atLeast: 0.8 },
      measured: `${Math.round(rate(gateway))} against ${Math.round(rate(floor))} MB/s`,
    },
    {
      what: 'memory gained while streaming',
      value: growth,
      unit: 'MB',
      goal: { atMost: 32 },
      measured: `${Math.round(first / 1e6)} MB after round 1, ${Math.round(first / 1e6 + growth)} MB at the end`,
    },
  ];
}
