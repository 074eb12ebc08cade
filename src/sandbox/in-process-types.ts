// Copied as it stands into the types of `porin/sandbox`, so it imports nothing.

/** How a sandbox starts. */
export interface CreateSandboxOptions {
  /** Listen there; 0 takes any free port. Absent: no socket, only `fetch`, and addresses such as `http://<app>.sandbox.invalid/v1`. */
  readonly port?: number;
  /** The address to listen on; 127.0.0.1 when absent. */
  readonly host?: string;
  /** Also answer under these host names, such as `host.docker.internal`; all but those of this machine are refused. */
  readonly hosts?: readonly string[];
  /** Keep the data in this file; in memory when absent. */
  readonly file?: string;
  /** Whether a fresh or reset sandbox gets the demo data; true when absent. */
  readonly seed?: boolean;
  /** A whole number from which ids, pins and tokens follow; always the same ones when absent. */
  readonly randomSeed?: number;
  /** Where the clock starts, and goes back to with a reset; the machine's time when absent. */
  readonly now?: string | number | Date;
  /** Whether the clock stands still; false when absent. */
  readonly frozen?: boolean;
  /** Also deliver mail there: `smtp://user:password@host:25`. */
  readonly smtpUrl?: string;
}

/** The sandbox's time. What time alone brings about happens with each move. */
export interface SandboxClock {
  /** Epoch milliseconds. */
  now(): number;
  iso(): string;
  readonly isFrozen: boolean;
  /** Moves forward by so many milliseconds. */
  advance(ms: number): void;
  set(instant: string | number | Date): void;
  /** Stands still from now on. */
  freeze(): void;
  /** Goes on from where it stands. */
  unfreeze(): void;
  /** Back to where `createSandbox` started it. */
  reset(): void;
}

/** A mail that the app sent. */
export interface SandboxMessage {
  readonly id: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  /** Names of the attached files. */
  readonly attachments: readonly string[];
  /** ISO 8601, the sandbox's time. */
  readonly sentAt: string;
  readonly delivery: 'stored' | 'sending' | 'delivered' | 'failed';
  readonly deliveryError: string | null;
}

export interface SandboxOutbox {
  /** Newest first. */
  list(options?: { readonly to?: string; readonly limit?: number }): SandboxMessage[];
  /** The whole message as sent, RFC 5322. */
  raw(id: number): Promise<Uint8Array | undefined>;
  clear(): void;
}

/** A request that the app served. */
export interface SandboxRequest {
  readonly id: number;
  /** ISO 8601, the sandbox's time. */
  readonly at: string;
  readonly method: string;
  /** With its query; keys in it are masked. */
  readonly path: string;
  /** 0 when no answer was given. */
  readonly status: number;
  readonly durationMs: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The fault rule that was applied. */
  readonly fault?: string;
}

export interface SandboxRequests {
  /** Newest first. */
  list(options?: { readonly limit?: number }): SandboxRequest[];
  clear(): void;
}

/** A rule by which requests go wrong. */
export interface SandboxFault {
  /** Only this HTTP method; all when absent. */
  readonly method?: string | undefined;
  /** Only this path; `*` is any text within a segment, `**` any number of segments. */
  readonly path?: string | undefined;
  readonly status?: number | undefined;
  readonly body?: string | Record<string, unknown> | undefined;
  readonly headers?: Record<string, string> | undefined;
  readonly latencyMs?: number | undefined;
  /** Never answer. */
  readonly hang?: boolean | undefined;
  /** Break the connection after so many bytes of the body. */
  readonly truncate?: number | undefined;
  /** Let the app do its work first, then answer with status or hang. */
  readonly after?: boolean | undefined;
  readonly count?: number | undefined;
  /** Apply to this share of the matching requests: 0.1 is one in ten. */
  readonly rate?: number | undefined;
}

export interface SandboxFaults {
  /** Gives the rule with its id. Throws when the rule does not fit. */
  add(rule: SandboxFault): SandboxFault & { readonly id: string; readonly applied: number };
  list(): (SandboxFault & { readonly id: string; readonly applied: number })[];
  remove(id: string): boolean;
  clear(): void;
}

/** A running imitation of an app. */
export interface Sandbox {
  readonly app: string;
  /** Base URL of the app's API: `http://127.0.0.1:4711/v1`; without a port one that leads nowhere but to `fetch`. */
  readonly url: string;
  readonly origin: string;
  readonly credentials: Readonly<Record<string, string>>;
  /** Answers a request without a socket. An address may be relative to the origin: `/v1/ping`. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
  readonly clock: SandboxClock;
  readonly outbox: SandboxOutbox;
  readonly requests: SandboxRequests;
  readonly faults: SandboxFaults;
  /** Does what only a sandbox can, such as playing a past event; `docs/sandbox.md` says how to find what there is. */
  control(name: string, input?: unknown): Promise<unknown>;
  /** Forgets everything but snapshots and starts as `createSandbox` did. */
  reset(options?: { readonly seed?: boolean }): Promise<void>;
  /** Keeps the present state under a name; `default` when absent. */
  snapshot(name?: string): void;
  restore(name?: string): Promise<void>;
  /** Stops it. Whatever is called afterwards throws or rejects with `unavailable`; closing again does nothing. */
  close(): Promise<void>;
}

/** Another name of `Sandbox`. @public */
export type RunningTestSandbox = Sandbox;

/** Starts an app's imitation in this process. Throws for an unknown app, and for a port that is taken. */
export type CreateSandbox = (app: string, options?: CreateSandboxOptions) => Promise<Sandbox>;
