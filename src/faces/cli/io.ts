import type { Readable } from 'node:stream';
import type { CatalogControl, CatalogOperation } from '../client/catalog.ts';
import type { Boot } from './boot.ts';

/** A stream that the CLI writes to. */
export interface OutputStream {
  write(content: string | Uint8Array): unknown;
  readonly isTTY?: boolean;
  /** Width of the terminal. */
  readonly columns?: number;
}

/** Everything the CLI touches outside itself. */
export interface CliIo {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly version: string;
  /** How it is called here: `porin`, `membrane`, or either through npx. */
  readonly program: string;
  /** Epoch milliseconds. */
  now(): number;
  /** Loads what can start a gateway in this process. */
  boot(): Promise<Boot>;
  /** How this program is started again: executable and leading arguments. */
  readonly self: readonly string[];
  /** Calls back on SIGINT and SIGTERM; gives back how to stop that. */
  onSignal(listener: (signal: 'SIGINT' | 'SIGTERM') => void): () => void;
  /** What the gateway and the sandboxes offer; the generated catalogue when absent. */
  readonly catalog?: { readonly operations: readonly CatalogOperation[]; readonly controls: readonly CatalogControl[] };
}

/** All of standard input as text. */
export async function readStdin(io: Pick<CliIo, 'stdin'>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of io.stdin) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer));
  return Buffer.concat(chunks).toString('utf8');
}
