import { onTestFinished } from 'vitest';
import WebSocket from 'ws';
import type { World } from '../../../../sandbox/definition.ts';
import { type RunningSandbox, type StartSandboxOptions, startSandbox } from '../../../../sandbox/server.ts';
import { account } from '../account.ts';
import { openCollections } from '../collections.ts';
import type { Room } from '../entities.ts';
import definition from '../index.ts';
import { type Arrival, arrive, type Stage } from '../visits.ts';
import { liveOf } from './live.ts';
import type { Media } from './media.ts';
import type { Command, RoomEvent } from './protocol.ts';

type Named<N extends RoomEvent['is']> = Extract<RoomEvent, { is: N }>;

/** A listening sandbox with the demo data, its clock frozen at a Friday noon in Warsaw. */
export async function startRooms(options: Partial<StartSandboxOptions> = {}, media?: Media) {
  const withMedia = { ...definition, sockets: (world: World) => liveOf(world, media).accept };
  const sandbox = await startSandbox(withMedia, { app: 'clickmeeting', port: 0, ...options });
  onTestFinished(() => sandbox.close());
  const { clock } = sandbox.world;
  if (options.file === undefined) {
    clock.set('2026-11-20T11:00:30Z');
    clock.freeze();
  }
  return sandbox;
}

export function stageOf({ world }: Pick<RunningSandbox, 'world'>): Stage {
  return { world, db: openCollections(world.store) };
}

export function roomOf(sandbox: RunningSandbox, id = 10_001): Room {
  const room = stageOf(sandbox).db.rooms.get(id);
  if (room === undefined) throw new Error(`no room ${id}`);
  return room;
}

let visitors = 0;

/** Somebody at the door, let in as the page does; the key is what the page would hold. */
export function comeTo(sandbox: RunningSandbox, room: Room, person: Partial<Arrival> & { nickname: string }) {
  visitors += 1;
  const visitorKey = visitors.toString(16).padStart(32, '0');
  const arrival: Arrival = {
    role: 'listener',
    email: `${person.nickname.toLowerCase().replaceAll(' ', '.')}@example.com`,
    device: 'test',
    userIp: '127.0.0.1',
    visitorKey,
    ...person,
  };
  const stage = stageOf(sandbox);
  return arrive(stage, room, arrival, sandbox.world.clock.now());
}

/** One page of a room, by a real WebSocket. */
export class TestPage {
  readonly events: RoomEvent[] = [];
  readonly socket: WebSocket;
  /** Code and reason of the end. */
  end: { readonly code: number; readonly reason: string } | undefined;
  #waiters: (() => void)[] = [];

  constructor(url: string) {
    this.socket = new WebSocket(url);
    this.socket.on('message', (data) => {
      this.events.push(JSON.parse(String(data)));
      this.#wake();
    });
    this.socket.on('close', (code, reason) => {
      this.end = { code, reason: String(reason) };
      this.#wake();
    });
    // The close that follows says how it went.
    this.socket.on('error', () => this.#wake());
  }

  #wake(): void {
    for (const waiter of this.#waiters.splice(0)) waiter();
  }

  do(command: Command | object | string): void {
    this.socket.send(typeof command === 'string' ? command : JSON.stringify(command));
  }

  /** The first event not taken yet that fits; those before it are dropped. */
  async next<N extends RoomEvent['is']>(is: N, fits: (event: Named<N>) => boolean = () => true): Promise<Named<N>> {
    const until = performance.now() + 30_000;
    for (;;) {
      const at = this.events.findIndex((event) => event.is === is && fits(event as Named<N>));
      if (at >= 0) return this.events.splice(0, at + 1).at(-1) as Named<N>;
      const left = until - performance.now();
      if (left <= 0 || this.end !== undefined) throw new Error(`no ${is}; got ${JSON.stringify(this.events)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiters.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** What came until the server has answered a ping: everything that commands so far brought about. */
  async settled(): Promise<RoomEvent[]> {
    // Twice, because what was told before the first answer may have been written in the same turn as it.
    const pongs = () => this.events.filter(({ is }) => is === 'pong').length;
    for (let round = 1; round <= 2; round += 1) {
      const before = pongs();
      this.do({ do: 'ping' });
      await this.#until(() => pongs() > before || this.end !== undefined);
    }
    return this.events.splice(0).filter(({ is }) => is !== 'pong' && is !== 'clock');
  }

  async #until(isDone: () => boolean): Promise<void> {
    while (!isDone()) {
      await new Promise<void>((resolve) => {
        this.#waiters.push(resolve);
      });
    }
  }

  async closed(): Promise<{ readonly code: number; readonly reason: string }> {
    await this.#until(() => this.end !== undefined);
    return this.end ?? { code: 0, reason: '' };
  }
}

export function socketUrl(sandbox: RunningSandbox, room: Room, visitorKey: string): string {
  return `${sandbox.origin.replace('http', 'ws')}/_room/${room.roomPin}/socket?visitor=${visitorKey}`;
}

/** Comes to a room and opens its page there. */
export async function openPage(
  sandbox: RunningSandbox,
  person: Partial<Arrival> & { nickname: string },
  room = roomOf(sandbox),
) {
  const visit = comeTo(sandbox, room, person);
  const page = new TestPage(socketUrl(sandbox, room, visit.visitorKey));
  const scene = await page.next('scene');
  return { page, scene, visit };
}

/** Asks the API with the account's key. */
export async function ask(sandbox: RunningSandbox, path: string, init: RequestInit = {}): Promise<any> {
  const headers = new Headers(init.headers);
  headers.set('x-api-key', account.apiKey);
  const response = await fetch(sandbox.url + path, { ...init, headers });
  return response.json();
}
