import { setTimeout as sleep } from 'node:timers/promises';
import { tokensOf } from '../../src/faces/mcp/tools/list.ts';
import type { Tool } from '../../src/faces/mcp/tools/tool.ts';
import { type Bed, inTurns, makeBed, measure } from '../lib/bed.ts';
import { startGateway } from '../lib/gateway.ts';
import { loadWithoutErrors } from '../lib/load.ts';
import { askMcp, mcpRequest, openStreams, timeStdio } from '../lib/mcp.ts';
import { median } from '../lib/statistics.ts';
import type { Row, Suite } from '../lib/suite.ts';

const rounds = 5;
const busy = { concurrency: 64, durationMs: 2_500 };
const alone = { concurrency: 1, durationMs: 1_500 };
const streams = 1_000;
/** Streams under way at once while they are opened: a listening socket's queue is short. */
const openedAtOnce = 100;
const hosts = 9;
const listed = 30;
const apps = ['clickmeeting', 'clicksend', 'clevertap'];

/** The same action through MCP and through REST, and what hosts and models have to carry. */
export default {
  title: 'tools/call against POST /actions/ping/run, lists, streams, stdio',
  async run(say) {
    const bed = await makeBed();
    try {
      return [...(await calls(bed, say)), ...(await lists(bed, say)), ...(await idleStreams(say))];
    } finally {
      await bed.stop();
    }
  },
} satisfies Suite;

async function calls({ gateway, callers }: Bed, say: (text: string) => void): Promise<Row[]> {
  const rest = callers.map(({ connectionId, headers }) => ({
    url: `${gateway.url}/actions/ping/run?connectionId=${connectionId}`,
    method: 'POST' as const,
    headers,
    body: '{"input":{}}',
  }));
  const mcp = callers.map(({ connectionId, headers }) =>
    mcpRequest(gateway, {
      path: `/mcp/clickmeeting?connection=${connectionId}`,
      token: headers['authorization']?.slice('Bearer '.length) ?? '',
      method: 'tools/call',
      params: { name: 'clickmeeting_ping', arguments: {} },
    }),
  );
  const restRound = () => measure(gateway.child, { targets: rest, ...busy });
  const mcpRound = () => measure(gateway.child, { targets: mcp, ...busy });
  say('warming up');
  await restRound();
  await mcpRound();
  say(`calls, c=${busy.concurrency}, ${rounds} rounds`);
  const { first, second } = await inTurns(rounds, restRound, mcpRound);
  // Of each side the best round: other work on the machine only ever makes a round worse.
  const rate = (results: typeof first) => Math.max(...results.map(({ perSecond }) => perSecond));
  const cpu = (results: typeof first) => Math.min(...results.map(({ cpuMicrosPerRequest }) => cpuMicrosPerRequest));
  return [
    {
      what: 'CPU of a call over that of a REST run',
      value: cpu(second) / cpu(first),
      unit: '×',
      goal: { atMost: 2.5 },
      measured: `${Math.round(cpu(second))} µs against ${Math.round(cpu(first))} µs`,
    },
    {
      what: 'calls per second over REST runs',
      value: rate(second) / rate(first),
      unit: '×',
      goal: { atLeast: 0.35 },
      measured: `against ${Math.round(rate(first))} runs per second`,
    },
    { what: 'calls per second', value: rate(second), unit: '/s', goal: { atLeast: 1_500 }, measured: 'c=64' },
  ];
}

async function lists({ gateway, callers }: Bed, say: (text: string) => void): Promise<Row[]> {
  const token = callers[0]?.headers['authorization']?.slice('Bearer '.length) ?? '';
  const list = async (path: string): Promise<readonly Tool[]> => {
    const pages: Tool[] = [];
    let cursor: string | undefined;
    do {
      const params = cursor === undefined ? {} : { cursor };
      const page = await askMcp(gateway, { path, token, method: 'tools/list', params });
      pages.push(...page.tools);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return pages;
  };
  const meta = await list('/mcp?mode=meta');
  const several = (await list('/mcp/clickmeeting')).slice(meta.length, meta.length + listed);
  const path = `/mcp/clickmeeting?tools=${several.map(({ name }) => name).join(',')}`;
  const target = mcpRequest(gateway, { path, token, method: 'tools/list' });
  say('lists, c=1');
  const times = [];
  for (let round = 0; round < rounds; round++) times.push(await loadWithoutErrors({ targets: [target], ...alone }));
  for (const app of apps) {
    const tools = (await list(`/mcp/${app}`)).slice(meta.length);
    say(`tools of ${app}: ${tools.length}, ${tokens(tools)} tokens with what a model reads`);
  }
  return [
    {
      what: `tools/list of ${several.length} tools, p50`,
      value: Math.min(...times.map(({ p50Ms }) => p50Ms)),
      unit: 'ms',
      goal: { atMost: 2 },
      measured: `${Math.round(Buffer.byteLength(JSON.stringify(several)) / 1_000)} kB, c=1`,
    },
    { what: 'the fixed tools', value: tokens(meta), unit: 'tokens', goal: { atMost: 1_500 }, measured: counted(meta) },
    {
      what: `${several.length} tools of an app`,
      value: tokens(several),
      unit: 'tokens',
      goal: { atMost: 15_000 },
      measured: counted(several),
    },
  ];
}

function tokens(tools: readonly Tool[]): number {
  return tools.reduce((sum, tool) => sum + tokensOf(tool), 0);
}

function counted(tools: readonly Tool[]): string {
  const kilobytes = Buffer.byteLength(JSON.stringify(tools)) / 1_000;
  return `${tools.length} tools: names, descriptions, input schemas; ${kilobytes.toFixed(1)} kB with all the rest`;
}

async function idleStreams(say: (text: string) => void): Promise<Row[]> {
  const gateway = await startGateway({}, ['--no-sandbox']);
  try {
    say(`${streams} streams`);
    // The protocol's code is loaded with the first request, whatever that is.
    const warm = await openStreams(gateway, 10, 10);
    for (const socket of warm) socket.destroy();
    await sleep(2_000);
    const before = (await gateway.child.usage()).rssBytes;
    const open = await openStreams(gateway, streams, openedAtOnce);
    await sleep(2_000);
    const after = (await gateway.child.usage()).rssBytes;
    for (const socket of open) socket.destroy();
    say(`${hosts} starts of porin mcp`);
    const starts: number[] = [];
    for (let index = 0; index < hosts; index++) starts.push(await timeStdio(gateway));
    return [
      {
        what: `memory of ${streams} idle subscriptions`,
        value: (after - before) / 1e6,
        unit: 'MB',
        goal: { atMost: 60 },
        measured: `${(before / 1e6).toFixed(0)} MB before`,
      },
      {
        what: 'porin mcp, start to first answer',
        value: median(starts),
        unit: 'ms',
        goal: { atMost: 400 },
        measured: `best ${Math.min(...starts).toFixed(0)} ms, worst ${Math.max(...starts).toFixed(0)} ms`,
      },
    ];
  } finally {
    await gateway.stop();
  }
}
