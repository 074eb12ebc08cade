import { getEventListeners } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import type { GatewayPorts } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import { contextOf } from './operation-context.ts';
import { createReply } from './reply.ts';

function contextOn(socket: Socket) {
  const exchange = { request: { socket } as IncomingMessage, requestId: 'req_1', reply: createReply('req_1') };
  // Neither is looked at here.
  return contextOf(exchange, {} as Caller, {} as GatewayPorts);
}

test('all requests of a connection share one signal, that many may listen to without a warning', async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on('warning', onWarning);
  const socket = new Socket();
  const { signal } = contextOn(socket);
  expect(contextOn(socket).signal).toBe(signal);
  let aborted = 0;
  for (let listeners = 0; listeners < 30; listeners++) {
    signal.addEventListener('abort', () => aborted++, { once: true });
    contextOn(socket).departure.addEventListener('abort', () => aborted++);
  }
  socket.destroy();
  await expect.poll(() => aborted).toBe(60);
  process.off('warning', onWarning);
  expect(warnings).toEqual([]);
});

test('whoever waited and left leaves no listener behind', () => {
  const socket = new Socket();
  const { departure, signal } = contextOn(socket);
  const before = socket.listenerCount('close');
  const listener = () => undefined;
  for (let waits = 0; waits < 5; waits++) {
    departure.addEventListener('abort', listener);
    departure.removeEventListener('abort', listener);
  }
  expect(socket.listenerCount('close')).toBe(before);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
