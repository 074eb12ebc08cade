/** What the CLI may do with the server: start one in this process. main.ts supplies it, so the CLI does not know the server. */
export interface Boot {
  /**
   * Starts gateway and sandboxes with settings resolved from flags, environment and file.
   * Errors: PorinError `configuration` or `unavailable` for everything a user can mend (port taken, data directory in use, …).
   */
  start(flags: StartFlags, env: Readonly<Record<string, string | undefined>>): Promise<StartedGateway>;
  /** Every setting in force, where it comes from, secrets hidden. */
  describeConfig(flags: StartFlags, env: Readonly<Record<string, string | undefined>>): Promise<readonly ConfigLine[]>;
  /** Looks at what a gateway with these settings would stand on, and changes nothing; `isRunning`: one has it open, so its database is left alone. */
  examine(
    flags: StartFlags,
    env: Readonly<Record<string, string | undefined>>,
    options: { readonly isRunning: boolean },
  ): Promise<Examination>;
}

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly message: string;
  /** What to do about it, a command where there is one. */
  readonly hint?: string;
}

/** What an examination found, and the settings that it went by. */
export interface Examination {
  readonly checks: readonly Check[];
  /** Absent when the settings cannot be read. */
  readonly settings?: {
    readonly dataDir: string;
    readonly host: string;
    readonly port: number;
    readonly isEphemeral: boolean;
  };
}

/** Flags of `porin up`, as given; undefined means not given. */
export interface StartFlags {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly data?: string | undefined;
  readonly apps?: string | undefined;
  readonly sandbox?: boolean | undefined;
  readonly sandboxPortBase?: number | undefined;
  readonly ephemeral?: boolean | undefined;
  readonly config?: string | undefined;
}

export interface StartedGateway {
  /** What `up --json` prints. */
  readonly ready: {
    readonly url: string;
    /** Where people reach it: the address that was set, else `url`. */
    readonly publicUrl: string;
    /** What it is bound to: `https://0.0.0.0:4710`. */
    readonly boundTo: string;
    readonly dataDir: string;
    readonly pid: number;
    /** True when an owner can sign in. */
    readonly hasOwner: boolean;
    /** Lets the owner in once, for an hour; absent where other machines reach the gateway. */
    readonly ownerUrl?: string;
    readonly sandboxes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
  /** Resolves when the gateway has stopped (signal, `down`). */
  readonly stopped: Promise<void>;
  stop(): Promise<void>;
}

export interface ConfigLine {
  readonly name: string;
  readonly value: string;
  /** `default`, `environment PORIN_PORT`, `file porin.json`, `flag --port`. */
  readonly source: string;
  readonly description: string;
}
