import { createSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { sandboxes } from '../../src/sandboxes.gen.ts';
import { median } from '../lib/statistics.ts';
import type { Row, Suite } from '../lib/suite.ts';

const app = 'clicksend';
const history = 1_000_000;
const rounds = 15;

/** How fast an imitation takes a thousand text messages, and finds its way in a million. */
export default {
  title: 'text messages: a thousand at once, a million kept',
  async run(say) {
    const sandbox = await createSandbox((await sandboxes[app]()).default, { app, frozen: true });
    await sandbox.control('set-limits', { perMinute: 1_000_000 });
    await sandbox.control('set-balance', { amount: 1_000_000 });
    say(`${rounds} sends of 1,000 messages`);
    const sends = await timed(
      () => send(sandbox),
      () => sandbox.moveClock(({ clock }) => clock.advance(60_000)),
    );
    say(`a history of ${history.toLocaleString('en')} messages`);
    fill(sandbox);
    const pages = [
      ['first page', ''],
      ['a page in the middle', `&page=${history / 200}`],
      ['last page, newest first', `&page=${history / 100}&order_by=date:desc`],
      ['a page of one status', '&q=status:Failed&page=500'],
      ['a page of one number', '&q=to:61491570156'],
      ['a page of one day', '&date_from=1700000000&date_to=1700086400&page=10'],
    ] as const;
    const rows = [ms('1,000 messages sent', sends, 100)];
    for (const [what, query] of pages) {
      rows.push(ms(what, await timed(() => read(sandbox, `/sms/history?limit=100${query}`)), 50));
    }
    await sandbox.close();
    return rows;
  },
} satisfies Suite;

function ms(what: string, times: readonly number[], atMost: number): Row {
  const measured = `median of ${times.length}, first ${times[0]?.toFixed(1)} ms, ${Math.round(100_000 / median(times)) / 100} a second`;
  return { what, value: median(times), unit: 'ms', goal: { atMost }, measured };
}

/** Milliseconds of each run; what follows on a run is not measured. */
async function timed(run: () => Promise<void>, after: () => void = () => undefined): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < rounds; index += 1) {
    const startedAt = performance.now();
    await run();
    times.push(performance.now() - startedAt);
    after();
  }
  return times;
}

function headersOf({ credentials }: Sandbox): Record<string, string> {
  const pair = `${credentials['username']}:${credentials['apiKey']}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}`, 'content-type': 'application/json' };
}

let sent = 0;

async function send(sandbox: Sandbox): Promise<void> {
  sent += 1;
  const messages = Array.from({ length: 1000 }, (_, index) => ({
    to: `+61491${570_000 + index}`,
    body: `Message ${sent}`,
  }));
  const init = { method: 'POST', headers: headersOf(sandbox), body: JSON.stringify({ messages }) };
  const response = await sandbox.fetch(new Request(`${sandbox.world.origin}/v3/sms/send`, init));
  const { data } = JSON.parse(await response.text());
  if (data.queued_count !== 1000) throw new Error(`Only ${data.queued_count} of 1,000 messages were accepted`);
}

/** Copies of a message, put straight into the store: sending as many would take minutes. */
function fill({ world }: Sandbox): void {
  const messages = world.store.collection<{ readonly id: number }>('sms');
  const [message] = messages.find({ limit: 1 });
  world.store.transaction(() => {
    for (let index = 0; index < history; index += 1) {
      const id = 10_000_000 + index;
      const date = 1_690_000_000 + index * 60;
      const to = `+614915${String(index % 100_000).padStart(5, '0')}`;
      const status = index % 10 === 0 ? 'Failed' : 'Sent';
      messages.insert({
        ...message,
        id,
        ...{ message_id: `BENCH-${id}`, date, schedule: date, to, status, dueAt: null },
      });
    }
  });
  world.store.flush();
}

async function read(sandbox: Sandbox, path: string): Promise<void> {
  const response = await sandbox.fetch(
    new Request(`${sandbox.world.origin}/v3${path}`, { headers: headersOf(sandbox) }),
  );
  const { data } = JSON.parse(await response.text());
  if (data.data.length === 0) throw new Error(`${path} has no messages`);
}
