import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'libsql';
import { AnswerReader } from '../lib/answer-reader.ts';
import { type MeasuredGateway, startGateway } from '../lib/gateway.ts';
import { percentile } from '../lib/statistics.ts';
import type { Suite } from '../lib/suite.ts';

const polls = 5_000;
/** Connections under way at once while the polls are opened: a listening socket's queue is short. */
const openedAtOnce = 200;
const timeoutSeconds = 60;

/** What callers cost who wait for a connection, and how soon they hear of its change. */
export default {
  title: `${polls} held polls of one process`,
  async run(say) {
    const gateway = await startGateway({}, ['--no-sandbox']);
    try {
      const { id } = await gateway.call('POST', '/connections/ensure', { appUrl: 'https://unknown.co/' });
      await gateway.call('GET', `/connections/${id}?wait=true&timeout=10`);
      setState(gateway, id, 'BUILDING');
      const before = (await gateway.child.usage()).rssBytes;
      say(`${polls} polls are opened`);
      const waiting = await openPolls(gateway, id);
      await sleep(2_000);
      const usage = await gateway.child.usage();
      await sleep(5_000);
      const idle = await gateway.child.usage();
      say('the connection changes');
      const wakes = await wakeUp(gateway, id, waiting);
      return [
        {
          what: `memory with ${polls} held polls`,
          value: usage.rssBytes / 1e6,
          unit: 'MB',
          goal: { atMost: 200 },
          measured: `${(before / 1e6).toFixed(0)} MB before`,
        },
        {
          what: 'CPU while all wait, in 5 s',
          value: (idle.cpuMicros - usage.cpuMicros) / 1_000,
          unit: 'ms',
          goal: { atMost: 250 },
          measured: 'nobody asks the database meanwhile',
        },
        {
          what: 'change to the last answer',
          value: percentile(wakes, 1),
          unit: 'ms',
          goal: { atMost: 2_000 },
          measured: `median ${percentile(wakes, 0.5).toFixed(0)} ms, first ${percentile(wakes, 0).toFixed(0)} ms`,
        },
      ];
    } finally {
      await gateway.stop();
    }
  },
} satisfies Suite;

/** Writes a connection's state past the gateway: no app takes long enough to be built. */
function setState(gateway: MeasuredGateway, id: string, state: string): void {
  const database = new Database(join(gateway.env['PORIN_DATA'] ?? '', 'porin.db'));
  try {
    database.prepare('update connections set state = ? where id = ?').run(state, id);
  } finally {
    database.close();
  }
}

interface Poll {
  readonly socket: Socket;
  /** When its answer was whole, as performance.now() has it. */
  readonly answered: Promise<number>;
}

async function openPolls(gateway: MeasuredGateway, id: string): Promise<Poll[]> {
  const open: Poll[] = [];
  while (open.length < polls) {
    const batch = Array.from({ length: Math.min(openedAtOnce, polls - open.length) }, () => openPoll(gateway, id));
    open.push(...(await Promise.all(batch)));
  }
  return open;
}

function openPoll({ url, token }: MeasuredGateway, id: string): Promise<Poll> {
  const { hostname, port, pathname } = new URL(`${url}/connections/${id}`);
  const head = [
    `GET ${pathname}?wait=true&timeout=${timeoutSeconds} HTTP/1.1`,
    `host: ${hostname}:${port}`,
    `authorization: Bearer ${token}`,
  ];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      resolve({ socket, answered: answerOf(socket) });
    });
  });
}

function answerOf(socket: Socket): Promise<number> {
  const reader = new AnswerReader();
  return new Promise((resolve, reject) => {
    socket.on('data', (chunk) => {
      if (reader.push(chunk) === 0) return;
      if (reader.status === 200) resolve(performance.now());
      else reject(new Error(`A poll was answered with ${reader.status}`));
      socket.destroy();
    });
    socket.once('close', () => reject(new Error('A poll was cut off')));
  });
}

/** Milliseconds from the change until each poll had its answer. */
async function wakeUp(gateway: MeasuredGateway, id: string, waiting: readonly Poll[]): Promise<number[]> {
  setState(gateway, id, 'CLIENT_ACTION_REQUIRED');
  const changedAt = performance.now();
  const response = await fetch(`${gateway.url}/connections/${id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${gateway.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'changed' }),
  });
  if (!response.ok) throw new Error(`The change was answered with ${response.status}`);
  return Promise.all(waiting.map(async ({ answered }) => (await answered) - changedAt));
}
