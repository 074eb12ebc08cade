/** What of this machine decides where a host keeps its configuration. */
export interface HostPlace {
  readonly home: string;
  /** The project's folder. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

/** How a host reaches the gateway: a program that it starts, or an address. */
export type Reach =
  | {
      readonly kind: 'stdio';
      readonly command: string;
      readonly args: readonly string[];
      /** What hosts keep from the programs that they start, though it says where the gateway is. */
      readonly env?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'http'; readonly url: string; readonly token: string | undefined };

export type Entry = Readonly<Record<string, unknown>>;

/** A program for agents that keeps its MCP servers in a file. */
export interface McpHost {
  /** `vscode`. */
  readonly id: string;
  readonly title: string;
  /** Other names that people type. */
  readonly aliases?: readonly string[];
  /** The user's file. */
  user(place: HostPlace): string;
  /** The project's file, relative to its folder; absent where the host has none. */
  readonly project?: string;
  readonly format: 'json' | 'toml';
  /** The member of the file that holds the servers, by name. */
  readonly servers: string;
  /** False for a host that only starts programs. */
  readonly takesHttp: boolean;
  /** What stands under the server's name. */
  entry(reach: Reach): Entry;
  /** What to do in the host when the file is written. */
  readonly next: string;
  /** How it logs in to an address that stands there without a token; absent when it asks by itself. */
  readonly logIn?: string;
}

/** The headers of a request with this token; none without, where the host logs in by OAuth. */
export function headersFor({ token }: Extract<Reach, { kind: 'http' }>): Entry {
  return token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } };
}

/** The program to start, as nearly all hosts write it. */
export function programOf({ command, args, env }: Extract<Reach, { kind: 'stdio' }>): Entry {
  return { command, args: [...args], ...(env === undefined ? {} : { env }) };
}
