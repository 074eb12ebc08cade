import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the server says when a request is about to take effect, and when it has. */
export type Moment = 'before the effect' | 'after the effect';

export interface EffectsServer {
  readonly url: string;
  /** How often each marker has taken effect. */
  readonly effects: ReadonlyMap<string, number>;
  /** Told of every moment; replaced each round. */
  onMoment: (moment: Moment) => void;
  stop(): Promise<void>;
}

const faultShare = 0.06;

/** An app that counts what is done to it, outlives its callers, and now and then fails before or after the effect. */
export async function startEffectsServer(): Promise<EffectsServer> {
  const effects = new Map<string, number>();
  const server = createServer((request, response) => {
    if (request.method === 'GET') return void response.end('{"ok":true}');
    let text = '';
    request.on('data', (chunk) => {
      text += String(chunk);
    });
    request.on('end', () => void act(JSON.parse(text).marker, response));
  });

  async function act(marker: string, response: ServerResponse): Promise<void> {
    await sleep(Math.random() * 12);
    made.onMoment('before the effect');
    const fault = Math.random();
    if (fault < faultShare) return void response.writeHead(503).end('{"message":"not now"}');
    effects.set(marker, (effects.get(marker) ?? 0) + 1);
    made.onMoment('after the effect');
    if (fault < 2 * faultShare) return void response.destroy();
    await sleep(Math.random() * 12);
    response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ marker }));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const made: EffectsServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    effects,
    onMoment: () => undefined,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return made;
}
