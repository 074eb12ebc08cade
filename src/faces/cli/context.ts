import { resolve } from 'node:path';
import type { CatalogControl, CatalogOperation } from '../client/catalog.ts';
import { type Client, createClient } from '../client/client.ts';
import type { TextSource } from './flag-values.ts';
import { chooseGateway, type GatewayChoice } from './gateway.ts';
import type { Globals } from './globals.ts';
import { type CliIo, readStdin } from './io.ts';
import { createOutput, type Output } from './output.ts';

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
  /** A client of the gateway in use, or of another one. */
  client(choice?: Pick<GatewayChoice, 'url' | 'token'>): Client;
}

/** Makes the context of one command. */
export function createContext(io: CliIo, globals: Globals, catalog: Catalog): CliContext {
  const out = createOutput(io, globals);
  let chosen: GatewayChoice | undefined;
  let stdin: Promise<string> | undefined;
  const gateway = () => {
    chosen ??= chooseGateway(globals, io.env, io.program);
    return chosen;
  };
  return {
    io,
    globals,
    out,
    catalog,
    source: {
      file: async (path) => {
        const { readFile } = await import('node:fs/promises');
        return readFile(resolve(io.cwd, path), 'utf8');
      },
      stdin: () => {
        if (io.stdin.isTTY) out.note('Reading from the terminal; Ctrl-D ends it');
        stdin ??= readStdin(io);
        return stdin;
      },
    },
    gateway,
    client: (choice = gateway()) =>
      createClient({
        url: choice.url,
        token: choice.token,
        timeoutMs: globals.timeoutMs,
        operations: catalog.operations,
        ...(globals.debug ? { trace: (line) => void io.stderr.write(`debug: ${line}\n`) } : {}),
      }),
  };
}
