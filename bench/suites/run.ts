import { inTurns, makeBed, measure } from '../lib/bed.ts';
import { load } from '../lib/load.ts';
import { median } from '../lib/statistics.ts';
import type { Suite } from '../lib/suite.ts';

const rounds = 5;
const busy = { concurrency: 64, durationMs: 2_500 };
const alone = { concurrency: 1, durationMs: 2_000 };

/** A whole run of a read action with its durable record, against the bare pass-through. */
export default {
  title: 'POST /actions/ping/run against bare node:http and undici',
  async run(say) {
    const bed = await makeBed();
    try {
      const headers = { authorization: `Bearer ${bed.token}` };
      const run = {
        url: `${bed.gateway.url}/actions/ping/run?connectionId=${bed.connectionId}`,
        method: 'POST',
        headers,
        body: '{"input":{}}',
      } as const;
      const ping = { url: `${bed.floor.url}/v1/ping`, headers };
      const direct = { url: `${bed.upstream}/v1/ping` };
      say('warming up');
      await measure(bed.floor.child, { ...ping, ...busy });
      await measure(bed.gateway.child, { ...run, ...busy });
      say(`c=${busy.concurrency}, ${rounds} rounds`);
      const rates = await inTurns(
        rounds,
        () => measure(bed.floor.child, { ...ping, ...busy }),
        () => measure(bed.gateway.child, { ...run, ...busy }),
      );
      say(`c=1, ${rounds} rounds`);
      const times = await inTurns(
        rounds,
        () => load({ ...direct, ...alone }),
        () => measure(bed.gateway.child, { ...run, ...alone }),
      );
      const floorRate = median(rates.first.map((result) => result.perSecond));
      const runRate = median(rates.second.map((result) => result.perSecond));
      const cpu = median(rates.second.map((result) => result.cpuMicrosPerRequest));
      const upstreamMs = median(times.first.map((result) => result.p50Ms));
      const runMs = median(times.second.map((result) => result.p50Ms));
      return [
        {
          what: 'runs per second, c=64',
          value: runRate / floorRate,
          unit: '×',
          goal: { atLeast: 0.25 },
          measured: `${Math.round(runRate)} (${Math.round(cpu)} µs CPU each) against ${Math.round(floorRate)}`,
        },
        {
          what: 'p50 over the upstream alone, c=1',
          value: runMs - upstreamMs,
          unit: 'ms',
          goal: { atMost: 1.5 },
          measured: `${runMs.toFixed(2)} ms against ${upstreamMs.toFixed(2)} ms`,
        },
      ];
    } finally {
      await bed.stop();
    }
  },
} satisfies Suite;
