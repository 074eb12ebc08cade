import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { sandboxes } from '../../src/sandboxes.gen.ts';
import { inTurns, measure } from '../lib/bed.ts';
import { pin, startBuilt } from '../lib/built-sandbox.ts';
import { startScript } from '../lib/child.ts';
import { median } from '../lib/statistics.ts';
import type { Row, Suite } from '../lib/suite.ts';

const app = 'clickmeeting';
const rounds = 3;
const starts = 5;
const shape = { concurrency: 32, durationMs: 1_500 };

/** How fast an app's imitation answers, keeps and starts, on one core beside the load. */
export default {
  title: 'a sandbox against a bare node:http JSON server',
  async run(say) {
    const folder = mkdtempSync(join(tmpdir(), 'porin-bench-sandbox-'));
    try {
      return [
        ...(await requestRows(join(folder, 'requests.sqlite'), say)),
        ...(await startRows(folder, say)),
        ...(await sizeRows(say)),
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
} satisfies Suite;

type Say = (text: string) => void;

async function requestRows(file: string, say: Say): Promise<Row[]> {
  const { child, url, credentials } = await startBuilt(app, file);
  const headers = { 'x-api-key': credentials['apiKey'] ?? '' };
  const room = `${url}/conferences/10001`;
  const bare = await startScript('./bare-json.ts', [await (await fetch(room, { headers })).text()]);
  pin(process.pid, 0);
  for (const measured of [child, bare]) pin(measured.process.pid, 1);
  try {
    // Two texts of one contact, so that each write changes it.
    const contacts = ['B', 'C'].map((lastname) => JSON.stringify({ email: 'a@example.com', firstname: 'A', lastname }));
    const read = () => measure(child, { targets: [{ url: room, headers }], ...shape });
    const write = () =>
      measure(child, {
        targets: contacts.map((body) => ({ url: `${url}/contacts`, method: 'POST' as const, headers, body })),
        ...shape,
      });
    const floor = () => measure(bare, { targets: [{ url: bare.firstLine }], ...shape });
    say(`reads of a room, ${rounds} rounds, after one to warm up`);
    await read();
    await floor();
    const reads = await inTurns(rounds, floor, read);
    say(`durable writes, ${rounds} rounds`);
    await write();
    const writes = await inTurns(rounds, floor, write);
    const best = (results: readonly { perSecond: number }[]) => Math.max(...results.map(({ perSecond }) => perSecond));
    return [
      rate('reads of a room per second', { floor: best(reads.first), own: best(reads.second), goal: 3000 }),
      rate('durable writes per second', { floor: best(writes.first), own: best(writes.second), goal: 1000 }),
    ];
  } finally {
    await child.stop();
    await bare.stop();
  }
}

function rate(what: string, { floor, own, goal }: { floor: number; own: number; goal: number }): Row {
  const measured = `${(own / floor).toFixed(2)}× of ${Math.round(floor)} by bare node:http`;
  return { what, value: own, unit: '/s', goal: { atLeast: goal }, measured };
}

async function startRows(folder: string, say: Say): Promise<Row[]> {
  say(`${starts} starts with demo data`);
  const times: number[] = [];
  for (let index = 0; index < starts; index += 1) {
    const { child, startMs } = await startBuilt(app, join(folder, `start-${index}.sqlite`));
    times.push(startMs);
    await child.stop();
  }
  const measured = `${times.map((ms) => ms.toFixed(0)).join(', ')} ms from import to listening, in fresh processes`;
  return [{ what: 'start with demo data', value: median(times), unit: 'ms', goal: { atMost: 300 }, measured }];
}

async function sizeRows(say: Say): Promise<Row[]> {
  const sandbox = await createSandbox((await sandboxes[app]()).default, { app });
  const reset = ms('reset to the demo data', await timed(() => sandbox.reset()), 20);
  const small = await moveRows(sandbox, 'the demo data');
  say('5,000 and 100,000 rooms');
  addRooms(sandbox, 5_000);
  const moves = await moveRows(sandbox, '5,000 rooms');
  addRooms(sandbox, 95_000);
  const pages: Row[] = [];
  for (const page of [1, 300]) {
    const times = await timed(() => read(sandbox, `/conferences/active?page=${page}`));
    pages.push(ms(`page ${page} of 100,000 rooms`, times, 20));
  }
  await sandbox.close();
  return [...pages, reset, ...small, ...moves];
}

async function moveRows(sandbox: Sandbox, what: string): Promise<Row[]> {
  return [
    ms(`snapshot of ${what}`, await timed(() => sandbox.snapshot('bench')), 20),
    ms(`restore of ${what}`, await timed(() => sandbox.restore('bench')), 20),
  ];
}

function ms(what: string, times: readonly number[], atMost: number): Row {
  const measured = `median of ${times.length}, at most ${Math.max(...times).toFixed(1)} ms`;
  return { what, value: median(times), unit: 'ms', goal: { atMost }, measured };
}

async function timed(run: () => unknown): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < 20; index += 1) {
    const startedAt = performance.now();
    await run();
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** Copies of a room, put straight into the store: the API would take minutes for as many. */
function addRooms({ world }: Sandbox, count: number): void {
  const rooms = world.store.collection<{ readonly id: number }>('rooms');
  const room = rooms.get(10_001);
  const first = world.store.nextId('bench', 1_000_000);
  world.store.reserveIds('bench', first + count);
  world.store.transaction(() => {
    for (let id = first; id < first + count; id += 1) {
      rooms.insert({ ...room, id, ...{ nameUrl: `bench-${id}`, roomPin: id } });
    }
  });
  world.store.flush();
}

async function read({ fetch, world, credentials, definition }: Sandbox, path: string): Promise<void> {
  const headers = { 'x-api-key': credentials['apiKey'] ?? '' };
  const response = await fetch(new Request(world.origin + definition.basePath + path, { headers }));
  const rooms = JSON.parse(await response.text());
  if (rooms.length !== 250) throw new Error(`${path} has ${rooms.length} rooms`);
}
