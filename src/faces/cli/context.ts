import { resolve } from 'node:path';
import { isPorinError } from '../../kernel/errors.ts';
import type { CatalogControl, CatalogOperation } from '../client/catalog.ts';
import { type Client, createClient } from '../client/client.ts';
import type { TextSource } from './flag-values.ts';
import { chooseGateway, type GatewayChoice } from './gateway.ts';
import type { Globals } from './globals.ts';
import { type CliIo, readStdin } from './io.ts';
import { createOutput, type Output } from './output.ts';
import { type Credentials, readCredentials } from './saved-logins.ts';
import type { TokenPlace } from './token-origin.ts';
import { createTokenSource } from './token-source.ts';

/** What the gateway and the sandboxes offer, as data. */
export interface Catalog {
  readonly operations: readonly CatalogOperation[];
  readonly controls: readonly CatalogControl[];
}

/** What a command works with. */
export interface CliContext {
  readonly io: CliIo;
  readonly globals: Globals;
  readonly out: Output;
  readonly catalog: Catalog;
  /** Files and standard input, read relative to the current directory; standard input once. */
  readonly source: TextSource;
  /** The gateway in use. Errors: none runs, or several do. */
  gateway(): GatewayChoice;
  /** The logins of this user, read once. */
  credentials(): Credentials;
  /** Where tokens for gateways are looked for. */
  tokenPlace(): TokenPlace;
  /** A client of the gateway in use or of another one, with the token that fits each request, or with one token for all. */
  client(choice?: GatewayChoice | { readonly url: string; readonly token: string | undefined }): Client;
}

/** Makes the context of one command. */
export function createContext(io: CliIo, globals: Globals, catalog: Catalog): CliContext {
  const out = createOutput(io, globals);
  let chosen: GatewayChoice | undefined;
  let saved: Credentials | undefined;
  const credentials = () => {
    saved ??= credentialsOrNone(io, out);
    return saved;
  };
  const gateway = () => {
    chosen ??= chooseGateway(globals, { env: io.env, cwd: io.cwd, program: io.program, credentials: credentials() });
    return chosen;
  };
  const debug = (line: string) => {
    if (globals.debug) io.stderr.write(`debug: ${line}\n`);
  };
  const tokenPlace = (): TokenPlace => ({
    env: io.env,
    credentials: credentials(),
    token: globals.token,
    workspaceKey: globals.workspaceKey,
    tenantKey: globals.tenantKey,
    now: io.now,
    warn: out.warn,
    debug,
  });
  return {
    io,
    globals,
    out,
    catalog,
    source: textSource(io, out),
    gateway,
    credentials,
    tokenPlace,
    client: (choice = gateway()) =>
      createClient({
        url: choice.url,
        token: 'namedBy' in choice ? createTokenSource(choice, tokenPlace()) : choice.token,
        timeoutMs: globals.timeoutMs,
        operations: catalog.operations,
        ...(globals.debug ? { trace: debug } : {}),
      }),
  };
}

function textSource(io: CliIo, out: Output): TextSource {
  let stdin: Promise<string> | undefined;
  return {
    file: async (path) => {
      const { readFile } = await import('node:fs/promises');
      return readFile(resolve(io.cwd, path), 'utf8');
    },
    stdin: () => {
      if (io.stdin.isTTY) out.note('Reading from the terminal; Ctrl-D ends it');
      stdin ??= readStdin(io);
      return stdin;
    },
  };
}

/** A file that cannot be read must not keep a command from going on with a token of the environment. */
function credentialsOrNone(io: CliIo, out: Output): Credentials {
  try {
    return readCredentials(io.env, out.warn);
  } catch (error) {
    if (!isPorinError(error)) throw error;
    out.warn(error.message);
    return { apiUri: undefined, servers: {} };
  }
}
