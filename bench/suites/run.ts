import { inTurns, makeBed, measure } from '../lib/bed.ts';
import { type LoadResult, loadWithoutErrors } from '../lib/load.ts';
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
      const run = bed.callers.map(({ connectionId, headers }) => ({
        url: `${bed.gateway.url}/actions/ping/run?connectionId=${connectionId}`,
        method: 'POST' as const,
        headers,
        body: '{"input":{}}',
      }));
      const ping = bed.callers.map(({ headers }) => ({ url: `${bed.floor.url}/v1/ping`, headers }));
      const direct = [{ url: `${bed.upstream}/v1/ping` }];
      const floorAt = (shape: typeof busy) => measure(bed.floor.child, { targets: ping, ...shape });
      const runAt = (shape: typeof busy) => measure(bed.gateway.child, { targets: run, ...shape });
      say('warming up');
      await floorAt(busy);
      await runAt(busy);
      say(`c=${busy.concurrency}, ${rounds} rounds`);
      const rates = await inTurns(
        rounds,
        () => floorAt(busy),
        () => runAt(busy),
      );
      say(`c=1, ${rounds} rounds`);
      const times = await inTurns<LoadResult>(
        rounds,
        () => loadWithoutErrors({ targets: direct, ...alone }),
        () => runAt(alone),
      );
      // Of each side the best round: other work on the machine only ever makes a round worse.
      const floorRate = Math.max(...rates.first.map((result) => result.perSecond));
      const runRate = Math.max(...rates.second.map((result) => result.perSecond));
      const cpu = Math.min(...rates.second.map((result) => result.cpuMicrosPerRequest));
      const upstreamMs = Math.min(...times.first.map((result) => result.p50Ms));
      const runMs = Math.min(...times.second.map((result) => result.p50Ms));
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
