import type { Hono } from 'hono';
import type { z } from 'zod';
import type { Clock } from './clock.ts';
import type { Outbox } from './outbox.ts';
import type { Random } from './random.ts';
import type { Store } from './store.ts';
import type { Webhooks } from './webhooks.ts';

/** Everything a sandbox's code works with; one per running sandbox. */
export interface World {
  readonly store: Store;
  /** The only source of time in a sandbox. */
  readonly clock: Clock;
  /** Ids, pins and tokens; seeded, so that a fresh sandbox repeats itself. */
  readonly random: Random;
  readonly outbox: Outbox;
  /** Calls to servers of the app's users. */
  readonly webhooks: Webhooks;
  /** `http://127.0.0.1:4711`, the address in force, without a trailing slash. */
  readonly origin: string;
}

/** Something that only the sandbox can do (play a past session); `porin sandbox <name>` and `POST /_sandbox/controls/<name>`. */
export interface SandboxControl<I extends z.ZodType = z.ZodType> {
  readonly summary: string;
  /** Flags of the command. */
  readonly input: I;
  readonly examples?: readonly string[];
  run(world: World, input: z.output<I>): unknown | Promise<unknown>;
}

/** One live connection of a page. What is sent leaves after everything so far was kept; after the end it goes nowhere. */
export interface SandboxSocket {
  send(text: string): void;
  close(code: number, reason: string): void;
}

/** What happens on a live connection. What a method writes is kept whole or, when it throws, not at all; the connection then ends with 1011. */
export interface SocketHandler {
  /** One text message of the page, at most 64 kB. */
  message(text: string): void;
  /** It is over, whoever ended it; called once, and before a reset or restore changes the data. */
  closed(): void;
}

/** Accepts a connection by giving what opens it, or refuses it with a response. Runs with time advanced. */
export type AcceptSocket = (
  request: Request,
  remoteAddress: string | undefined,
) => Response | ((socket: SandboxSocket) => SocketHandler);

/** A local imitation of an app. */
export interface SandboxDefinition {
  /** Port on this machine when nothing else is asked for. */
  readonly port: number;
  /** The app's base path: `/v1`. */
  readonly basePath: string;
  /** Grows by one when stored documents change their shape, so that a data file of an older program is not misread. */
  readonly dataVersion: number;
  /** Brings data of an older version to this one, all or nothing. Data that it throws at, or that is newer, is set aside. */
  migrate?(store: Store, from: number): void;
  /** Valid credentials, named as the connector's credential fields. */
  credentials(world: World): Record<string, string>;
  /** The demo data of a fresh or reset sandbox, with fixed ids. */
  seed(world: World): void | Promise<void>;
  /** Everything the app serves: API and pages. Bindings: `remoteAddress`, the caller's socket address, absent in process. */
  routes(world: World): Hono;
  /** WebSockets of the app's pages. */
  sockets?(world: World): AcceptSocket;
  /** What time alone brings about. Runs before each request and message, after each move of the clock, and each second while a socket is open. */
  advance?(world: World): void;
  /** Lets time take effect each second even when nobody asks, for apps that call others by themselves. */
  readonly ticks?: boolean;
  readonly controls?: Readonly<Record<string, SandboxControl>>;
}

export function defineSandbox(definition: SandboxDefinition): SandboxDefinition {
  return definition;
}

export function defineControl<I extends z.ZodType>(control: SandboxControl<I>): SandboxControl {
  return control as unknown as SandboxControl;
}
