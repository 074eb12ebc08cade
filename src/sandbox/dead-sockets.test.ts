import { once } from 'node:events';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { startSandbox } from './server.ts';
import { talkSandbox } from './talk-sandbox.fixture.ts';

afterEach(() => void vi.useRealTimers());

test('a connection that answers nothing for a minute has ended, and those that answer go on', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const definition = talkSandbox();
  const sandbox = await startSandbox(definition, { app: 'talk', port: 0 });
  onTestFinished(() => sandbox.close());
  const open = async (name: string, autoPong: boolean): Promise<WebSocket> => {
    const socket = new WebSocket(`${sandbox.origin.replace('http', 'ws')}/talk?name=${name}`, { autoPong });
    onTestFinished(() => socket.terminate());
    await once(socket, 'open');
    return socket;
  };
  const [dead, alive] = [await open('dead', false), await open('alive', true)];
  for (const round of [1, 2, 3]) {
    const pinged = once(alive, 'ping');
    vi.advanceTimersByTime(30_000);
    await pinged;
    // Its answer has to arrive.
    alive.send(`round ${round}`);
    await once(alive, 'message');
    if (round === 1) expect(definition.ended).toEqual([]);
  }
  if (dead.readyState !== WebSocket.CLOSED) await once(dead, 'close');
  expect(definition.ended).toEqual(['dead']);
  expect(alive.readyState).toBe(WebSocket.OPEN);
});
