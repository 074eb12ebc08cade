import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pin, startBuilt } from '../lib/built-sandbox.ts';
import { median } from '../lib/statistics.ts';
import type { Row, Suite } from '../lib/suite.ts';

const app = 'clevertap';
const event = 'Ordered';
const events = 2_000_000;
const batch = 1000;
const people = 50_000;
const atOnce = 4;
const rounds = 7;

type Json = Record<string, any>;
type Call = (path: string, body?: unknown) => Promise<Json>;

/** Two million events in an app's imitation: uploaded over HTTP and kept, counted by a property, exported in pages. */
export default {
  title: 'two million events in a sandbox',
  async run(say) {
    const folder = mkdtempSync(join(tmpdir(), 'porin-bench-events-'));
    const { child, url, credentials } = await startBuilt(app, join(folder, 'events.sqlite'));
    pin(process.pid, 0);
    pin(child.process.pid, 1);
    const call = caller(url, credentials);
    try {
      say(`uploads ${events} events, ${batch} in a request`);
      const uploads = await uploadRows(call);
      say(`counts and pages, ${rounds} rounds`);
      return [...uploads, ...(await countRows(call)), ...(await pageRows(call)), await memoryRow(child)];
    } finally {
      await child.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
} satisfies Suite;

function caller(url: string, { accountId = '', passcode = '' }: Readonly<Record<string, string>>): Call {
  const headers = { 'x-clevertap-account-id': accountId, 'x-clevertap-passcode': passcode };
  return async (path, body) => {
    const sent =
      body === undefined ? {} : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) };
    const answer = (await (await fetch(`${url}/${path}`, { headers, ...sent })).json()) as Json;
    if (answer['status'] !== 'success') throw new Error(`${path} answered ${JSON.stringify(answer).slice(0, 200)}`);
    return answer;
  };
}

async function uploadRows(call: Call): Promise<Row[]> {
  const now = Math.floor(Date.now() / 1000);
  const bodies = Array.from({ length: 100 }, (_, part) =>
    bodyOf((n) => ({
      type: 'event',
      identity: `buyer-${(part * batch + n * 7) % people}`,
      ts: now - (((part * batch + n) * 53) % 2_500_000),
      evtName: event,
      evtData: {
        Product: `product ${n % 40}`,
        Amount: ((n * 37) % 900) / 10,
        Order: `o-${part}-${n}`,
        Currency: 'USD',
      },
    })),
  );
  const perSecond = await sendAll(
    call,
    Array.from({ length: events / batch }, (_, n) => bodies[n % 100] ?? ''),
  );
  const profiles = (round: number) =>
    Array.from({ length: 20 }, (_, part) =>
      bodyOf((n) => ({
        type: 'profile',
        identity: `member-${part * batch + n}`,
        profileData: { Name: 'Ann Example', Email: `m${part * batch + n}@example.com`, Plan: 'pro', Visits: round },
      })),
    );
  const fresh = await sendAll(call, profiles(1));
  const known = await sendAll(call, profiles(2));
  return [
    {
      what: 'events uploaded per second',
      value: perSecond,
      unit: '/s',
      goal: { atLeast: 20_000 },
      measured: `durable, ${atOnce} requests at once`,
    },
    {
      what: 'new profiles uploaded per second',
      value: fresh,
      unit: '/s',
      goal: { atLeast: 20_000 },
      measured: `durable, ${atOnce} requests at once`,
    },
    {
      what: 'known profiles changed per second',
      value: known,
      unit: '/s',
      goal: { atLeast: 20_000 },
      measured: `durable, ${atOnce} requests at once`,
    },
  ];
}

function bodyOf(record: (n: number) => object): string {
  return JSON.stringify({ d: Array.from({ length: batch }, (_, n) => record(n)) });
}

/** Records per second. */
async function sendAll(call: Call, bodies: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < bodies.length) await call('upload', bodies[next++]);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return (bodies.length * batch * 1000) / (performance.now() - startedAt);
}

const dayMs = 86_400_000;
const dayOf = (ms: number): number => Number(new Date(ms).toISOString().slice(0, 10).replaceAll('-', ''));
const query = { event_name: event, from: dayOf(Date.now() - 40 * dayMs), to: dayOf(Date.now()) };

async function countRows(call: Call): Promise<Row[]> {
  const count = (kind: string, name: string, operator: string, value: unknown) =>
    timed(() => call(`counts/${kind}.json`, { ...query, event_properties: [{ name, operator, value }] }));
  return [
    ms('count of events by a text', await count('events', 'Product', 'equals', 'product 7'), 300),
    ms('count of events by a number', await count('events', 'Amount', 'greater_than', 50), 300),
    ms('count of events by a text that each has another of', await count('events', 'Order', 'equals', 'o-7-7'), 600),
    ms('count of people by a text', await count('profiles', 'Product', 'equals', 'product 7'), 300),
  ];
}

async function pageRows(call: Call): Promise<Row[]> {
  const pages = async (kind: string, filter: object): Promise<number[]> => {
    let { cursor } = await call(`${kind}.json?batch_size=5000`, { ...query, ...filter });
    return timed(async () => {
      const page = await call(`${kind}.json?cursor=${cursor}`);
      if (page['records'].length !== 5000) throw new Error(`A page has ${page['records'].length} records`);
      cursor = page['next_cursor'];
    });
  };
  const product = { event_properties: [{ name: 'Product', operator: 'equals', value: 'product 7' }] };
  return [
    ms('page of 5,000 events', await pages('events', {}), 150),
    ms('page of 5,000 events that match', await pages('events', product), 150),
    ms('page of 5,000 people', await pages('profiles', {}), 300),
  ];
}

async function memoryRow(child: { usage(): Promise<{ rssBytes: number }> }): Promise<Row> {
  const { rssBytes } = await child.usage();
  return {
    what: 'memory with two million events',
    value: rssBytes / 1e6,
    unit: 'MB',
    goal: { atMost: 400 },
    measured: 'resident',
  };
}

function ms(what: string, times: readonly number[], atMost: number): Row {
  const measured = `median of ${times.length}, at most ${Math.max(...times).toFixed(0)} ms`;
  return { what, value: median(times), unit: 'ms', goal: { atMost }, measured };
}

async function timed(run: () => unknown): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < rounds; index += 1) {
    const startedAt = performance.now();
    await run();
    times.push(performance.now() - startedAt);
  }
  return times;
}
