import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type isolatedEnvironment, program, startGateway } from '../lib/gateway.ts';
import { median } from '../lib/statistics.ts';
import type { Suite } from '../lib/suite.ts';

const starts = 5;
const commands = 15;
const flags = ['--sandbox-port-base', '0'];

/** How long a person or a script waits: for the gateway, and for each command. */
export default {
  title: 'start of the gateway and of commands',
  async run(say) {
    say(`${starts} starts of the gateway`);
    const startSeconds: number[] = [];
    for (let index = 0; index < starts; index++) startSeconds.push(await timeStart());
    say('idle memory, then commands');
    const gateway = await startGateway({}, flags);
    try {
      // Long enough for what a start leaves behind to be collected.
      await sleep(5_000);
      const idleMb = (await gateway.child.usage()).rssBytes / 1e6;
      const times = await timeCommands(gateway.env);
      const bare = median(times.bare);
      const against = (values: readonly number[]) =>
        `${median(values).toFixed(1)} ms against ${bare.toFixed(1)} ms of node -e 0`;
      return [
        {
          what: 'porin up to first answer',
          value: median(startSeconds),
          unit: 's',
          goal: { atMost: 1 },
          measured: startSeconds.map((value) => value.toFixed(2)).join(', '),
        },
        {
          what: 'idle memory with sandboxes',
          value: idleMb,
          unit: 'MB',
          goal: { atMost: 130 },
          measured: '5 s after the start',
        },
        {
          what: '--version',
          value: median(times.version) / bare,
          unit: '×',
          goal: { atMost: 1.5 },
          measured: against(times.version),
        },
        {
          what: 'action list --json',
          value: median(times.list) / bare,
          unit: '×',
          goal: { atMost: 2.5 },
          measured: against(times.list),
        },
      ];
    } finally {
      await gateway.stop();
    }
  },
} satisfies Suite;

/** From the start of the process to the end of its first answer, on a data directory that is new. */
async function timeStart(): Promise<number> {
  const startedAt = performance.now();
  const gateway = await startGateway({}, flags);
  try {
    const response = await fetch(`${new URL(gateway.url).origin}/health`);
    await response.text();
    if (!response.ok) throw new Error(`/health answered ${response.status}`);
    return (performance.now() - startedAt) / 1000;
  } finally {
    await gateway.stop();
  }
}

type Environment = ReturnType<typeof isolatedEnvironment>['env'];

async function timeCommands(env: Environment): Promise<{ bare: number[]; version: number[]; list: number[] }> {
  const times = { bare: [] as number[], version: [] as number[], list: [] as number[] };
  await timeCommand([program, 'action', 'list', '--json'], env);
  for (let index = 0; index < commands; index++) {
    times.bare.push(await timeCommand(['-e', '0'], env));
    times.version.push(await timeCommand([program, '--version'], env));
    times.list.push(await timeCommand([program, 'action', 'list', '--json'], env));
  }
  return times;
}

async function timeCommand(args: readonly string[], env: Environment): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.resume();
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${args.join(' ')} ended with code ${code}: ${complaint}`);
  return performance.now() - startedAt;
}
